import Groundwork
import Inference

/// Differences in net benefit as smooth functions of parameters: least squares on spline columns.
struct BenefitSurface {
    /// The columns besides the intercept.
    let columns: [[Double]]
    private let fits: [LeastSquaresSolution]
    private let fitted: [[Double]]
    private let residuals: [[Double]]
    private let benefits: [[Double]]

    /// Chooses the columns and fits.
    init(_ parameters: [[Double]], _ benefits: [[Double]]) throws(CausalError) {
        var best: (score: Double, columns: [[Double]])?
        for candidate in Self.candidates(parameters) {
            var score = 0.0
            for benefit in benefits { score += try Self.score(candidate, benefit) }
            if score < best?.score ?? .infinity { best = (score, candidate) }
        }
        columns = best?.columns ?? []
        var (fits, fitted, residuals): ([LeastSquaresSolution], [[Double]], [[Double]]) = ([], [], [])
        for benefit in benefits {
            let fit = try LeastSquaresSolver.solve(
                columns: columns, response: benefit, weights: nil, intercept: true)
            let rest = Self.residuals(fit, columns, benefit)
            fits.append(fit)
            residuals.append(rest)
            fitted.append(zip(benefit, rest).map { $0 - $1 })
        }
        self.fits = fits
        self.fitted = fitted
        self.residuals = residuals
        self.benefits = benefits
    }

    /// From a straight line to ten knots, with products of the first two columns where there are several parameters; at
    /// least five draws to a column.
    private static func candidates(_ parameters: [[Double]]) -> [[[Double]]] {
        let most = (parameters.first?.count ?? 0) / 5
        var found: [[[Double]]] = []
        for knots in [0, 3, 4, 5, 7, 10] {
            let splines = parameters.map { SplineBasis.columns($0, knots: knots) }
            let main = splines.flatMap { $0 }
            if found.isEmpty || main.count <= most { found.append(main) }
            let products = products(splines)
            if !products.isEmpty, main.count + products.count <= most { found.append(main + products) }
        }
        return found
    }

    private static func products(_ splines: [[[Double]]]) -> [[Double]] {
        var columns: [[Double]] = []
        for (i, first) in splines.enumerated() {
            for second in splines[(i + 1)...] {
                for a in first.prefix(2) {
                    for b in second.prefix(2) { columns.append(zip(a, b).map { $0 * $1 }) }
                }
            }
        }
        return columns
    }

    /// The logarithm of n·RSS/(n − p)².
    private static func score(_ columns: [[Double]], _ benefit: [Double]) throws(CausalError) -> Double {
        let fit = try LeastSquaresSolver.solve(
            columns: columns, response: benefit, weights: nil, intercept: true)
        let rest = Kernels.weightedSumOfSquares(residuals(fit, columns, benefit), weights: nil)
        let n = Double(benefit.count)
        let free = n - Double(fit.kept.count)
        return rest > 0 ? Elementary.naturalLog(n * rest / (free * free)) : -1e6 + Double(columns.count)
    }

    private static func residuals(
        _ fit: LeastSquaresSolution, _ columns: [[Double]], _ benefit: [Double]
    ) -> [Double] {
        let used = fit.kept.filter { $0 > 0 }
        return Kernels.residuals(
            columns: used.map { columns[$0 - 1] }, response: benefit, intercept: fit.coefficients[0],
            coefficients: used.map { fit.coefficients[$0] })
    }

    /// mean(max(0, ĝ₁, …)) − max(0, mean ĝ₁, …).
    var value: Double { Self.value(fitted) }

    private static func value(_ surfaces: [[Double]]) -> Double {
        let n = surfaces[0].count
        var sum = 0.0
        for s in 0..<n {
            var best = 0.0
            for surface in surfaces { best = max(best, surface[s]) }
            sum += best
        }
        return max(0, sum / Double(n) - max(0, surfaces.map(Numbers.mean).max() ?? 0))
    }

    /// 1 − RSS/TSS of the first difference.
    var explained: Double {
        let total = Kernels.centredSumOfSquares(benefits[0], weights: nil)
        return total > 0 ? 1 - Kernels.weightedSumOfSquares(residuals[0], weights: nil) / total : 0
    }

    /// The spread of the value over draws of the coefficients, N(β̂, Σ ⊗ (X′X)⁻¹), Σ the residuals' covariance.
    func standardError(draws: Int, seed: UInt64) -> Double? {
        let n = residuals[0].count
        let kept = fits[0].kept
        let free = Double(n - kept.count)
        guard draws >= 2, free > 0, fits.allSatisfy({ $0.kept == kept }) else { return nil }
        let spread = residuals.map { a in
            residuals.map { b in zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } / free }
        }
        guard let rows = Cholesky(fits[0].inverseCrossProduct),
            let strategies = Cholesky(Matrix(rows: spread))
        else {
            return nil
        }
        let used = kept.filter { $0 > 0 }.map { columns[$0 - 1] }
        let root = Generator(seed: seed)
        let values = Parallel.map(draws) { draw in
            var random = root.stream(draw)
            let noise = Matrix(
                kept.count, spread.count,
                columnMajor: (0..<(kept.count * spread.count)).map { _ in random.normal() })
            let shift = rows.factor * (noise * strategies.factor.transposed)
            return Self.value(fitted.indices.map { moved(fitted[$0], by: shift.column($0), used) })
        }
        return Numbers.covariance(values, values).squareRoot()
    }

    private func moved(_ surface: [Double], by shift: [Double], _ used: [[Double]]) -> [Double] {
        let hasIntercept = shift.count > used.count
        var result = hasIntercept ? surface.map { $0 + shift[0] } : surface
        for (column, slope) in zip(used, shift.dropFirst(hasIntercept ? 1 : 0)) {
            for s in result.indices { result[s] += slope * column[s] }
        }
        return result
    }
}
