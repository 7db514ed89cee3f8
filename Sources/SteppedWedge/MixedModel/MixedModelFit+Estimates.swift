import Regression

extension MixedModelFit {
    /// The estimates with the inference of choice.
    ///
    /// The row `treatment` comes first: the effect, or the mean of the effects over time, which follow as `exposure.1`, …
    /// and `long-term` (or `calendar.…`). Then come covariates, `(Intercept)` (the first period, or time zero), and the
    /// periods' differences from the first.
    ///
    /// - Parameters:
    ///   - inference: how coefficients are judged; nil is Kenward and Roger's with restricted likelihood, else
    ///     Satterthwaite's.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1), and for Kenward and Roger's inference without
    ///   restricted likelihood; `CausalError.Code.tooFewRows` where no degree of freedom is left;
    ///   as `ClusterSandwich` for `cr2` and `cr3`.
    public func estimates(
        _ inference: MixedInference? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let chosen = inference ?? (kind == .reml ? .kenwardRoger : .satterthwaite)
        let judged = try MixedJudgement(self, chosen)
        var rows: [Estimate] = []
        for row in design.rows {
            let c = row.contrast
            let value = c.map { zip($0, state.coefficients).map(*).reduce(row.offset, +) }
            let variance = c.map { measured($0, judged) }
            rows.append(
                Estimate(
                    term: row.term, labels: row.labels, estimate: value ?? .nan,
                    standardError: variance.map { $0 > 0 ? $0.squareRoot() : .nan } ?? .nan,
                    degreesOfFreedom: c.map { judged.degreesOfFreedom($0) } ?? nil, level: level))
        }
        return Estimates(
            command: "stepped-wedge fit", rows: rows, covariance: spread(judged.covariance),
            model: facts(chosen), diagnostics: tests(judged), notes: notes(judged, rows))
    }

    /// c′Vc; zero where it is no more than rounding of c′Φc, as when the residuals of very few clusters cancel.
    private func measured(_ contrast: [Double], _ judged: MixedJudgement) -> Double {
        let variance = judged.covariance.quadraticForm(contrast, contrast)
        return variance > 1e-12 * state.covariance.quadraticForm(contrast, contrast) ? variance : 0
    }

    /// J·V·J′ of the rows; NaN for columns that others determine.
    private func spread(_ covariance: Matrix) -> Matrix {
        let kept = design.rows.indices.filter { design.rows[$0].contrast != nil }
        let j = Matrix(rows: kept.compactMap { design.rows[$0].contrast })
        let middle = (j * covariance * j.transposed).symmetrised
        var all = Matrix(design.rows.count, design.rows.count, repeating: .nan)
        for (b, column) in kept.enumerated() {
            for (a, row) in kept.enumerated() { all[row, column] = middle[a, b] }
        }
        return all
    }

    /// The test that the effect does not change with time.
    private func tests(_ judged: MixedJudgement) -> [Diagnostic] {
        let width = model.effect == .immediate ? 0 : design.effectCount
        guard width > 1 else { return [] }
        let first = design.width - width
        // A spline's effect is constant when all but its first coefficient are zero, the others' when they are equal.
        let isSpline = if case .spline = model.effect { true } else { false }
        let contrasts = (1..<width).map { k in
            (0..<design.width).map { place in
                place == first + k ? 1.0 : place == first && !isSpline ? -1 : 0
            }
        }
        let values = contrasts.map { zip($0, state.coefficients).map(*).reduce(0, +) }
        guard let test = judged.test(Matrix(rows: contrasts), values) else { return [] }
        return [Diagnostic("constant-effect", test)]
    }
}
