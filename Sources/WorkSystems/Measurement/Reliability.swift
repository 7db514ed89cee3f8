import Distributions
import Groundwork
import LinearAlgebra

/// How well the items of a scale hang together.
///
/// With S the items' covariance over complete rows, k items and n rows:
///
/// - α = k/(k − 1)·(1 − tr S / 1′S1) (Cronbach 1951), with the exact interval of Feldt (1965):
///   1 − (1 − α)F, F the quantiles of F(n − 1, (n − 1)(k − 1)).
/// - ω = (Σλ)²/((Σλ)² + Σψ), the share of the sum's variance that one common factor explains (McDonald 1999), loadings
///   and uniquenesses in the items' units.
///
/// α is ω's lower bound when items load unequally; a large distance between them says so.
///
/// - Source: Feldt, Woodruff & Salih (1987), Applied Psychological Measurement 11(1), 93–103; McDonald (1999), *Test
///   Theory*, chapter 6.
public struct Reliability: Sendable, Hashable {
    /// The items' names.
    public let items: [String]
    /// The rows in which all items were answered.
    public let rowCount: Int
    /// α; NaN with one item.
    public let alpha: Double
    /// α of items brought to one variance: k·r̄/(1 + (k − 1)r̄).
    public let standardisedAlpha: Double
    /// The mean correlation between items.
    public let meanCorrelation: Double
    /// Each item's correlation with the sum of the others; NaN with one item.
    public let itemRestCorrelations: [Double]
    /// α without each item; NaN with fewer than three items.
    public let alphaWithout: [Double]
    /// The one-factor model behind ω; nil with fewer than three items, or where it has no solution.
    public let factor: OneFactorModel?

    /// Measures the reliability of some items.
    ///
    /// - Parameters:
    ///   - names: the items' names.
    ///   - answers: the items' columns, NaN where an answer is missing; rows with a missing answer are left out.
    ///   - estimator: how the factor is found.
    /// - Throws: `CausalError.Code.tooFewRows` with fewer than three complete rows; `CausalError.Code.notIdentified` for an
    ///   item that is the same in all of them.
    public init(
        _ names: [String], answers: [[Double]], estimator: OneFactorModel.Estimator = .maximumLikelihood
    ) throws(CausalError) {
        let count = answers.first?.count ?? 0
        let complete = Parallel.positions(count) { row in !answers.contains { $0[row].isNaN } }
        guard complete.count >= 3 else {
            throw CausalError(
                .tooFewRows,
                "reliability needs three rows in which all items are answered; here it is \(complete.count)",
                value: names.joined(separator: ","))
        }
        let columns = complete.count == count ? answers : answers.map { Parallel.gather($0, at: complete) }
        let moments = Kernels.moments(columns: columns, weights: nil)
        let covariance = (1 / Double(complete.count - 1)) * moments.centred
        if let item = names.indices.first(where: { !(covariance[$0, $0] > 0) }) {
            throw CausalError(
                .notIdentified, "an item is the same in all rows", column: names[item],
                remedy: "Leave it out: it tells nobody from anybody.")
        }
        items = names
        rowCount = complete.count
        let all = Array(names.indices)
        alpha = Reliability.alpha(covariance, all)
        let correlation = Reliability.correlation(covariance)
        let k = Double(names.count)
        let pairs = correlation.values.reduce(0, +) - k
        meanCorrelation = k > 1 ? pairs / (k * (k - 1)) : .nan
        standardisedAlpha = k * meanCorrelation / (1 + (k - 1) * meanCorrelation)
        alphaWithout = all.map { item in Reliability.alpha(covariance, all.filter { $0 != item }) }
        itemRestCorrelations = all.map { Reliability.rest(covariance, $0) }
        factor =
            names.count >= 3
            ? OneFactorModel(covariance, observations: complete.count, estimator: estimator) : nil
    }

    /// Feldt's interval of α; the whole line with one item.
    public func alphaInterval(level: Double = 0.95) -> Interval {
        guard alpha.isFinite else { return .unbounded }
        let (n, k) = (Double(rowCount), Double(items.count))
        let f = FisherF(df1: n - 1, df2: (n - 1) * (k - 1))
        let tail = (1 - level) / 2
        return Interval(1 - (1 - alpha) * f.upperQuantile(tail), 1 - (1 - alpha) * f.quantile(tail))
    }

    private static func alpha(_ covariance: Matrix, _ items: [Int]) -> Double {
        let k = Double(items.count)
        let part = covariance.submatrix(items)
        let total = part.values.reduce(0, +)
        guard k > 1, total > 0 else { return .nan }
        return k / (k - 1) * (1 - part.diagonal.reduce(0, +) / total)
    }

    private static func correlation(_ covariance: Matrix) -> Matrix {
        let scale = covariance.diagonal.map { 1 / $0.squareRoot() }
        var result = covariance
        for i in scale.indices {
            for j in scale.indices { result[i, j] = i == j ? 1 : covariance[i, j] * scale[i] * scale[j] }
        }
        return result
    }

    private static func rest(_ covariance: Matrix, _ item: Int) -> Double {
        let others = (0..<covariance.rowCount).filter { $0 != item }
        let shared = others.reduce(0) { $0 + covariance[item, $1] }
        let variance = covariance.submatrix(others).values.reduce(0, +)
        return variance > 0 ? shared / (variance * covariance[item, item]).squareRoot() : .nan
    }
}
