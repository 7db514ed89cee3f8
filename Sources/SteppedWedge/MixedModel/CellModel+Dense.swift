import Regression

extension CellModel {
    /// A cluster's cells as the likelihood sees them at one covariance.
    struct Block {
        /// E⁻¹ with E = C′R₀⁻¹C: the covariance of the cells' means about the cluster's effects; diag(1/m) without
        /// individuals.
        let spread: Matrix
        /// The cells' rows of [X y], means weighted by R₀⁻¹: cells × (p + 1).
        let rows: Matrix
        /// Products of what rows differ from these means, for the columns behind the indicators; nil without individuals,
        /// where they are ``CellModel/within``.
        let within: [Double]?
        /// log|R₀| + log|E|; nil without individuals, where it is Σ log m.
        let logDeterminant: Double?
    }

    /// The normal equations of some clusters with any covariance: O(cells³ + cells·p²) a cluster.
    func densePart(_ clusters: Range<Int>, _ values: CovarianceValues) -> NormalEquations? {
        var sums = NormalEquations(size: width + 1)
        for cluster in clusters {
            guard let block = block(cluster, individual: values.individual),
                let factor = Cholesky(covariance(cluster, values) + block.spread)
            else { return nil }
            sums.logDeterminant += factor.logDeterminant + (block.logDeterminant ?? 0)
            add(factor.solvedHalf(block.rows), to: &sums)
            if let within = block.within { add(within, to: &sums) }
        }
        return sums
    }

    /// Λ of a cluster: the covariance of its cells, relative to σ².
    func covariance(_ cluster: Int, _ values: CovarianceValues) -> Matrix {
        let range = cells(of: cluster)
        var matrix = Matrix(range.count, range.count)
        for a in range {
            for b in range.lowerBound...a {
                let value = values.between(self, a, b)
                matrix[a - range.lowerBound, b - range.lowerBound] = value
                matrix[b - range.lowerBound, a - range.lowerBound] = value
            }
        }
        return matrix
    }

    /// A cluster's cells; nil when the individuals' covariance cannot be inverted.
    func block(_ cluster: Int, individual: Double) -> Block? {
        let range = cells(of: cluster)
        let rows = plainRows(cluster)
        let sizes = range.map { counts[$0] }
        guard let cohort else {
            return Block(
                spread: .diagonal(sizes.map { 1 / $0 }), rows: rows, within: nil, logDeterminant: nil)
        }
        return cohort.block(self, cluster, rows, sizes, individual)
    }

    /// Adds the products of transformed rows.
    private func add(_ rows: Matrix, to sums: inout NormalEquations) {
        let products = rows.gram
        for a in 0..<sums.size {
            for b in a..<sums.size { sums.products[a * sums.size + b] += products[a, b] }
        }
    }
}

extension CohortMoments {
    /// A cluster's block with φ = ψ²/σ².
    func block(
        _ model: CellModel, _ cluster: Int, _ rows: Matrix, _ sizes: [Double], _ phi: Double
    ) -> CellModel.Block? {
        let cells = sizes.count
        let size = cells + moving.count
        var sums = Matrix(size, size)
        var determinant = 0.0
        for group in groups[cluster] {
            let share = phi / (1 + group.rows * phi)
            for place in sums.values.indices { sums.values[place] -= share * group.sums[place] }
            determinant += group.count * Logarithm.of(1 + group.rows * phi)
        }
        for cell in 0..<cells { sums[cell, cell] += sizes[cell] }
        guard let factor = Cholesky(sums.submatrix(Array(0..<cells))) else { return nil }
        let spread = factor.inverse()
        var moved = Matrix(cells, moving.count)
        for c in 0..<cells { for a in moving.indices { moved[c, a] = sums[c, cells + a] } }
        let shift = spread * moved
        let off = moved.transposedTimes(shift)
        var rows = rows
        var within = [Double](repeating: 0, count: model.restWidth * model.restWidth)
        let base = cluster * within.count
        for (a, column) in moving.enumerated() {
            for c in 0..<cells { rows[c, model.indicatorCount + column] += shift[c, a] }
            for (b, other) in moving.enumerated() {
                let place = column * model.restWidth + other
                within[place] = model.within[base + place] + sums[cells + a, cells + b] - off[a, b]
            }
        }
        return CellModel.Block(
            spread: spread, rows: rows, within: within,
            logDeterminant: determinant + factor.logDeterminant)
    }
}

extension Cholesky {
    /// L⁻¹B
    func solvedHalf(_ b: Matrix) -> Matrix {
        var rows = b
        let n = count
        for column in 0..<b.columnCount {
            let base = column * n
            for i in 0..<n {
                var value = rows.values[base + i]
                for j in 0..<i { value -= factor.values[i + j * n] * rows.values[base + j] }
                rows.values[base + i] = value / factor.values[i + i * n]
            }
        }
        return rows
    }
}
