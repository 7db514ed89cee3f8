import Regression

/// The outcome without treatment, y_it(0) = α_i + λ_t + x_it′β + u_it, estimated on untreated rows alone, and
/// y_it − ŷ_it(0) in every row.
///
/// Untreated are the rows of never-treated units and those before the start (less the anticipated periods) of the
/// others. Rows whose ŷ(0) the untreated rows do not determine are left out; see ``ImputableRows``.
struct UntreatedModel: Sendable {
    /// The rows used: untreated ones and treated ones that can be imputed.
    let base: PolicyFrame
    /// The positions of the untreated rows.
    let untreated: [Int32]
    /// y − ŷ(0): residuals of untreated rows, effects of treated ones.
    let effects: [Double]
    /// The normal equations of the absorbed factors over the untreated rows.
    let equations: FactorEquations
    /// The covariates, when there are any.
    let covariates: UntreatedCovariates
    /// The weights of the untreated rows.
    let untreatedWeights: [Double]?
    /// Remarks on rows and covariates that were left out.
    let notes: [String]

    /// For how many periods before its start a unit already counts as treated.
    let anticipation: Int

    init(_ everyone: PolicyFrame, anticipation: Int) throws(CausalError) {
        let found = try ImputableRows(everyone, anticipation: anticipation)
        let base = everyone.keeping(found.kept)
        let panel = base.panel
        let shift = Double(anticipation)
        let untreated = Parallel.positions(panel.time.count) {
            panel.time[$0] < panel.firstTreated[$0] - shift
        }
        let weights = base.frame.weights.map { Parallel.gather($0, at: untreated) }
        let equations = FactorEquations(
            base.frame.absorbed.map { $0.keeping(untreated) }, weights: weights)
        let rows = UntreatedRows(
            factors: base.frame.absorbed, untreated: untreated, weights: weights, equations: equations)
        let outcome = try rows.deviations(of: base.frame.response)
        covariates = try UntreatedCovariates(base.frame, rows, outcome: outcome)
        effects = covariates.subtracted(from: outcome)
        self.base = base
        self.untreated = untreated
        self.equations = equations
        self.anticipation = anticipation
        untreatedWeights = weights
        notes = found.notes + covariates.notes
    }

    /// The weight of a row.
    func weight(_ row: Int) -> Double { base.frame.weights?[row] ?? 1 }
}

/// The absorbed factors over all rows, with their equations over the untreated ones.
///
/// Every level occurs in an untreated row, so that a factor's codes are the same among all rows and among those.
struct UntreatedRows {
    let factors: [Factor]
    let untreated: [Int32]
    let weights: [Double]?
    let equations: FactorEquations

    /// x − x̄ − Dδ in every row, δ from the untreated rows: what of a column the factors do not predict.
    func deviations(of column: [Double]) throws(CausalError) -> [Double] {
        let fitted = Parallel.gather(column, at: untreated)
        let mean = Kernels.mean(fitted, weights: weights)
        let centred = Parallel.array(fitted.count) { rows, out in
            for row in rows { out.initializeElement(at: row - rows.lowerBound, to: fitted[row] - mean) }
        }
        let levels = try equations.solve(equations.sums(of: centred))
        let codes = factors.map(\.codes)
        return Parallel.array(column.count) { rows, out in
            for row in rows {
                var rest = column[row] - mean
                for q in codes.indices { rest -= levels[q][Int(codes[q][row])] }
                out.initializeElement(at: row - rows.lowerBound, to: rest)
            }
        }
    }
}
