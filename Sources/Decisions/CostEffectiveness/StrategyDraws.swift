import Groundwork
import Inference

/// Draws of the effect and the cost of several strategies: a probabilistic analysis.
///
/// Row s of every column is one draw of all parameters, so that differences between strategies keep their correlation.
/// With Bᵈ = k·e_d − c_d the net benefit of strategy d,
///
/// | quantity | formula |
/// |---|---|
/// | acceptability | share of draws in which d has the largest Bᵈ |
/// | frontier (CEAF) | the acceptability of the strategy with the largest mean Bᵈ |
/// | EVPI | mean of max_d Bᵈ less max_d of the mean Bᵈ |
///
/// - Source: Fenwick, Claxton & Sculpher (2001), Health Economics 10; Baio (2012). Numbers are those of R's `BCEA`.
public struct StrategyDraws: Sendable, Hashable {
    /// The strategies' names; the first is what the others are compared with.
    public let names: [String]
    /// Draws of the effects, a list for each strategy.
    public let effects: [[Double]]
    /// Draws of the costs, a list for each strategy.
    public let costs: [[Double]]

    /// Keeps draws.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless there are two strategies or more with names that differ;
    ///   `CausalError.Code.unequalLengths`; `CausalError.Code.tooFewRows` below two draws;
    ///   `CausalError.Code.missingValue` for a draw that is missing or infinite.
    public init(effects: [[Double]], costs: [[Double]], names: [String]? = nil) throws(CausalError) {
        let names = names ?? effects.indices.map { "strategy \($0 + 1)" }
        guard effects.count >= 2, effects.count == costs.count, names.count == effects.count else {
            throw CausalError(
                .badArgument,
                "two strategies or more are needed, each with a column of effects and one of costs",
                value: "\(effects.count) effects, \(costs.count) costs, \(names.count) names")
        }
        guard Set(names).count == names.count, !names.contains("") else {
            throw CausalError(
                .badArgument, "the strategies' names differ", value: names.joined(separator: ","))
        }
        let count = effects[0].count
        guard (effects + costs).allSatisfy({ $0.count == count }) else {
            throw CausalError(.unequalLengths, "the columns of draws differ in length")
        }
        guard count >= 2 else {
            throw CausalError(.tooFewRows, "two draws or more are needed", value: "\(count)")
        }
        for (kind, columns) in [("effects", effects), ("costs", costs)] {
            for (name, column) in zip(names, columns) {
                guard let row = column.firstIndex(where: { !$0.isFinite }) else { continue }
                throw CausalError(
                    .missingValue, "a draw of the \(kind) of '\(name)' is missing or infinite", row: row + 1)
            }
        }
        self.names = names
        self.effects = effects
        self.costs = costs
    }

    /// Reads draws from the columns of a table.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`, and as ``init(effects:costs:names:)``.
    public init(_ table: DataTable, effects: [String], costs: [String], names: [String]? = nil)
        throws(CausalError)
    {
        var columns: [[Double]] = []
        for name in effects + costs { columns.append(try table.numbers(name)) }
        try self.init(
            effects: Array(columns[..<effects.count]), costs: Array(columns[effects.count...]), names: names)
    }

    /// The number of draws.
    public var count: Int { effects[0].count }

    /// The mean effect and cost of each strategy.
    public var means: [(effect: Double, cost: Double)] {
        zip(effects, costs).map { (Numbers.mean($0), Numbers.mean($1)) }
    }

    /// Draws of the difference in effect and in cost between two strategies.
    public func differences(_ strategy: Int, against other: Int) -> (effects: [Double], costs: [Double]) {
        (
            zip(effects[strategy], effects[other]).map { $0 - $1 },
            zip(costs[strategy], costs[other]).map { $0 - $1 }
        )
    }

    /// The difference between two strategies with the draws' variances and covariance.
    public func incremental(_ strategy: Int, against other: Int) throws(CausalError)
        -> IncrementalCostEffectiveness
    {
        let (e, c) = differences(strategy, against: other)
        return try IncrementalCostEffectiveness(
            effect: Numbers.mean(e), cost: Numbers.mean(c), effectVariance: Numbers.covariance(e, e),
            costVariance: Numbers.covariance(c, c), covariance: Numbers.covariance(e, c))
    }

    /// What k makes of the draws.
    public func decision(willingness k: Double) -> Decision {
        let sums = Parallel.map(Parallel.blockCount(count, Self.blockSize)) { block in
            blockSums(Parallel.blockRange(block, count, Self.blockSize), k)
        }
        var best = 0.0
        var wins = [Int](repeating: 0, count: names.count)
        for part in sums {
            best += part.best
            for d in wins.indices { wins[d] += part.wins[d] }
        }
        let benefits = means.map { k * $0.effect - $0.cost }
        let shares = wins.map { Double($0) / Double(count) }
        return Decision(
            willingness: k, netBenefits: benefits, acceptability: shares,
            perfectInformation: max(0, best / Double(count) - (benefits.max() ?? 0)))
    }

    private static let blockSize = 1 << 14

    private func blockSums(_ rows: Range<Int>, _ k: Double) -> (best: Double, wins: [Int]) {
        var wins = [Int](repeating: 0, count: names.count)
        var sum = 0.0
        for s in rows {
            var (best, winner) = (k * effects[0][s] - costs[0][s], 0)
            for d in 1..<names.count {
                let benefit = k * effects[d][s] - costs[d][s]
                if benefit > best { (best, winner) = (benefit, d) }
            }
            sum += best
            wins[winner] += 1
        }
        return (sum, wins)
    }

    /// The strategies at one willingness to pay.
    public struct Decision: Sendable, Hashable, Codable {
        /// What a unit of effect may cost.
        public let willingness: Double
        /// The mean net benefit of each strategy.
        public let netBenefits: [Double]
        /// The share of draws in which each is the best; the earlier one where two are equal.
        public let acceptability: [Double]
        /// The expected value of perfect information for one person.
        public let perfectInformation: Double

        /// The strategy with the largest mean net benefit, the earlier one where two are equal.
        public var best: Int {
            netBenefits.indices.dropFirst().reduce(0) { netBenefits[$1] > netBenefits[$0] ? $1 : $0 }
        }

        /// The acceptability of ``best``: the frontier.
        public var frontier: Double { acceptability[best] }
    }

    /// Refuses a willingness to pay that is negative or not a number, and an empty list.
    static func check(_ willingness: [Double]) throws(CausalError) {
        guard !willingness.isEmpty else { throw CausalError(.badArgument, "a willingness to pay is needed") }
        for k in willingness { try CausalError.require(k, atLeast: 0, "the willingness to pay") }
    }
}
