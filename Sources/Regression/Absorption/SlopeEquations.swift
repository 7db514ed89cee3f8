import Inference

/// The normal equations of factors with slopes, solved without steps in tables of few rows when few levels are left beside
/// the largest factor.
///
/// The effects of the largest factor, orthogonal within each level, are eliminated exactly; the Schur complement of the
/// others is inverted (``AbsorbedLeverage`` forms it): with D = (D₁, D₂), y = S⁻(b₂ − D₂′WD₁(D₁′WD₁)⁻¹b₁) and
/// (D₁′WD₁)⁻¹(b₁ − D₁′WD₂y), at the cost of two passes over the rows.
struct SlopeEquations: Sendable {
    private let pass: LevelPass
    private let inverseDiagonal: [Double]
    /// The places of the other effects' levels among all.
    private let others: [Int]
    private let inverse: Matrix

    /// The most rows; with more the steps of an iteration, which run on all threads, cost less than to form S.
    static let rowLimit = 1 << 16

    /// nil where an iteration costs less than the Schur complement, or its levels exceed the limit.
    init?(_ factors: [AbsorbedFactor], _ pass: LevelPass, inverseDiagonal: [Double], directLimit: Int) {
        let largest = factors[AbsorbedLeverage.largest(factors)]
        let count = pass.effects.levelCount - largest.parameterCount
        let (rows, groups) = (pass.effects.rowCount, max(1, largest.factor.levelCount))
        let met = min(count, rows / groups * (pass.effects.codes.count - largest.effectCount) + 1)
        guard count <= directLimit, count > 0, rows <= SlopeEquations.rowLimit,
            groups * largest.effectCount * met * met + count * count * count <= 40 * rows + 1_000_000
        else { return nil }
        let schur = AbsorbedLeverage(pass.effects, factors, weights: pass.weights)
        self.pass = pass
        self.inverseDiagonal = inverseDiagonal
        others = schur.rest.flatMap { pass.effects.range($0) }
        inverse = schur.inverseSchurComplement()
    }

    /// Solves for the columns' sums.
    func solve(_ sums: [Double], _ width: Int) -> LevelEquations.Step {
        var first = Levelwise.scaled(sums, by: inverseDiagonal, width)
        for slot in others { for c in 0..<width { first[slot * width + c] = 0 } }
        let rest = Levelwise.difference(sums, product(first, width))
        var levels = [Double](repeating: 0, count: sums.count)
        for c in 0..<width {
            for (slot, value) in zip(others, inverse * others.map { rest[$0 * width + c] }) {
                levels[slot * width + c] = value
            }
        }
        var all = Levelwise.scaled(
            Levelwise.difference(sums, product(levels, width)), by: inverseDiagonal, width)
        for slot in others {
            for c in 0..<width { all[slot * width + c] = levels[slot * width + c] }
        }
        return LevelEquations.Step(levels: all, iterations: 0, method: .direct)
    }

    /// D′WDδ
    private func product(_ levels: [Double], _ width: Int) -> [Double] {
        pass.run(nil, levels: levels, width: width, keepsColumns: false).sums.map { -$0 }
    }
}
