import Design
import LinearAlgebra

/// Means and scatter of several columns, group by group.
struct GroupMoments {
    let columns: [[Double]]
    let codes: [Int32]
    /// The rows of each group.
    let sizes: [Double]
    /// Quantities × groups.
    let means: Matrix
    /// Standard deviations, quantities × groups.
    let deviations: Matrix

    var width: Int { columns.count }

    init(_ columns: [[Double]], _ groups: Factor?) {
        let count = columns.first?.count ?? 0
        let codes = groups?.codes ?? [Int32](repeating: 0, count: count)
        let groupCount = groups?.levelCount ?? 1
        var sizes = [Double](repeating: 0, count: groupCount)
        for code in codes { sizes[Int(code)] += 1 }
        var means = Matrix(columns.count, groupCount)
        var deviations = means
        for (v, column) in columns.enumerated() {
            for row in 0..<count { means[v, Int(codes[row])] += column[row] }
            for g in 0..<groupCount { means[v, g] /= sizes[g] }
            for row in 0..<count {
                let gap = column[row] - means[v, Int(codes[row])]
                deviations[v, Int(codes[row])] += gap * gap
            }
            for g in 0..<groupCount {
                deviations[v, g] = sizes[g] > 1 ? (deviations[v, g] / (sizes[g] - 1)).squareRoot() : .nan
            }
        }
        self.columns = columns
        self.codes = codes
        self.sizes = sizes
        self.means = means
        self.deviations = deviations
    }

    /// The covariance of the means of independent rows: S/n within each group, zero between groups.
    func independent() -> Matrix {
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

    /// The covariance of the means of clustered rows, and how many clusters each group has.
    func clustered(_ clusters: Factor) -> (matrix: Matrix, counts: [Double]) {
        let groupCount = sizes.count
        var sums = Matrix(clusters.levelCount, width * groupCount)
        var present = Matrix(clusters.levelCount, groupCount)
        for row in codes.indices {
            let (g, c) = (Int(codes[row]), Int(clusters.codes[row]))
            present[c, g] = 1
            for v in 0..<width { sums[c, g * width + v] += (columns[v][row] - means[v, g]) / sizes[g] }
        }
        let counts = (0..<groupCount).map { present.column($0).reduce(0, +) }
        for g in 0..<groupCount {
            let factor = counts[g] > 1 ? (counts[g] / (counts[g] - 1)).squareRoot() : .nan
            for v in 0..<width {
                for c in 0..<clusters.levelCount { sums[c, g * width + v] *= factor }
            }
        }
        return (sums.gram, counts)
    }
}
