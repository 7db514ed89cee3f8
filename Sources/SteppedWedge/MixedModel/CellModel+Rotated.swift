import Regression

extension CellModel {
    /// U′V₀⁻¹U of one cluster, both triangles.
    func products(_ cluster: Int, _ values: CovarianceValues) -> Matrix {
        guard var sums = densePart(cluster..<(cluster + 1), values) else {
            return Matrix(width + 1, width + 1)
        }
        let size = restWidth * restWidth
        if cohort == nil { add(Array(within[(cluster * size)..<((cluster + 1) * size)]), to: &sums) }
        return sums.whole
    }

    /// A cluster's cell means times √m, below them the directions of covariates within cells, and their covariance V.
    func rotated(_ cluster: Int, _ values: CovarianceValues, _ variance: Double) -> (Matrix, Matrix) {
        let range = cells(of: cluster)
        let size = restWidth
        let base = cluster * size * size
        let moving = (0..<(size - 1)).filter { within[base + $0 * size + $0] > 0 }
        let products = Matrix(size, size, columnMajor: Array(within[base..<(base + size * size)]))
        let kept = moving.independent(in: products)
        let inside = Cholesky(products.submatrix(kept))?.factor
        let used = inside == nil ? [] : kept
        let count = range.count + used.count
        var rows = Matrix(count, width + 1)
        var v = Matrix(count, count)
        let shared = covariance(cluster, values)
        for (i, cell) in range.enumerated() {
            let root = counts[cell].squareRoot()
            rows[i, Int(indicators[cell])] = root
            for c in 0..<size { rows[i, indicatorCount + c] = root * rest[cell * size + c] }
            for (j, other) in range.enumerated() {
                v[i, j] = variance * root * counts[other].squareRoot() * shared[i, j]
            }
            v[i, i] += variance
        }
        guard let inside else { return (rows, v) }
        // R = L′ with L from the products of the covariates; any column's part in these directions is L⁻¹·products.
        var sides = Matrix(used.count, size)
        for (i, a) in used.enumerated() { for c in 0..<size { sides[i, c] = products[a, c] } }
        for c in 0..<size {
            for i in used.indices {
                var value = sides[i, c]
                for j in 0..<i { value -= inside[i, j] * sides[j, c] }
                sides[i, c] = value / inside[i, i]
                rows[range.count + i, indicatorCount + c] = sides[i, c]
            }
        }
        for i in used.indices { v[range.count + i, range.count + i] = variance }
        return (rows, v)
    }
}

extension [Int] {
    /// Those columns of a matrix of products that earlier ones do not determine.
    fileprivate func independent(in products: Matrix) -> [Int] {
        var kept: [Int] = []
        for candidate in self {
            let trial = kept + [candidate]
            let scale = trial.map { 1 / products[$0, $0].squareRoot() }
            let scaled = Matrix.diagonal(scale) * products.submatrix(trial) * Matrix.diagonal(scale)
            guard let factor = Cholesky(scaled) else { continue }
            if factor.factor[trial.count - 1, trial.count - 1] > 1e-6 { kept = trial }
        }
        return kept
    }
}

extension Matrix {
    /// The first columns.
    func leading(_ count: Int) -> Matrix {
        Matrix(rowCount, count, columnMajor: Array(values[0..<(rowCount * count)]))
    }
}
