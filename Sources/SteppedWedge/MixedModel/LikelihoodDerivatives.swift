import Regression

/// What derivatives of the likelihood and small-sample inference are made of, at one covariance.
///
/// For the components ω_r of V (absolute, not relative to σ²) with A_r = ∂V/∂ω_r and U = [X y]:
///
///     P_r = U′V⁻¹A_rV⁻¹U,  Q_rs = U′V⁻¹A_rV⁻¹A_sV⁻¹U,  T_r = tr(V⁻¹A_r),  K_rs = tr(V⁻¹A_rV⁻¹A_s)
///
/// Sums over clusters in terms of cells alone: C′V⁻¹U = M⁻¹Ū and C′V⁻¹C = M⁻¹ with the cells' means Ū and their
/// covariance M = Γ + σ²E⁻¹. Those of the residual variance follow from V = Σ ω_rA_r.
struct LikelihoodDerivatives: Sendable {
    let components: [CovarianceModel.Component]
    /// P_r: (p + 1)².
    var first: [Matrix]
    /// Q_rs: (p + 1)².
    var second: [[Matrix]]
    /// T_r
    var traces: [Double]
    /// K_rs
    var crossTraces: Matrix
    /// Of ∂²V/∂ω_r∂ω_s: U′V⁻¹A_rsV⁻¹U and tr(V⁻¹A_rs) where it is not zero (decay), by position.
    var curvature: [CurvatureTerm]

    struct CurvatureTerm: Sendable {
        let row: Int
        let column: Int
        var products: Matrix
        var trace: Double
    }

    init(_ components: [CovarianceModel.Component], size: Int) {
        let count = components.count
        let zero = Matrix(size, size)
        self.components = components
        first = Array(repeating: zero, count: count)
        second = Array(repeating: Array(repeating: zero, count: count), count: count)
        traces = Array(repeating: 0, count: count)
        crossTraces = Matrix(count, count)
        let decay = components.firstIndex(of: .decay)
        curvature =
            decay.map { place in
                [
                    CurvatureTerm(row: place - 1, column: place, products: zero, trace: 0),
                    CurvatureTerm(row: place, column: place, products: zero, trace: 0),
                ]
            } ?? []
    }

    /// Adds the part of other clusters.
    mutating func add(_ other: LikelihoodDerivatives) {
        for r in first.indices {
            first[r] = first[r] + other.first[r]
            traces[r] += other.traces[r]
            for s in first.indices { second[r][s] = second[r][s] + other.second[r][s] }
        }
        crossTraces = crossTraces + other.crossTraces
        for place in curvature.indices {
            curvature[place].products = curvature[place].products + other.curvature[place].products
            curvature[place].trace += other.curvature[place].trace
        }
    }

    /// Fills in the residual variance from V = Σ ω_rA_r, the decay rate being no factor of a part of V.
    mutating func complete(whole: Matrix, rowCount: Int, values: [Double]) {
        let last = components.count - 1
        let linear = (0..<last).filter { components[$0] != .decay }
        let scale = 1 / values[last]
        func rest(_ start: Matrix, _ part: (Int) -> Matrix) -> Matrix {
            scale * linear.reduce(start) { $0 - values[$1] * part($1) }
        }
        func rest(_ start: Double, _ part: (Int) -> Double) -> Double {
            scale * linear.reduce(start) { $0 - values[$1] * part($1) }
        }
        first[last] = rest(whole) { first[$0] }
        traces[last] = rest(Double(rowCount)) { traces[$0] }
        for r in 0..<last {
            second[last][r] = rest(first[r]) { second[$0][r] }
            second[r][last] = second[last][r].transposed
            let cross = rest(traces[r]) { crossTraces[$0, r] }
            crossTraces[last, r] = cross
            crossTraces[r, last] = cross
        }
        second[last][last] = rest(first[last]) { second[$0][last] }
        crossTraces[last, last] = rest(traces[last]) { crossTraces[$0, last] }
    }
}
