import Inference

/// The normal equations D′WDδ = g of all levels.
///
/// Without slopes they are reduced (``ReducedEquations``), with slopes solved outright where few levels stand beside the
/// largest factor (``SlopeEquations``). Otherwise conjugate gradients run on all levels, a step being a pass over the rows;
/// as slopes are orthogonal to the other effects of their level, the diagonal is the block of a level's effects.
struct LevelEquations: Sendable {
    private let pass: LevelPass
    private let reduced: ReducedEquations?
    private let slopes: SlopeEquations?
    private let directLimit: Int
    /// Whether there is one factor: its levels' effects are orthogonal, slopes included.
    private let isDiagonal: Bool
    /// 1 / diag(D′WD), 0 for a level without variation.
    let inverseDiagonal: [Double]
    /// The most steps that are tried.
    static let stepLimit = 20_000

    /// Solved levels.
    struct Step {
        let levels: [Double]
        let iterations: Int
        let method: AbsorptionMethod
    }

    init(_ factors: [AbsorbedFactor], _ pass: LevelPass, directLimit: Int) {
        self.pass = pass
        self.directLimit = directLimit
        isDiagonal = factors.count == 1
        inverseDiagonal = pass.inverseDiagonal
        slopes =
            pass.effects.hasSlopes
            ? SlopeEquations(factors, pass, inverseDiagonal: inverseDiagonal, directLimit: directLimit) : nil
        reduced =
            pass.effects.hasSlopes || factors.count < 2
            ? nil
            : ReducedEquations(
                factors.map(\.factor), pass, inverseDiagonal: inverseDiagonal, directLimit: directLimit)
    }

    private init(_ other: LevelEquations, _ factors: [AbsorbedFactor], _ pass: LevelPass) {
        self.pass = pass
        directLimit = other.directLimit
        isDiagonal = other.isDiagonal
        inverseDiagonal = pass.inverseDiagonal
        slopes =
            other.slopes == nil
            ? nil : SlopeEquations(factors, pass, inverseDiagonal: inverseDiagonal, directLimit: directLimit)
        reduced = other.reduced?.reweighted(
            factors.map(\.factor), pass, inverseDiagonal: inverseDiagonal)
    }

    /// The equations with other weights, in `pass`; what does not depend on weights is kept.
    func reweighted(_ factors: [AbsorbedFactor], _ pass: LevelPass) -> LevelEquations {
        LevelEquations(self, factors, pass)
    }

    /// Solves for the columns' sums, to the certificate's goals.
    func solve(
        _ sums: [Double], _ certificate: Certificate, _ progress: AbsorptionProgress
    ) throws(CausalError) -> Step {
        let width = sums.count / inverseDiagonal.count
        if let reduced { return try reduced.solve(sums, width, certificate, progress) }
        if let slopes { return slopes.solve(sums, width) }
        if isDiagonal {
            let levels = Levelwise.scaled(sums, by: inverseDiagonal, width)
            return Step(levels: levels, iterations: 0, method: .direct)
        }
        var solver = ConjugateGradients(
            sums, width: width, goals: certificate.goals,
            apply: { pass.run(nil, levels: $0, width: width, keepsColumns: false).sums.map { -$0 } },
            precondition: { Levelwise.scaled($0, by: inverseDiagonal, width) })
        var pace = IterationPace(certificate.goals)
        while !solver.isFinished, pace.steps < LevelEquations.stepLimit {
            try solver.step(&pace, certificate, progress)
        }
        return Step(levels: solver.solution, iterations: pace.steps, method: .diagonal)
    }
}
