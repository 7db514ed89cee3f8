import Regression

extension CohortMoments {
    /// A cluster's rows of [X y] in a basis in which V is small: V = σ²(D + C̃ΛC̃′), D diagonal.
    ///
    /// The covariance of individuals, I + φZZ′, multiplies by 1 + nφ what is constant within individuals with n rows, and by 1
    /// what differs within them. With P_n the projection on the means of those individuals, the parts P_nU and
    /// U − ΣP_nU of U = [C W] (cells, and what covariates and outcome differ from cells' means) span a space that V keeps; their
    /// products follow from the sums Σ t t′ alone: U′P_nU = Σ t t′/n. Rotating rows into this space leaves a sandwich
    /// unchanged, whatever the number of rows.
    ///
    /// - Returns: the rows, (groups + 1)·(cells + moving) at most, and V.
    func rotated(
        _ model: CellModel, _ cluster: Int, _ values: CovarianceValues, _ variance: Double
    ) throws(CausalError) -> (Matrix, Matrix) {
        let spaces = try self.spaces(model, cluster, values.individual)
        let range = model.cells(of: cluster)
        let count = spaces.reduce(0) { $0 + $1.basis.rowCount }
        var rows = Matrix(count, model.width + 1)
        var cells = Matrix(count, range.count)
        var v = Matrix(count, count)
        var start = 0
        for space in spaces {
            for i in 0..<space.basis.rowCount {
                for c in 0..<range.count { cells[start + i, c] = space.basis[i, c] }
                for (a, column) in moving.enumerated() {
                    rows[start + i, model.indicatorCount + column] = space.basis[i, range.count + a]
                }
                v[start + i, start + i] = variance * space.spread
            }
            start += space.basis.rowCount
        }
        let shared = cells * model.covariance(cluster, values) * cells.transposed
        return (rows + cells * model.plainRows(cluster), v + variance * shared)
    }

    /// Coordinates of U in one of the spaces, and what V has there besides Λ, relative to σ².
    private struct Space {
        let basis: Matrix
        let spread: Double
    }

    private func spaces(
        _ model: CellModel, _ cluster: Int, _ phi: Double
    ) throws(CausalError) -> [Space] {
        var rest = products(model, cluster)
        let scale = rest.diagonal.map { $0 > 0 ? $0.squareRoot() : 1 }
        var spaces: [Space] = []
        for group in groups[cluster] {
            var part = Matrix(scale.count, scale.count)
            for place in part.values.indices { part.values[place] = group.sums[place] / group.rows }
            rest = rest - part
            spaces.append(Space(basis: try part.root(scale), spread: 1 + group.rows * phi))
        }
        return [Space(basis: try rest.root(scale), spread: 1)] + spaces
    }

    /// U′U of a cluster: cells' sizes, and products within cells.
    private func products(_ model: CellModel, _ cluster: Int) -> Matrix {
        let range = model.cells(of: cluster)
        let base = cluster * model.restWidth * model.restWidth
        var sums = Matrix(range.count + moving.count, range.count + moving.count)
        for (place, cell) in range.enumerated() { sums[place, place] = model.counts[cell] }
        for (a, column) in moving.enumerated() {
            for (b, other) in moving.enumerated() {
                sums[range.count + a, range.count + b] =
                    model.within[base + column * model.restWidth + other]
            }
        }
        return sums
    }
}

extension CellModel {
    /// A cluster's cell means of [X y].
    func plainRows(_ cluster: Int) -> Matrix {
        let range = cells(of: cluster)
        var rows = Matrix(range.count, width + 1)
        for (place, cell) in range.enumerated() {
            rows[place, Int(indicators[cell])] = 1
            for c in 0..<restWidth { rows[place, indicatorCount + c] = rest[cell * restWidth + c] }
        }
        return rows
    }
}

extension Matrix {
    /// R with R′R this matrix of products, as many rows as it has rank; columns are scaled before ranks are told.
    fileprivate func root(_ scale: [Double]) throws(CausalError) -> Matrix {
        let inverse = Matrix.diagonal(scale.map { 1 / $0 })
        let eigen = try SymmetricEigen((inverse * self * inverse).symmetrised)
        let kept = eigen.values.indices.filter { eigen.values[$0] > 1e-13 }
        var root = Matrix(kept.count, scale.count)
        for (i, place) in kept.enumerated() {
            let length = eigen.values[place].squareRoot()
            for j in scale.indices { root[i, j] = length * eigen.vectors[j, place] * scale[j] }
        }
        return root
    }
}
