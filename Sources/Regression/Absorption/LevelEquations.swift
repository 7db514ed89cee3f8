import Inference

/// The normal equations D′WDδ = g of all levels.
struct LevelEquations: Sendable {
    private let pass: LevelPass
    /// 1 / diag(D′WD), 0 for a level without variation.
    let inverseDiagonal: [Double]
    /// The most steps that are tried.
    private static let stepLimit = 20_000

    /// Solved levels.
    struct Step {
        let levels: [Double]
        let iterations: Int
        let method: AbsorptionMethod
    }

    init(_ pass: LevelPass) {
        self.pass = pass
        inverseDiagonal = pass.diagonal().map { $0 > 0 ? 1 / $0 : 0 }
    }

    /// Solves for the columns' sums, to the certificate's goals.
    func solve(
        _ sums: [Double], _ certificate: Certificate, _ progress: AbsorptionProgress
    ) throws(CausalError) -> Step {
        let width = sums.count / inverseDiagonal.count
        if pass.effects.codes.count == 1 {
            let levels = Levelwise.scaled(sums, by: inverseDiagonal, width)
            return Step(levels: levels, iterations: 0, method: .direct)
        }
        var solver = ConjugateGradients(
            sums, width: width, goals: certificate.goals,
            apply: { pass.run(nil, levels: $0, width: width, keepsColumns: false).sums.map { -$0 } },
            precondition: { Levelwise.scaled($0, by: inverseDiagonal, width) })
        var steps = 0
        while !solver.isFinished, steps < LevelEquations.stepLimit {
            solver.step()
            steps += 1
            try progress.after(steps, solver.norms, certificate).tell()
        }
        return Step(levels: solver.solution, iterations: steps, method: .diagonal)
    }
}
