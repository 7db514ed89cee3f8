import Regression

/// A trial's likelihood at one θ: coefficients, their covariance, and exact derivatives.
///
///     g_r  = T_r − tr(ΦP_r) − z′A_rz
///     H_rs = −K_rs + 2tr(ΦQ_rs) − tr(ΦP_rΦP_s) + 2z′A_r(V⁻¹ − V⁻¹XΦX′V⁻¹)A_sz + (terms in ∂²V)
///
/// of −2ℓ_R in the components of V, with z = V⁻¹(y − Xβ̂); for −2ℓ without the terms in Φ but the last.
struct LikelihoodState: Sendable {
    let likelihood: LikelihoodCriterion
    let theta: [Double]
    /// σ²
    let variance: Double
    /// β̂
    let coefficients: [Double]
    /// Φ = (X′V⁻¹X)⁻¹
    let covariance: Matrix
    let parts: LikelihoodDerivatives

    /// Nil where the likelihood does not exist.
    init?(_ likelihood: LikelihoodCriterion, _ theta: [Double]) {
        let cells = likelihood.cells
        let values = likelihood.covariance.relative(theta)
        guard let equations = cells.normalEquations(values), let solution = equations.solution,
            !solution.isPerfect
        else { return nil }
        let variance = solution.residual / likelihood.degreesOfFreedom
        let whole = (1 / variance) * equations.whole
        guard
            let parts = cells.derivatives(likelihood.covariance, values, variance: variance, whole: whole)
        else { return nil }
        self.likelihood = likelihood
        self.theta = theta
        self.variance = variance
        coefficients = solution.coefficients
        covariance = variance * solution.inverse
        self.parts = parts
    }

    /// The components of V.
    var components: [Double] {
        likelihood.covariance.natural(likelihood.covariance.relative(theta), variance)
    }

    private var isRestricted: Bool { likelihood.kind == .reml }

    /// The coefficients' block of products of [X y].
    func inner(_ products: Matrix) -> Matrix { products.submatrix(Array(0..<coefficients.count)) }

    /// (−β̂, 1): what makes residuals of [X y].
    private var residual: [Double] { coefficients.map { -$0 } + [1] }

    /// X′V⁻¹A_rz of each component.
    var slopes: [[Double]] { parts.first.map { Array(($0 * residual).dropLast()) } }

    /// g and H in the components of V.
    var natural: (gradient: [Double], hessian: Matrix) {
        let count = parts.components.count
        let e = residual
        let first = parts.first.map(inner)
        let slopes = slopes
        let scaled = first.map { covariance * $0 }
        var gradient = (0..<count).map { r in
            parts.traces[r] - parts.first[r].quadraticForm(e, e)
                - (isRestricted ? scaled[r].diagonal.reduce(0, +) : 0)
        }
        var hessian = Matrix(count, count)
        for r in 0..<count {
            for s in 0..<count {
                var value = -parts.crossTraces[r, s]
                if isRestricted {
                    value += 2 * Matrix.trace(covariance, inner(parts.second[r][s]))
                    value -= Matrix.trace(scaled[r], scaled[s])
                }
                value += 2 * parts.second[r][s].quadraticForm(e, e)
                value -= 2 * covariance.quadraticForm(slopes[r], slopes[s])
                hessian[r, s] = value
            }
        }
        for term in parts.curvature {
            var value = term.trace - term.products.quadraticForm(e, e)
            if isRestricted { value -= Matrix.trace(covariance, inner(term.products)) }
            hessian[term.row, term.column] += value
            if term.row != term.column { hessian[term.column, term.row] += value }
        }
        for place in gradient.indices where !gradient[place].isFinite { gradient[place] = 0 }
        return (gradient, hessian.symmetrised)
    }

    /// ∂components/∂(θ_free, σ²), and g and H in these.
    func searched(_ free: [Int]) -> (jacobian: Matrix, gradient: [Double], hessian: Matrix) {
        let natural = natural
        let count = parts.components.count
        let base = free.map { theta[$0] } + [variance]
        // Components are of second degree in each variable: these differences are exact up to rounding.
        let steps = base.indices.map {
            $0 < free.count ? max(1e-3, 1e-2 * abs(base[$0])) : 1e-2 * variance
        }
        func at(_ moves: [(Int, Double)]) -> [Double] {
            var point = theta
            var scale = variance
            for (place, move) in moves {
                if place < free.count { point[free[place]] += move } else { scale += move }
            }
            return likelihood.covariance.natural(likelihood.covariance.relative(point), scale)
        }
        var jacobian = Matrix(count, base.count)
        var hessian = Matrix(base.count, base.count)
        let here = at([])
        for a in base.indices {
            let (up, down) = (at([(a, steps[a])]), at([(a, -steps[a])]))
            for r in 0..<count {
                jacobian[r, a] = (up[r] - down[r]) / (2 * steps[a])
                hessian[a, a] += natural.gradient[r] * (up[r] - 2 * here[r] + down[r]) / (steps[a] * steps[a])
            }
            for b in 0..<a {
                let corners = [(1.0, 1.0), (1, -1), (-1, 1), (-1, -1)].map {
                    at([(a, $0.0 * steps[a]), (b, $0.1 * steps[b])])
                }
                for r in 0..<count {
                    let mixed =
                        (corners[0][r] - corners[1][r] - corners[2][r] + corners[3][r])
                        / (4 * steps[a] * steps[b])
                    hessian[a, b] += natural.gradient[r] * mixed
                    hessian[b, a] += natural.gradient[r] * mixed
                }
            }
        }
        hessian = hessian + jacobian.transposedTimes(natural.hessian * jacobian)
        let gradient = (jacobian.transposed * natural.gradient)
        return (jacobian, gradient, hessian.symmetrised)
    }

    /// Newton's step in θ_free, its size in the criterion and relative to θ; nil where H is not positive definite.
    func newtonStep(_ free: [Int]) -> (change: [Double], size: Double, relative: Double)? {
        let (_, gradient, hessian) = searched(free)
        let scale = hessian.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        guard !scale.contains(0),
            let factor = Cholesky(Matrix.diagonal(scale) * hessian * Matrix.diagonal(scale))
        else { return nil }
        let step = zip(scale, factor.solve(zip(scale, gradient).map(*))).map { -$0 * $1 }
        guard step.allSatisfy(\.isFinite) else { return nil }
        let size = -zip(step, gradient).map(*).reduce(0, +)
        let change = Array(step.dropLast())
        let relative = zip(change, free).map { abs($0) / max(abs(theta[$1]), 1e-3) }.max() ?? 0
        return (change, max(0, size), relative)
    }
}

extension NormalEquations {
    /// Both triangles as a matrix.
    var whole: Matrix {
        var matrix = Matrix(size, size)
        for i in 0..<size {
            for j in i..<size {
                matrix[i, j] = products[i * size + j]
                matrix[j, i] = products[i * size + j]
            }
        }
        return matrix
    }
}
