import Inference

/// The normal equations of factors without slopes, reduced exactly to the levels f on which is iterated.
///
/// The largest factor's levels are eliminated first (their block is diagonal), then those of small factors by
/// a Cholesky factor: C = S_ff − RR′ is left; see ``CellGraph`` and ``DenseLevels``. C is singular (each further
/// factor repeats the constant), but the equations are consistent. When nothing is left to iterate on, the
/// answer is direct.
struct ReducedEquations: Sendable {
    private let effects: LevelEffects
    private let roles: LevelRoles
    private let order: GroupOrder
    private let graph: CellGraph?
    /// The groups that matter to an iteration.
    private let linked: CellGraph?
    private let dense: DenseLevels?
    /// 1 / the weight of each level of the eliminated factor.
    private let inverseGroups: [Double]
    /// The linked cells' weight of each level f.
    private let weights: [Double]
    /// 1 / diag(C), 0 where nothing is linked.
    private let inverseDiagonal: [Double]
    private let elimination: SharedElimination

    init(_ factors: [Factor], _ pass: LevelPass, inverseDiagonal: [Double], directLimit: Int) {
        let roles = LevelRoles(factors, directLimit: directLimit)
        self.init(
            factors, pass, inverseDiagonal, roles, GroupOrder(factors[roles.eliminated]), SharedElimination())
    }

    /// The same factors with other weights, in `pass`.
    func reweighted(_ factors: [Factor], _ pass: LevelPass, inverseDiagonal: [Double]) -> ReducedEquations {
        ReducedEquations(factors, pass, inverseDiagonal, roles, order, elimination)
    }

    private init(
        _ factors: [Factor], _ pass: LevelPass, _ inverses: [Double], _ roles: LevelRoles,
        _ order: GroupOrder, _ elimination: SharedElimination
    ) {
        effects = pass.effects
        self.roles = roles
        self.order = order
        self.elimination = elimination
        inverseGroups = Array(inverses[pass.effects.range(roles.eliminated)])
        let iterated = roles.iterated.map { factors[$0] }
        let few = roles.dense.map { factors[$0] }
        let ranges = CellGraph.ranges(order.starts, levels: iterated.reduce(0) { $0 + $1.levelCount })
        let graph = iterated.isEmpty ? nil : CellGraph(order, ranges, iterated, weights: pass.weights)
        dense =
            few.isEmpty
            ? nil : DenseLevels(order, ranges, few, against: graph, iterated, weights: pass.weights)
        self.graph = graph
        linked = graph?.linked
        let weights = linked?.levelWeights ?? []
        self.weights = weights
        let gone = linked?.eliminatedWeights ?? []
        let crossed = dense?.crossSquares ?? []
        inverseDiagonal = weights.indices.map { level in
            let diagonal = weights[level] - gone[level] - (crossed.isEmpty ? 0 : crossed[level])
            return weights[level] > 0 ? 1 / max(diagonal, 1e-3 * weights[level]) : 0
        }
    }

    /// Solves for the columns' sums, to the certificate's goals.
    func solve(
        _ sums: [Double], _ width: Int, _ certificate: Certificate, _ progress: AbsorptionProgress
    ) throws(CausalError) -> LevelEquations.Step {
        let own = part(sums, [roles.eliminated], width)
        let groups = Levelwise.scaled(own, by: inverseGroups, width)
        var rest = part(sums, roles.iterated, width)
        var few = part(sums, roles.dense, width)
        if let graph { rest = Levelwise.difference(rest, graph.spread(groups, width)) }
        if let dense {
            few = dense.forward(Levelwise.difference(few, dense.cells.spread(groups, width)), width)
            if graph != nil { dense.subtractExpanded(few, width, from: &rest) }
        }
        var found = LevelEquations.Step(levels: [], iterations: 0, method: .direct)
        if graph != nil { found = try iterate(rest, width, certificate, progress) }
        var gathered = graph.map { $0.gather(found.levels, width) } ?? Array(repeating: 0, count: own.count)
        if let dense {
            if graph != nil { few = Levelwise.difference(few, dense.project(found.levels, width)) }
            few = dense.backward(few, width)
            Levelwise.add(dense.cells.gather(few, width), Array(repeating: 1, count: width), to: &gathered)
        }
        let means = Levelwise.scaled(Levelwise.difference(own, gathered), by: inverseGroups, width)
        return LevelEquations.Step(
            levels: assembled(means, found.levels, few, width), iterations: found.iterations,
            method: found.method)
    }

    /// C v
    private func apply(_ v: [Double], _ width: Int) -> [Double] {
        guard let linked else { return v }
        var result = linked.complement(v, width)
        if linked.factorCount == 1 { Levelwise.addScaled(v, by: weights, width, to: &result) }
        if let dense { dense.subtractExpanded(dense.project(v, width), width, from: &result) }
        return result
    }

    /// Conjugate gradients, with the diagonal first, and with the approximate Cholesky factor when contraction is
    /// slow.
    private func iterate(
        _ rightSide: [Double], _ width: Int, _ certificate: Certificate, _ progress: AbsorptionProgress
    ) throws(CausalError) -> LevelEquations.Step {
        var pace = IterationPace(certificate.goals)
        var levels = [Double](repeating: 0, count: rightSide.count)
        var residual = rightSide
        guard let linked else {
            return LevelEquations.Step(levels: levels, iterations: 0, method: .diagonal)
        }
        if !elimination.isReady {
            var solver = ConjugateGradients(
                rightSide, width: width, goals: certificate.goals, apply: { apply($0, width) },
                precondition: { Levelwise.scaled($0, by: inverseDiagonal, width) })
            while !solver.isFinished, !pace.isSlow { try solver.step(&pace, certificate, progress) }
            levels = solver.solution
            residual = solver.residual
            if solver.isFinished {
                return LevelEquations.Step(levels: levels, iterations: pace.steps, method: .diagonal)
            }
        }
        let factor = elimination.factor(linked)
        let before = pace.steps
        var solver = ConjugateGradients(
            residual, width: width, goals: certificate.goals, apply: { apply($0, width) },
            precondition: { factor.solve($0, width) })
        while !solver.isFinished, pace.steps < LevelEquations.stepLimit {
            try solver.step(&pace, certificate, progress)
        }
        elimination.report(steps: pace.steps - before)
        Levelwise.add(solver.solution, Array(repeating: 1, count: width), to: &levels)
        return LevelEquations.Step(levels: levels, iterations: pace.steps, method: .approximateCholesky)
    }

    /// The numbers of some factors' levels, one factor after the other.
    private func part(_ all: [Double], _ factors: [Int], _ width: Int) -> [Double] {
        factors.flatMap { factor in
            let range = effects.range(factor)
            return all[(range.lowerBound * width)..<(range.upperBound * width)]
        }
    }

    /// All levels in the order of the factors; those of redundant factors are 0.
    private func assembled(_ groups: [Double], _ iterated: [Double], _ few: [Double], _ width: Int)
        -> [Double]
    {
        var all = [Double](repeating: 0, count: effects.levelCount * width)
        func put(_ values: [Double], _ factors: [Int]) {
            var first = 0
            for factor in factors {
                for slot
                    in (effects.range(factor).lowerBound * width)..<(effects.range(factor).upperBound * width)
                {
                    all[slot] = values[first]
                    first += 1
                }
            }
        }
        put(groups, [roles.eliminated])
        put(iterated, roles.iterated)
        put(few, roles.dense)
        return all
    }
}
