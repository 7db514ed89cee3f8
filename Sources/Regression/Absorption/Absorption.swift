import Inference

/// Sweeps factors out of columns: x̃ = x − Dδ with δ a weighted least-squares solution for the columns D of the
/// factors' intercepts and slopes.
///
/// Up to four columns are swept at once. Their sums by level, D′Wx, are all that the solver of the normal
/// equations D′WDδ = D′Wx needs; then the levels' values are subtracted and the sums of what is left are
/// taken in the same pass: the residual of the equations, measured and not only believed. What it shows is
/// solved for again.
///
/// The slopes of a regression on x̃ are far more exact than x̃ itself: an error in x̃ lies in the span of D, to
/// which the other column is orthogonal, so that errors enter as products of two.
struct Absorption: Sendable {
    private let factors: [AbsorbedFactor]
    private let pass: LevelPass
    private let equations: LevelEquations
    private let tolerance: Double

    /// What was swept.
    struct Swept {
        /// The columns x̃.
        var columns: [[Double]] = []
        /// Σwx² about the mean before, column by column.
        var variation: [Double] = []
        /// Σwx̃².
        var left: [Double] = []
        var report: AbsorptionReport?
    }

    /// Prepares to absorb factors (one at least) of the same rows.
    init(_ factors: [Factor], weights: [Double]?, tolerance: Double) {
        self.init(factors.map { AbsorbedFactor($0) }, weights: weights, tolerance: tolerance)
    }

    /// Prepares to absorb factors with intercepts or slopes.
    ///
    /// `directLimit` is the number of levels up to which equations are factored rather than iterated on.
    init(_ factors: [AbsorbedFactor], weights: [Double]?, tolerance: Double, directLimit: Int = 2_000) {
        self.factors = factors
        self.tolerance = tolerance
        pass = LevelPass(LevelEffects(factors, weights: weights), weights: weights)
        equations = LevelEquations(factors, pass, directLimit: directLimit)
    }

    /// Prepares to absorb what a design absorbs; nil when that is nothing.
    init?(_ frame: ModelFrame, weights: [Double]?, tolerance: Double) {
        let factors = frame.absorbedFactors
        guard !factors.isEmpty else { return nil }
        self.init(factors, weights: weights, tolerance: tolerance)
    }

    private init(_ other: Absorption, _ weights: [Double]) {
        factors = other.factors
        tolerance = other.tolerance
        let effects = other.pass.effects
        pass = other.pass.reweighted(
            effects.hasSlopes ? LevelEffects(factors, weights: weights) : effects, weights)
        equations = other.equations.reweighted(factors, pass)
    }

    /// The same factors with other weights; what does not depend on them is kept.
    func reweighted(_ weights: [Double]) -> Absorption { Absorption(self, weights) }

    /// Refuses a tolerance outside (0, 1).
    static func check(tolerance: Double) throws(CausalError) {
        guard tolerance > 0, tolerance < 1 else {
            throw CausalError(
                .badArgument, "the tolerance lies between 0 and 1", value: "\(tolerance)",
                remedy: "1e-8 is the default.")
        }
    }

    /// Sweeps the factors out of each column.
    ///
    /// - Throws: `CausalError.Code.notConverged` when a column does not reach the tolerance;
    ///   `CausalError.Code.cancelled` when the observer ends it.
    func sweep(_ columns: [[Double]]) throws(CausalError) -> Swept {
        var swept = Swept()
        for start in stride(from: 0, to: columns.count, by: 4) {
            let block = Array(columns[start..<min(start + 4, columns.count)])
            let part = try sweepBlock(block, done: start, of: columns.count)
            swept.columns += part.swept.columns
            swept.variation += part.swept.variation
            swept.left += part.swept.left
            swept.report = part.swept.report.map { own in swept.report?.joined(own) ?? own }
        }
        return swept
    }

    /// The coefficients δ of each factor's levels, [factor][intercept, then slopes][level], whose Dδ is nearest
    /// to a column.
    ///
    /// Where they are not unique (with several factors a constant can be moved between them) they are one of
    /// the solutions, always the same.
    func levelCoefficients(of column: [Double]) throws(CausalError) -> [[[Double]]] {
        let solution = try sweepBlock([column], done: 0, of: 1).levels
        var effects = pass.effects.unmixed(solution)[...]
        return factors.map { factor in
            let own = Array(effects.prefix((factor.hasIntercept ? 1 : 0) + factor.slopes.count))
            effects = effects.dropFirst(own.count)
            return own
        }
    }

    /// Sweeps up to four columns.
    private func sweepBlock(
        _ columns: [[Double]], done: Int, of count: Int
    ) throws(CausalError) -> (swept: Swept, levels: [Double]) {
        let width = columns.count == 3 ? 4 : columns.count
        let shifts = columns.map(shift) + Array(repeating: 0, count: width - columns.count)
        let start = pass.run(columns, shifts: shifts, width: width, keepsColumns: false)
        let certificate = Certificate(equations, start, tolerance: tolerance, width: width)
        let (state, levels, report) = try refined(columns, shifts, start, certificate) { iterations in
            AbsorptionProgress(
                finishedColumns: done, columns: count, iterations: iterations, relativeResidual: 1,
                goal: tolerance)
        }
        let residual = try certificate.check(state.sums, steps: report.iterations)
        let swept = Swept(
            columns: state.columns, variation: Array(start.squares.prefix(columns.count)),
            left: Array(state.squares.prefix(columns.count)),
            report: AbsorptionReport(
                iterations: report.iterations, relativeResidual: residual, method: report.method))
        return (swept, adding(shifts, to: levels))
    }

    /// Solves, subtracts, and solves again for what the sums of what is left show, up to four times.
    private func refined(
        _ columns: [[Double]], _ shifts: [Double], _ start: LevelPass.Result, _ certificate: Certificate,
        _ progress: (Int) -> AbsorptionProgress
    ) throws(CausalError) -> (state: LevelPass.Result, levels: [Double], report: AbsorptionReport) {
        let width = shifts.count
        var state = start
        var levels = [Double](repeating: 0, count: state.sums.count)
        var report = AbsorptionReport(iterations: 0, relativeResidual: 0, method: .direct)
        for round in 0..<4 where round == 0 || !certificate.isGoalReached(state.sums) {
            let step = try equations.solve(state.sums, certificate, progress(report.iterations))
            report = AbsorptionReport(
                iterations: report.iterations + step.iterations, relativeResidual: 0,
                method: max(report.method, step.method))
            state = pass.run(
                round == 0 ? columns : state.columns, shifts: round == 0 ? shifts : nil, levels: step.levels,
                width: width, keepsColumns: true)
            Levelwise.add(step.levels, Array(repeating: 1, count: width), to: &levels)
        }
        return (state, levels, report)
    }

    /// The levels with the columns' shifts in the first intercept.
    private func adding(_ shifts: [Double], to levels: [Double]) -> [Double] {
        guard let first = pass.effects.intercepts.first else { return levels }
        var levels = levels
        for slot in pass.effects.range(first) {
            for c in shifts.indices { levels[slot * shifts.count + c] += shifts[c] }
        }
        return levels
    }

    /// Something near a column's mean when the factors span a constant; sums about it lose no digits.
    private func shift(_ column: [Double]) -> Double {
        pass.effects.intercepts.isEmpty ? 0 : Kernels.shift(column)
    }
}
