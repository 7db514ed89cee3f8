import Regression

extension CohortMoments {
    /// One cluster at one covariance.
    struct Setting {
        let model: CellModel
        let cluster: Int
        let block: CellModel.Block
        /// M⁻¹
        let inverse: Matrix
        /// M⁻¹Ū
        let b: Matrix
        let variance: Double
        let phi: Double
    }

    /// Adds the part of the individuals' variance ψ², A = ZZ′, of one cluster.
    ///
    /// With δ(n) = 1/(σ² + nψ²) individual k has Z_k′V⁻¹U = δ t_k′G and Z_k′V⁻¹C = δ t_k′H; sums of δ^a n^b tt′ over
    /// groups of individuals give everything. J = E⁻¹ − E⁻¹M⁻¹E⁻¹ (absolute).
    func addDerivatives(
        _ setting: Setting, _ place: Int, _ shared: [Int], _ parts: [Matrix],
        _ sums: inout LikelihoodDerivatives
    ) {
        let spread = setting.variance * setting.block.spread
        let cells = spread.rowCount
        let weighted = self.weighted(setting, cells)
        let h = spread * setting.inverse
        let j = (spread - h * spread).symmetrised
        let g = images(setting, spread)
        let squares = weighted.second * g
        let cellRows = Array(0..<cells)
        let cc = weighted.second.submatrix(cellRows)
        let top = squares.rows(cellRows)
        sums.first[place] = sums.first[place] + g.transposedTimes(squares)
        sums.traces[place] += weighted.size - Matrix.trace(j, cc)
        sums.second[place][place] =
            sums.second[place][place] + g.transposedTimes(weighted.third * g) - top.transposedTimes(j * top)
        let jcc = j * cc
        sums.crossTraces[place, place] +=
            weighted.squaredSize - 2 * Matrix.trace(j, weighted.third.submatrix(cellRows))
            + Matrix.trace(jcc, jcc)
        // H = E⁻¹M⁻¹, so that Σ δ²H′tt′G = M⁻¹E⁻¹·top.
        let mixed = h.transposedTimes(top)
        let spreadOut = h.transposedTimes(cc * h)
        for (a, r) in zip(parts, shared) {
            let product = setting.b.transposedTimes(a * mixed)
            sums.second[r][place] = sums.second[r][place] + product
            sums.second[place][r] = sums.second[place][r] + product.transposed
            let cross = Matrix.trace(a, spreadOut)
            sums.crossTraces[r, place] += cross
            sums.crossTraces[place, r] += cross
        }
    }

    /// Σδ²tt′, Σδ³n·tt′, Σδn and Σδ²n² over a cluster's individuals.
    private func weighted(
        _ setting: Setting, _ cells: Int
    ) -> (second: Matrix, third: Matrix, size: Double, squaredSize: Double) {
        let size = cells + moving.count
        var second = Matrix(size, size)
        var third = Matrix(size, size)
        var whole = 0.0
        var squared = 0.0
        for group in groups[setting.cluster] {
            let delta = 1 / (setting.variance * (1 + group.rows * setting.phi))
            for i in group.sums.indices {
                second.values[i] += delta * delta * group.sums[i]
                third.values[i] += delta * delta * delta * group.rows * group.sums[i]
            }
            whole += group.count * delta * group.rows
            squared += group.count * delta * delta * group.rows * group.rows
        }
        return (second, third, whole, squared)
    }

    /// G: (cells + moving) × (p + 1).
    private func images(_ setting: Setting, _ spread: Matrix) -> Matrix {
        let model = setting.model
        let cells = spread.rowCount
        let y = spread * setting.b
        var g = Matrix(cells + moving.count, model.width + 1)
        for c in 0..<(model.width + 1) { for i in 0..<cells { g[i, c] = y[i, c] } }
        let range = model.cells(of: setting.cluster)
        for (a, column) in moving.enumerated() {
            let place = model.indicatorCount + column
            for i in 0..<cells {
                // What the weighted means differ from the plain ones.
                g[i, place] -=
                    setting.block.rows[i, place]
                    - model.rest[(range.lowerBound + i) * model.restWidth + column]
            }
            g[cells + a, place] += 1
        }
        return g
    }
}

extension Matrix {
    /// Some of the rows, in this order.
    func rows(_ positions: [Int]) -> Matrix {
        var result = Matrix(positions.count, columnCount)
        for (place, i) in positions.enumerated() {
            for j in 0..<columnCount { result[place, j] = self[i, j] }
        }
        return result
    }
}
