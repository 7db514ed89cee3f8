import Design
import Distributions
import Groundwork
import Inference
import LinearAlgebra

/// Means of several quantities, in all rows or group by group, with the covariance of all of them.
///
/// A row's share in the mean of quantity v in group g is 1{i∈g}(xᵢᵥ − x̄_gᵥ)/n_g. Summed by cluster (or row by row), with
/// √(C_g/(C_g − 1)) for the C_g clusters (rows) of a group, their cross-products are the covariance: the numbers of least
/// squares on a constant with `cr1` (without clusters the usual s²/n).
///
/// Shares have Wilson's interval at the size n* = 1 + p(1 − p)/variance that independent rows would need for this variance (all
/// rows where the variance is zero), with t in place of z (Wilson 1927; Korn & Graubard 1998 for n*).
struct GroupMeans {
    /// The greatest number of means whose covariance is computed.
    static let most = 2000

    let rows: [Estimate]
    let covariance: Matrix
    /// How many clusters there are; nil for independent rows.
    let clusterCount: Int?
    /// How many clusters, or rows, each group has.
    let unitCounts: [Double]

    /// - Parameters:
    ///   - terms: the quantities' names.
    ///   - columns: their values, none missing.
    ///   - shares: the positions of quantities that are 0 or 1.
    ///   - groups: the rows' groups; nil for all rows together.
    ///   - clusters: the rows' clusters; nil for independent rows.
    ///   - level: the confidence level.
    init(
        _ terms: [String], columns: [[Double]], shares: Range<Int>, groups: Factor?, clusters: Factor?,
        level: Double
    ) throws(CausalError) {
        let (groupCount, width) = (groups?.levelCount ?? 1, terms.count)
        guard groupCount * width <= GroupMeans.most else {
            throw CausalError(
                .badArgument,
                "there are \(groupCount) groups; at most \(GroupMeans.most / width) can be compared",
                column: groups?.name)
        }
        let moments = GroupMoments(columns, groups)
        let spread = clusters.map { moments.clustered($0) }
        let matrix = spread?.matrix ?? moments.independent()
        let units = spread?.counts ?? moments.sizes
        rows = (0..<(groupCount * width)).map { place in
            let (g, v) = (place / width, place % width)
            let named: [JSONValue.Member] = groups.map { [.init("group", .string($0.label(g)))] } ?? []
            let variance = matrix[place, place]
            let mean = moments.means[v, g]
            let df = units[g] > 1 ? units[g] - 1 : nil
            return Estimate(
                term: terms[v],
                labels: named + [
                    .init("rows", .integer(Int(moments.sizes[g]))),
                    .init("sd", .number(moments.deviations[v, g])),
                ], estimate: mean,
                standardError: df != nil && variance > 0 ? variance.squareRoot() : .nan,
                degreesOfFreedom: df, level: level,
                bounds: shares.contains(v)
                    ? GroupMeans.wilson(mean, variance, rows: moments.sizes[g], df: df, level: level) : nil)
        }
        covariance = matrix
        clusterCount = clusters?.levelCount
        unitCounts = units
    }

    /// Wilson's interval of a share; nil where nothing tells its variance.
    private static func wilson(
        _ p: Double, _ variance: Double, rows: Double, df: Double?, level: Double
    ) -> Interval? {
        guard let df, p.isFinite else { return nil }
        let n = variance > 0 ? p * (1 - p) / variance + 1 : rows
        let t = StudentT(df: df).upperQuantile((1 - level) / 2)
        let weight = t * t / n
        let centre = (p + weight / 2) / (1 + weight)
        let margin = t / (1 + weight) * (p * (1 - p) / n + weight / (4 * n)).squareRoot()
        // At 0 and 1 an end is the share itself, which rounding must not pass.
        return Interval(min(p, max(0, centre - margin)), max(p, min(1, centre + margin)))
    }
}
