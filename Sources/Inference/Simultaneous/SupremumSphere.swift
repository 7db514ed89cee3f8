import Distributions
import Groundwork
import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// max_j |a_j′u| at many directions u of the unit sphere, AA′ being a correlation matrix.
///
/// What is averaged over the directions is a smooth function of these heights h. It is interpolated between 64 Chebyshev
/// nodes, so that an average is a weighted sum of 64 values, the weights computed once; the error is that of rounding.
struct SupremumSphere: Sendable {
    /// The rank d.
    let rank: Int
    /// Whether the directions are a rule of integration and not drawn.
    let isExact: Bool
    private let count: Int
    private let nodes: [Double]
    private let weights: [Double]

    init(_ correlation: Matrix, draws: Int, seed: UInt64) throws(CausalError) {
        let eigen = try SymmetricEigen(correlation.symmetrised)
        let largest = eigen.values.last ?? 0
        let kept = eigen.values.indices.filter { eigen.values[$0] > 1e-12 * largest }
        let root = Matrix(
            kept.count, correlation.rowCount,
            columnMajor: (0..<correlation.rowCount).flatMap { row in
                kept.map { eigen.vectors[row, $0] * eigen.values[$0].squareRoot() }
            })
        rank = kept.count
        isExact = rank <= 2
        let (heights, shares) =
            rank <= 2
            ? SupremumSphere.arcs(root) : (SupremumSphere.heights(root, draws, Generator(seed: seed)), nil)
        count = heights.count
        let (low, high) = (heights.min() ?? 1, heights.max() ?? 1)
        guard high > low * (1 + 1e-12) else {
            nodes = [high]
            weights = [1]
            return
        }
        let size = 64
        let centre = (low + high) / 2
        let half = (high - low) / 2
        let cosines = (0..<size).map { cos(Double.pi * (Double($0) + 0.5) / Double(size)) }
        nodes = cosines.map { centre + half * $0 }
        let moments = SupremumSphere.moments(heights, shares, centre, half, size)
        weights = (0..<size).map { j in
            (0..<size).reduce(0) { sum, k in
                let angle = Double.pi * Double(k) * (Double(j) + 0.5) / Double(size)
                return sum + (k == 0 ? 1 : 2) * moments[k] * cos(angle) / Double(size)
            }
        }
    }

    /// The heights at all directions; `root` is A′, a column for each statistic.
    private static func heights(_ root: Matrix, _ count: Int, _ generator: Generator) -> [Double] {
        let (rank, statistics) = (root.rowCount, root.columnCount)
        return Parallel.array(count, blockSize: 512) { range, out in
            var random = generator.stream(range.lowerBound / 512)
            for draw in range {
                let direction = direction(rank, &random)
                var height = 0.0
                for j in 0..<statistics {
                    var product = 0.0
                    for i in 0..<rank { product += root.values[i + j * rank] * direction[i] }
                    height = max(height, abs(product))
                }
                out.initializeElement(at: draw - range.lowerBound, to: height)
            }
        }
    }

    /// The means of the Chebyshev polynomials T_0 … at the heights, which count alike or by their shares.
    private static func moments(
        _ heights: [Double], _ shares: [Double]?, _ centre: Double, _ half: Double, _ size: Int
    ) -> [Double] {
        var sums = [Double](repeating: 0, count: size)
        let alike = 1 / Double(heights.count)
        for (place, height) in heights.enumerated() {
            let x = (height - centre) / half
            let share = shares?[place] ?? alike
            var (before, current) = (share, share * x)
            sums[0] += share
            for k in 1..<size {
                sums[k] += current
                (before, current) = (current, 2 * x * current - before)
            }
        }
        return sums
    }

    private static func direction(_ rank: Int, _ random: inout Generator) -> [Double] {
        while true {
            let point = (0..<rank).map { _ in random.normal() }
            let length = point.reduce(0) { $0 + $1 * $1 }.squareRoot()
            if length > 1e-8 { return point.map { $0 / length } }
        }
    }

    /// P(max|t| > c), the mean over directions, and the standard error of the mean.
    func exceedance(_ c: Double, _ df: Double?) -> (mean: Double, standardError: Double) {
        let d = Double(rank)
        var (mean, square) = (0.0, 0.0)
        for (node, weight) in zip(nodes, weights) {
            let size = c / node * (c / node)
            let p =
                rank == 2
                ? SupremumSphere.planar(size, df)
                : df.map { FisherF(df1: d, df2: $0).survival(size / d) } ?? ChiSquared(df: d).survival(size)
            mean += weight * p
            square += weight * p * p
        }
        return (mean, (max(0, square - mean * mean) / Double(count)).squareRoot())
    }
}
