import Design
import Groundwork
import Inference
import LinearAlgebra

/// Means of several quantities, in all rows or group by group, with the covariance of all of them.
///
/// A row's share in the mean of quantity v in group g is 1{i∈g}(xᵢᵥ − x̄_gᵥ)/n_g. Summed by cluster (or row by row), with
/// √(C_g/(C_g − 1)) for the C_g clusters (rows) of a group, their cross-products are the covariance: the numbers of least
/// squares on a constant with `cr1` (without clusters the usual s²/n).
struct GroupMeans {
    /// The greatest number of means whose covariance is computed.
    static let most = 2000

    let terms: [String]
    let groups: Factor?
    let rows: [Estimate]
    let covariance: Matrix
    /// How many clusters there are; nil for independent rows.
    let clusterCount: Int?
    /// How many clusters, or rows, each group has.
    let unitCounts: [Double]

    /// - Parameters:
    ///   - terms: the quantities' names.
    ///   - columns: their values, none missing.
    ///   - groups: the rows' groups; nil for all rows together.
    ///   - clusters: the rows' clusters; nil for independent rows.
    init(
        _ terms: [String], columns: [[Double]], groups: Factor?, clusters: Factor?, level: Double
    ) throws(CausalError) {
        let count = columns.first?.count ?? 0
        let (groupCount, width) = (groups?.levelCount ?? 1, terms.count)
        guard groupCount * width <= GroupMeans.most else {
            throw CausalError(
                .badArgument,
                "there are \(groupCount) groups; at most \(GroupMeans.most / width) can be compared",
                column: groups?.name)
        }
        let codes = groups?.codes ?? [Int32](repeating: 0, count: count)
        var sizes = [Double](repeating: 0, count: groupCount)
        for code in codes { sizes[Int(code)] += 1 }
        var means = Matrix(width, groupCount)
        var squares = Matrix(width, groupCount)
        for (v, column) in columns.enumerated() {
            for row in 0..<count { means[v, Int(codes[row])] += column[row] }
            for g in 0..<groupCount { means[v, g] /= sizes[g] }
            for row in 0..<count {
                let gap = column[row] - means[v, Int(codes[row])]
                squares[v, Int(codes[row])] += gap * gap
            }
        }
        let spreads = (0..<(groupCount * width)).map { place in
            let n = sizes[place / width]
            return n > 1 ? (squares[place % width, place / width] / (n - 1)).squareRoot() : .nan
        }
        let spread: (matrix: Matrix, units: [Double])
        if let clusters {
            spread = GroupMeans.clustered(columns, codes, means, sizes, clusters)
        } else {
            spread = (GroupMeans.independent(columns, codes, means, sizes), sizes)
        }
        let matrix = spread.matrix
        let units = spread.units
        rows = (0..<(groupCount * width)).map { place in
            let (g, v) = (place / width, place % width)
            var labels: [JSONValue.Member] = []
            if let groups { labels.append(.init("group", .string(groups.label(g)))) }
            labels.append(.init("rows", .integer(Int(sizes[g]))))
            labels.append(.init("sd", .number(spreads[place])))
            let variance = matrix[place, place]
            return Estimate(
                term: terms[v], labels: labels, estimate: means[v, g],
                standardError: units[g] > 1 && variance > 0 ? variance.squareRoot() : .nan,
                degreesOfFreedom: units[g] > 1 ? units[g] - 1 : nil, level: level)
        }
        covariance = matrix
        clusterCount = clusters?.levelCount
        unitCounts = units
        self.terms = terms
        self.groups = groups
    }

    private static func independent(
        _ columns: [[Double]], _ codes: [Int32], _ means: Matrix, _ sizes: [Double]
    ) -> Matrix {
        let width = columns.count
        var matrix = Matrix(width * sizes.count, width * sizes.count)
        for a in 0..<width {
            for b in 0...a {
                for row in codes.indices {
                    let g = Int(codes[row])
                    matrix[g * width + a, g * width + b] +=
                        (columns[a][row] - means[a, g]) * (columns[b][row] - means[b, g])
                }
            }
        }
        for g in sizes.indices {
            for a in 0..<width {
                for b in 0...a {
                    let (i, j) = (g * width + a, g * width + b)
                    matrix[i, j] = sizes[g] > 1 ? matrix[i, j] / (sizes[g] * (sizes[g] - 1)) : .nan
                    matrix[j, i] = matrix[i, j]
                }
            }
        }
        return matrix
    }

    private static func clustered(
        _ columns: [[Double]], _ codes: [Int32], _ means: Matrix, _ sizes: [Double], _ clusters: Factor
    ) -> (Matrix, [Double]) {
        let (width, groupCount) = (columns.count, sizes.count)
        var sums = Matrix(clusters.levelCount, width * groupCount)
        var present = Matrix(clusters.levelCount, groupCount)
        for row in codes.indices {
            let (g, c) = (Int(codes[row]), Int(clusters.codes[row]))
            present[c, g] = 1
            for v in 0..<width { sums[c, g * width + v] += (columns[v][row] - means[v, g]) / sizes[g] }
        }
        let units = (0..<groupCount).map { present.column($0).reduce(0, +) }
        for g in 0..<groupCount {
            let factor = units[g] > 1 ? (units[g] / (units[g] - 1)).squareRoot() : .nan
            for v in 0..<width {
                for c in 0..<clusters.levelCount { sums[c, g * width + v] *= factor }
            }
        }
        return (sums.gram, units)
    }
}
