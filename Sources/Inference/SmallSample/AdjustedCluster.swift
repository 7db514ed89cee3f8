import Groundwork
import LinearAlgebra

/// What one cluster contributes, for the orthonormal slopes.
///
/// With Y = A′WX, A the adjustment: t = Y′û; the effect Y′GY, G the working covariance of the cluster's residuals;
/// and the image (U′Y, and F′Y where weights and working model disagree), through which clusters are correlated.
struct AdjustedCluster {
    /// t, k numbers.
    let score: [Double]
    /// Y′GY, k × k: the expected value of tt′ under the working model.
    let effect: Matrix
    /// The image, (k + L) × k, or twice as many rows.
    let image: Matrix
    /// Whether the cluster has more than half of the leverage in some direction.
    let isHeavy: Bool
    /// Σ vv′ over the directions v of X′W that no other cluster informs; nil when there are none.
    let lost: Matrix?
}

/// Adjusts clusters one by one.
struct ClusterAdjuster: Sendable {
    let design: ClusterDesign
    let links: DesignLinks
    let adjustment: LeverageAdjustment
    /// Whether effects and images are wanted, not scores alone.
    let needsMoments: Bool

    init(_ design: ClusterDesign, _ adjustment: LeverageAdjustment, needsMoments: Bool) throws(CausalError) {
        self.design = design
        self.adjustment = adjustment
        self.needsMoments = needsMoments
        links = try DesignLinks(design)
    }

    /// How many numbers an image has for each slope.
    var imageSize: Int {
        (design.slopeCount + design.levelCount) * (design.isOblique ? 2 : 1)
    }

    /// Adjusts one cluster.
    func adjusted(_ group: Int, _ scratch: inout LevelScratch) throws(CausalError) -> AdjustedCluster {
        let isRoot = adjustment == .cr2
        var scaled = !isRoot
        if case .inverseVariance = design.weighting { scaled = true }
        let cluster = try design.rotated(
            group, links: links, scaled: scaled, needsDual: isRoot || needsMoments, &scratch)
        let inverse = links.inverse.submatrix(cluster.levels.map { Int($0) })
        if isRoot, let dual = cluster.dual {
            return try obliqueRoot(cluster, dual, inverse)
        }
        return try straight(cluster, inverse, power: isRoot ? -0.5 : -1)
    }

    /// A = (I − H_gg)^p for symmetric H: rows are multiplied by √w where there are weights.
    private func straight(
        _ cluster: RotatedCluster, _ inverse: Matrix, power: Double
    ) throws(CausalError) -> AdjustedCluster {
        let (x, d) = (cluster.slopes, cluster.crossed)
        let hat = x * x.transposed + d * inverse * d.transposed
        let left = try Remainder(.identity(x.rowCount) - hat)
        let y = left.power(power) * x
        let score = y.transposed * cluster.residuals
        let lost = left.lost(x)
        guard needsMoments else {
            return AdjustedCluster(
                score: score, effect: Matrix(0, 0), image: Matrix(0, 0), isHeavy: false, lost: lost)
        }
        let own = Matrix.beside([x, d], rows: x.rowCount).transposedTimes(y)
        guard let dual = cluster.dual else {
            let effect = x.transposedTimes(left.power(2 * power + 1) * x).symmetrised
            return AdjustedCluster(
                score: score, effect: effect, image: spread([own], cluster.levels),
                isHeavy: left.isHeavy, lost: lost)
        }
        let other = dual.transposedTimes(y)
        let effect = jackknifeEffect(y, dual, own, other, inverse, cluster.levels)
        return AdjustedCluster(
            score: score, effect: effect, image: spread([own, other], cluster.levels), isHeavy: left.isHeavy,
            lost: lost)
    }

    /// Y′GY of the jackknife when errors have one variance and rows do not weigh the same: WY = WX + WU·M·U′Y, as
    /// Y = X + HY.
    private func jackknifeEffect(
        _ y: Matrix, _ dual: Matrix, _ own: Matrix, _ other: Matrix, _ inverse: Matrix, _ levels: [Int32]
    ) -> Matrix {
        let scaled = scaled(own, inverse)
        let k = y.columnCount
        let square = y.transposedTimes(dual.columns(0..<k) + dual * scaled)
        let cross = scaled.transposedTimes(other)
        let third = own.transposedTimes(middle(levels) * own)
        return (square - cross - cross.transposed + third).symmetrised
    }

