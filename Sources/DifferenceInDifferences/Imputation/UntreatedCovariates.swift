import Regression

/// The covariates of the model without treatment.
struct UntreatedCovariates: Sendable {
    /// The names of the covariates that were estimated.
    let names: [String]
    /// x̃ of each: what the absorbed factors, estimated on untreated rows, do not predict; every row.
    let columns: [[Double]]
    /// β̂.
    let coefficients: [Double]
    /// (X̃₀′WX̃₀)⁻¹ over the untreated rows.
    let bread: Matrix
    /// Remarks on covariates that were left out.
    let notes: [String]

    /// - Throws: `CausalError.Code.notIdentified` for a covariate that the others determine among untreated rows,
    ///   but not among treated ones.
    init(_ frame: ModelFrame, _ rows: UntreatedRows, outcome: [Double]) throws(CausalError) {
        guard !frame.columns.isEmpty else {
            (names, columns, coefficients, notes) = ([], [], [], [])
            bread = Matrix(0, 0)
            return
        }
        var deviations: [[Double]] = []
        for column in frame.columns { deviations.append(try rows.deviations(of: column.values)) }
        let fitted = deviations.map { Parallel.gather($0, at: rows.untreated) }
        let scale = frame.columns.map {
            Kernels.centredSumOfSquares(Parallel.gather($0.values, at: rows.untreated), weights: rows.weights)
        }
        let solution = try LeastSquaresSolver.solve(
            columns: zip(fitted, scale).map { UntreatedCovariates.withoutRounding($0, $1, rows.weights) },
            response: Parallel.gather(outcome, at: rows.untreated), weights: rows.weights, intercept: false,
            collinearityScale: scale)
        names = solution.kept.map { frame.columns[$0].name }
        columns = solution.kept.map { deviations[$0] }
        coefficients = solution.kept.map { solution.coefficients[$0] }
        bread = solution.inverseCrossProduct
        let dropped = solution.dropped.map { frame.columns[$0].name }.joined(separator: ", ")
        notes =
            dropped.isEmpty
            ? [] : ["Dropped because the other columns or the absorbed factors determine them: \(dropped)."]
        for position in solution.dropped {
            try check(frame.columns[position], deviations[position], fitted[position], rows, frame.sample)
        }
    }

    /// Zeros for a column of which only rounding is left.
    private static func withoutRounding(
        _ column: [Double], _ before: Double, _ weights: [Double]?
    ) -> [Double] {
        Kernels.weightedSumOfSquares(column, weights: weights) <= 1e-14 * before
            ? Array(repeating: 0, count: column.count) : column
    }

    private func check(
        _ column: DesignColumn, _ deviations: [Double], _ fitted: [Double], _ rows: UntreatedRows,
        _ sample: Sample
    ) throws(CausalError) {
        let products = columns.map { other in
            let picked = Parallel.gather(other, at: rows.untreated)
            return Kernels.weightedSum(zip(picked, fitted).map(*), weights: rows.weights)
        }
        let shares = columns.isEmpty ? [] : bread * products
        let rest = combine(deviations, less: shares)
        let size = Kernels.centredSumOfSquares(column.values, weights: nil) / Double(column.values.count)
        guard let row = rest.firstIndex(where: { $0 * $0 > 1e-10 * size }) else { return }
        throw CausalError(
            .notIdentified,
            "among untreated rows the other columns or the absorbed factors determine '\(column.name)', but not "
                + "among treated ones: outcomes without treatment cannot be predicted from it",
            file: sample.table.source, column: column.name, row: sample.tableRow(row),
            remedy: "Leave the covariate out.")
    }

    /// ỹ − X̃β̂.
    func subtracted(from outcome: [Double]) -> [Double] { combine(outcome, less: coefficients) }

    /// A column less a combination of the covariates.
    func combine(_ column: [Double], less shares: [Double]) -> [Double] {
        guard !shares.isEmpty else { return column }
        return Kernels.residuals(
            columns: columns, response: column, intercept: nil, coefficients: shares)
    }
}
