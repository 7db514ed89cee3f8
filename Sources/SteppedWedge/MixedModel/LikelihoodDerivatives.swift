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

extension CellModel {
    /// The derivatives at a covariance relative to σ², and σ².
    ///
    /// - Parameter whole: U′V⁻¹U, both triangles.
    func derivatives(
        _ model: CovarianceModel, _ values: CovarianceValues, variance: Double, whole: Matrix
    ) -> LikelihoodDerivatives? {
        // At most eight pieces: each holds its own sums of p² numbers.
        let size = max(16, (clusterCount + 7) / 8)
        let pieces = Parallel.map(Parallel.blockCount(clusterCount, size)) { piece in
            var sums = LikelihoodDerivatives(model.components, size: width + 1)
            for cluster in Parallel.blockRange(piece, clusterCount, size) {
                guard addDerivatives(cluster, model, values, variance, &sums) else {
                    return LikelihoodDerivatives?.none
                }
            }
            return sums
        }
        guard var total = pieces.first ?? nil else { return nil }
        for piece in pieces.dropFirst() {
            guard let piece else { return nil }
            total.add(piece)
        }
        total.complete(whole: whole, rowCount: rowCount, values: model.natural(values, variance))
        return total
    }

    private func addDerivatives(
        _ cluster: Int, _ model: CovarianceModel, _ values: CovarianceValues, _ variance: Double,
        _ sums: inout LikelihoodDerivatives
    ) -> Bool {
        guard let block = block(cluster, individual: values.individual),
            let factor = Cholesky(covariance(cluster, values) + block.spread)
        else { return false }
        let inverse = (1 / variance) * factor.inverse()
        let b = inverse * block.rows
        let absolute = values.scaled(variance)
        let shared = sums.components.indices.filter {
            ![.individual, .residual].contains(sums.components[$0])
        }
        let parts = shared.map { place in
            let a = matrix(cluster) { model.derivative(sums.components[place], absolute, self, $0, $1) }
            return ClusterPart(a, inverse, b)
        }
        for (i, r) in shared.enumerated() {
            sums.first[r] = sums.first[r] + b.transposedTimes(parts[i].ab)
            sums.traces[r] += parts[i].ma.diagonal.reduce(0, +)
            for (j, s) in shared.enumerated() {
                sums.second[r][s] = sums.second[r][s] + parts[i].ab.transposedTimes(parts[j].mab)
                sums.crossTraces[r, s] += Matrix.trace(parts[i].ma, parts[j].ma)
            }
        }
        addCurvature(cluster, absolute, inverse, b, &sums)
        if let cohort, let place = sums.components.firstIndex(of: .individual) {
            let setting = CohortMoments.Setting(
                model: self, cluster: cluster, block: block, inverse: inverse, b: b, variance: variance,
                phi: values.individual)
            cohort.addDerivatives(setting, place, shared, parts.map(\.a), &sums)
        }
        return true
    }

    private func addCurvature(
        _ cluster: Int, _ absolute: CovarianceValues, _ inverse: Matrix, _ b: Matrix,
        _ sums: inout LikelihoodDerivatives
    ) {
        for place in sums.curvature.indices {
            let isMixed = place == 0
            let a = matrix(cluster) { x, y in
                let d = distance(x, y)
                if isMixed { return DecayingCorrelation.slope(absolute.rate, d) }
                guard d != 0, d != 1 else { return 0 }
                return absolute.decaying * d * DecayingCorrelation.slope(absolute.rate, d - 1)
            }
            sums.curvature[place].products =
                sums.curvature[place].products + b.transposedTimes(a * b)
            sums.curvature[place].trace += Matrix.trace(inverse, a)
        }
    }

    /// A symmetric matrix over a cluster's cells.
    private func matrix(_ cluster: Int, _ element: (Int, Int) -> Double) -> Matrix {
        let range = cells(of: cluster)
        var matrix = Matrix(range.count, range.count)
        for a in range {
            for b in range.lowerBound...a {
                let value = element(a, b)
                matrix[a - range.lowerBound, b - range.lowerBound] = value
                matrix[b - range.lowerBound, a - range.lowerBound] = value
            }
        }
        return matrix
    }
}

/// The products of one component's A in one cluster.
struct ClusterPart {
    let a: Matrix
    /// AB
    let ab: Matrix
    /// M⁻¹A
    let ma: Matrix
    /// M⁻¹AB
    let mab: Matrix

    init(_ a: Matrix, _ inverse: Matrix, _ b: Matrix) {
        self.a = a
        ab = a * b
        ma = inverse * a
        mab = inverse * ab
    }
}

extension Matrix {
    /// tr(AB)
    static func trace(_ a: Matrix, _ b: Matrix) -> Double {
        var sum = 0.0
        for j in 0..<a.columnCount { for i in 0..<a.rowCount { sum += a[i, j] * b[j, i] } }
        return sum
    }
}