    /// A = G^{−1/2} with G the cluster's block of (I − H)(I − H)′, which is not I − H_gg:
    /// G = I + E(E′W²E)E′ − UMF′ − FMU′ + U·M(U′W²U)M·U′, the columns in rotated coordinates, E without its duals.
    private func obliqueRoot(
        _ cluster: RotatedCluster, _ dual: Matrix, _ inverse: Matrix
    ) throws(CausalError) -> AdjustedCluster {
        let k = design.slopeCount
        let u = Matrix.beside([cluster.slopes, cluster.crossed], rows: cluster.slopes.rowCount)
        let cross = u * scaled(dual.transposed, inverse)
        var covariance = Matrix.identity(u.rowCount) - cross - cross.transposed
        covariance = covariance + u * middle(cluster.levels) * u.transposed
        var target = dual.columns(0..<k)
        if let oblique = cluster.oblique {
            covariance = covariance + oblique.basis * oblique.square * oblique.basis.transposed
            target = target + oblique.basis * oblique.products.columns(0..<k)
        }
        let left = try Remainder(covariance)
        let y = left.power(-0.5) * target
        guard needsMoments else {
            return AdjustedCluster(
                score: y.transposed * cluster.residuals, effect: Matrix(0, 0), image: Matrix(0, 0),
                isHeavy: false, lost: left.lost(target))
        }
        return AdjustedCluster(
            score: y.transposed * cluster.residuals,
            effect: target.transposedTimes(left.power(0) * target).symmetrised,
            image: spread([u.transposedTimes(y), dual.transposedTimes(y)], cluster.levels),
            isHeavy: left.isHeavy,
            lost: left.lost(target))
    }

    /// M·A for the rows of slopes and of the levels that a cluster meets.
    private func scaled(_ rows: Matrix, _ inverse: Matrix) -> Matrix {
        let k = design.slopeCount
        var result = rows
        let lower = inverse * rows.part(rows: k..<rows.rowCount, columns: 0..<rows.columnCount)
        for j in 0..<rows.columnCount {
            for i in 0..<lower.rowCount { result[k + i, j] = lower[i, j] }
        }
        return result
    }

    /// M(U′W²U)M for the slopes and the levels that a cluster meets.
    private func middle(_ levels: [Int32]) -> Matrix {
        let k = design.slopeCount
        return links.middle?.submatrix(Array(0..<k) + levels.map { k + Int($0) }) ?? Matrix(0, 0)
    }

    /// Parts over a cluster's own levels, put at their places among all levels.
    private func spread(_ parts: [Matrix], _ levels: [Int32]) -> Matrix {
        let k = design.slopeCount
        let size = k + design.levelCount
        var result = Matrix(imageSize, k)
        for (part, matrix) in parts.enumerated() {
            for j in 0..<k {
                for i in 0..<k { result[part * size + i, j] = matrix[i, j] }
                for (i, level) in levels.enumerated() {
                    result[part * size + k + Int(level), j] = matrix[k + i, j]
                }
            }
        }
        return result
    }
}

/// Powers of a positive semidefinite matrix; eigenvalues that are zero up to rounding stay zero.
struct Remainder {
    private let eigen: SymmetricEigen

    init(_ matrix: Matrix) throws(CausalError) { eigen = try SymmetricEigen(matrix.symmetrised) }

    /// The matrix to a power, where it is not singular; power 0 is the projection on its range.
    func power(_ exponent: Double) -> Matrix {
        eigen.reconstruct { value in
            guard value > Leverage.none else { return 0 }
            return switch exponent {
            case -0.5: 1 / value.squareRoot()
            case -1: 1 / value
            case 0: 1
            default: value
            }
        }
    }

    /// Whether less than half is left of some direction.
    var isHeavy: Bool { eigen.values.contains { $0 < 0.5 } }

    /// Σ (x′v)(x′v)′ over the directions v of which nothing is left.
    func lost(_ x: Matrix) -> Matrix? {
        let none = eigen.values.indices.filter { eigen.values[$0] <= Leverage.none }
        guard !none.isEmpty else { return nil }
        let directions = Matrix.beside(
            none.map { eigen.vectors.columns($0..<($0 + 1)) }, rows: x.rowCount)
        return directions.transposedTimes(x).gram
    }
}
