import Regression

/// The weights with which coefficients of a regression average what cohorts and periods add to the outcome.
///
/// W = S(X′AX)⁻¹, cells × coefficients, S_cj = Σ_{i∈c} a_i x_ij, x what absorbed factors leave of the columns, a the
/// weights (Frisch & Waugh): a coefficient is Σ_c W_c ATT(c) plus what the errors add.
struct CellWeights {
    let cells: EffectCells
    /// A row for each cell, a column for each coefficient asked for.
    let values: Matrix

    /// - Parameters:
    ///   - fit: a regression without intercept.
    ///   - panel: the panel of the fit's rows.
    ///   - positions: coefficients, as positions among the fit's terms; all are estimated.
    init(_ fit: LeastSquaresFit, _ panel: PolicyPanel, of positions: [Int]) throws(CausalError) {
        cells = try EffectCells(panel, weights: fit.weights)
        let (codes, count, weights) = (cells.codes, cells.cells.count, fit.weights)
        let columns = fit.designColumns
        let sums = Parallel.map(columns.count) { column -> [Double] in
            var sums = [Double](repeating: 0, count: count)
            let values = columns[column]
            for (row, cell) in codes.enumerated() where cell >= 0 {
                sums[Int(cell)] += values[row] * (weights?[row] ?? 1)
            }
            return sums
        }
        let places = positions.map { fit.estimated.firstIndex(of: $0) ?? 0 }
        var chosen = Matrix(columns.count, places.count)
        for (column, place) in places.enumerated() {
            for row in columns.indices { chosen[row, column] = fit.bread[row, place] }
        }
        values = Matrix(count, columns.count, columnMajor: sums.flatMap { $0 }) * chosen
    }
}
