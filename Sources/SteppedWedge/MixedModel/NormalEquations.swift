import Regression

/// [X y]′V₀⁻¹[X y] and log|V₀| of a trial at some covariance relative to σ².
struct NormalEquations: Sendable {
    /// The upper triangle, row after row: (p + 1)² numbers, the outcome last.
    var products: [Double]
    /// p + 1
    let size: Int
    /// log|V₀|
    var logDeterminant: Double

    init(size: Int) {
        self.size = size
        products = Array(repeating: 0, count: size * size)
        logDeterminant = 0
    }

    /// Adds the part of other clusters.
    mutating func add(_ other: NormalEquations) {
        for place in products.indices { products[place] += other.products[place] }
        logDeterminant += other.logDeterminant
    }

    /// β̂, the residual sum of squares and log|X′V₀⁻¹X|; nil when X has too low a rank at this covariance.
    var solution: Solution? {
        var u = products
        for j in 0..<size {
            let whole = products[j * size + j]
            for i in 0..<j {
                let factor = u[i * size + j]
                if factor == 0 { continue }
                for c in j..<size { u[j * size + c] -= factor * u[i * size + c] }
            }
            let pivot = u[j * size + j]
            if j == size - 1 {
                return Solution(upper: u, size: size, residual: max(0, pivot), total: whole)
            }
            guard pivot > 1e-13 * whole else { return nil }
            let root = pivot.squareRoot()
            for c in j..<size { u[j * size + c] /= root }
        }
        return nil
    }

    /// What a factorisation gives.
    struct Solution {
        fileprivate let upper: [Double]
        fileprivate let size: Int
        /// (y − Xβ̂)′V₀⁻¹(y − Xβ̂)
        let residual: Double
        /// y′V₀⁻¹y
        let total: Double

        fileprivate init(upper: [Double], size: Int, residual: Double, total: Double) {
            self.upper = upper
            self.size = size
            self.residual = residual
            self.total = total
        }

        /// Whether what is left of the outcome is no more than the rounding of its products.
        var isPerfect: Bool { !(residual > 1e-13 * total) }

        /// log|X′V₀⁻¹X|
        var logDeterminant: Double {
            (0..<(size - 1)).reduce(0) { $0 + 2 * Logarithm.of(upper[$1 * size + $1]) }
        }

        /// β̂
        var coefficients: [Double] {
            let p = size - 1
            var beta = [Double](repeating: 0, count: p)
            for i in stride(from: p - 1, through: 0, by: -1) {
                var value = upper[i * size + p]
                for c in (i + 1)..<max(p, i + 1) { value -= upper[i * size + c] * beta[c] }
                beta[i] = value / upper[i * size + i]
            }
            return beta
        }

        /// (X′V₀⁻¹X)⁻¹
        var inverse: Matrix {
            let p = size - 1
            var factor = Matrix(p, p)
            for i in 0..<p { for j in 0..<p { factor[i, j] = i <= j ? upper[i * size + j] : 0 } }
            // U⁻¹ column by column, then U⁻¹U⁻ᵀ.
            var left = Matrix(p, p)
            for j in 0..<p {
                left[j, j] = 1 / factor[j, j]
                for i in stride(from: j - 1, through: 0, by: -1) {
                    var sum = 0.0
                    for c in (i + 1)...j { sum += factor[i, c] * left[c, j] }
                    left[i, j] = -sum / factor[i, i]
                }
            }
            return (left * left.transposed).symmetrised
        }
    }
}

extension CellModel {
    /// How many clusters make one piece of work: there are at most sixteen pieces.
    var pieceSize: Int { max(64, (clusterCount + 15) / 16) }

    /// The normal equations at a covariance relative to σ²; nil when it is not positive definite.
    func normalEquations(_ values: CovarianceValues) -> NormalEquations? {
        let isDiagonal =
            isPlain && cohort == nil && values.decaying == 0 && values.sameTreatment == 0
        let pieces = Parallel.blockCount(clusterCount, pieceSize)
        let part: @Sendable (Int) -> NormalEquations? = { piece in
            let clusters = Parallel.blockRange(piece, clusterCount, pieceSize)
            return isDiagonal ? diagonalPart(clusters, values) : densePart(clusters, values)
        }
        var total = NormalEquations(size: width + 1)
        for sums in pieces == 1 ? [part(0)] : Parallel.map(pieces, part) {
            guard let sums else { return nil }
            total.add(sums)
        }
        if cohort == nil {
            total.logDeterminant += logCounts
            add(pooled, to: &total)
        }
        return total
    }

    /// Adds products of the columns behind the indicators.
    func add(_ products: [Double], to total: inout NormalEquations) {
        for a in 0..<restWidth {
            for b in a..<restWidth {
                total.products[(indicatorCount + a) * total.size + indicatorCount + b] +=
                    products[a * restWidth + b]
            }
        }
    }
}
