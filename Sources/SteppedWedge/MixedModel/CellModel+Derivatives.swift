import Regression

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
