import Groundwork
import Inference

/// A balanced scorecard: units ranked by a weighted sum of measures, what the weights reward, and how far the ranks hang on
/// them.
///
/// Measures are standardised, zᵢⱼ = ±(xᵢⱼ − x̄ⱼ)/sⱼ with up as better, and the score is Sᵢ = Σⱼ wⱼ zᵢⱼ, Σw = 1. A weight is not
/// what it rewards: measures that go together push each other. The *reward* of measure j is its share of the score's
/// variance, wⱼ·cov(zⱼ, S)/var(S); the shares add up to one, and one below zero is a measure that the score works against.
///
/// - Source: Kaplan & Norton (1992); Paruolo, Saisana & Saltelli (2013), Journal of the Royal Statistical Society A 176
///   (weights are not importance); Lahdelma & Salminen (2001), Operations Research 49 (ranks over all weights).
public struct Scorecard: Sendable, Hashable, Codable {
    /// The units' names.
    public let units: [String]
    /// The measures.
    public let measures: [Measure]
    /// Standardised values, up as better: a list for each measure.
    public let standardised: [[Double]]
    /// Sᵢ.
    public let scores: [Double]

    /// A measure with its weight.
    public struct Measure: Sendable, Hashable, Codable {
        /// Its name.
        public let name: String
        /// Its weight; weights are divided by their sum.
        public let weight: Double
        /// Whether more is better.
        public let higherIsBetter: Bool

        /// Makes a measure.
        public init(_ name: String, weight: Double, higherIsBetter: Bool = true) {
            self.name = name
            self.weight = weight
            self.higherIsBetter = higherIsBetter
        }
    }

    /// Scores units.
    ///
    /// - Parameters:
    ///   - units: names that differ.
    ///   - values: a list for each measure, in the units' order.
    ///   - measures: names, weights and directions.
    /// - Throws: `CausalError.Code.badArgument` for weights that are negative or all zero, or names that are repeated;
    ///   `CausalError.Code.tooFewRows` below two units; `CausalError.Code.missingValue`; `CausalError.Code.badValue` for a
    ///   measure that is the same in every unit.
    public init(units: [String], values: [[Double]], measures: [Measure]) throws(CausalError) {
        let total = measures.reduce(0) { $0 + $1.weight }
        guard measures.allSatisfy({ $0.weight >= 0 }), total > 0, total.isFinite,
            Set(measures.map(\.name)).count == measures.count
        else {
            throw CausalError(
                .badArgument, "weights are not negative, not all zero, and one for each measure",
                value: measures.map { "\($0.name)=\($0.weight)" }.joined(separator: ","))
        }
        guard units.count >= 2, Set(units).count == units.count else {
            throw CausalError(
                units.count < 2 ? .tooFewRows : .badValue,
                "a scorecard ranks two units or more, with names that differ")
        }
        var standardised: [[Double]] = []
        for (column, measure) in zip(values, measures) {
            guard column.count == units.count else {
                throw CausalError(.unequalLengths, "columns differ in length")
            }
            standardised.append(try Self.standardised(column, measure))
        }
        self.units = units
        self.measures = measures.map {
            Measure($0.name, weight: $0.weight / total, higherIsBetter: $0.higherIsBetter)
        }
        self.standardised = standardised
        scores = Self.scores(standardised, self.measures.map(\.weight))
    }

    /// A measure in units of its standard deviation, up as better.
    private static func standardised(_ column: [Double], _ measure: Measure) throws(CausalError) -> [Double] {
        if let row = column.firstIndex(where: { !$0.isFinite }) {
            throw CausalError(.missingValue, "a value is missing", column: measure.name, row: row + 1)
        }
        let deviation = Numbers.covariance(column, column).squareRoot()
        guard deviation > 0 else {
            throw CausalError(
                .badValue, "the measure is the same in every unit, and ranks none", column: measure.name,
                remedy: "Leave it out.")
        }
        let (mean, sign) = (Numbers.mean(column), measure.higherIsBetter ? 1.0 : -1.0)
        return column.map { sign * ($0 - mean) / deviation }
    }

    static func scores(_ standardised: [[Double]], _ weights: [Double]) -> [Double] {
        guard let count = standardised.first?.count else { return [] }
        var sums = [Double](repeating: 0, count: count)
        for (column, weight) in zip(standardised, weights) {
            for unit in sums.indices { sums[unit] += weight * column[unit] }
        }
        return sums
    }

    /// 1 for the best; equal scores share the best rank.
    public var ranks: [Int] { Self.ranks(scores) }

    static func ranks(_ scores: [Double]) -> [Int] {
        let sorted = scores.sorted(by: >)
        var first: [Double: Int] = [:]
        for (place, score) in sorted.enumerated() where first[score] == nil { first[score] = place + 1 }
        return scores.map { first[$0] ?? 0 }
    }

    /// wⱼ·cov(zⱼ, S)/var(S), each measure's share of what tells the units apart; nil when all scores are equal.
    public var rewards: [Double]? {
        let variance = Numbers.covariance(scores, scores)
        guard variance > 1e-24 else { return nil }
        return zip(standardised, measures).map { $1.weight * Numbers.covariance($0, scores) / variance }
    }
}
