import Inference

/// Finds rows whose likelihood rises without bound along some direction: no finite coefficients fit them.
///
/// A row at the edge of the outcome's range (0; for a logit 0 or 1) is separated when some combination
/// of regressors and factors is zero at all rows inside the range and pushes edge rows outward only. The
/// iterative rectifier finds all of them at once: starting from u = ±1 at edge rows, regress u on the design with
/// a large weight on inner rows, keep the outward part of the fitted values, repeat until the regression fits;
/// rows where u stays away from zero are separated (Correia, Guimarães & Zylkin 2021, algorithm 1).
struct Separation {
    let tolerance: Double
    /// The weight of rows inside the range.
    private static let innerWeight = 1e6
    /// What counts as zero in u, which starts at 1.
    private static let zero = 1e-5
    private static let stepLimit = 1000

    /// The design without separated rows, and how many there were.
    func prune(
        _ design: GeneralisedLinearDesign
    ) throws(CausalError) -> (design: GeneralisedLinearDesign, dropped: Int) {
        try refuseEdge(design)
        // Under the identity link nothing goes to infinity.
        guard design.model.link != .identity else { return (design, 0) }
        let separated = try rows(design)
        guard separated.contains(true) else { return (design, 0) }
        let left = Parallel.positions(separated.count) { !separated[$0] }
        guard !left.isEmpty else { throw Self.allSeparated(design) }
        let pruned = design.keeping(left)
        try refuseEdge(pruned)
        return (pruned, separated.count - left.count)
    }

    /// Refuses an outcome that is 0, or for events 1, in all rows.
    private func refuseEdge(_ design: GeneralisedLinearDesign) throws(CausalError) {
        let y = design.frame.response
        guard let first = y.first, !y.contains(where: { $0 != first }) else { return }
        guard first != 0, design.model.family != .binomial || first != 1 else {
            throw Self.allSeparated(design)
        }
    }

    /// Which rows are separated.
    private func rows(_ design: GeneralisedLinearDesign) throws(CausalError) -> [Bool] {
        let hasUpperEdge = design.model.family == .binomial && design.model.link != .log
        let directions = design.frame.response.map { y in y == 0 ? 1.0 : hasUpperEdge && y == 1 ? -1 : 0 }
        guard directions.contains(where: { $0 != 0 }) else { return directions.map { _ in false } }
        let weights = directions.map { $0 == 0 ? Separation.innerWeight : 1 }
        let regression = try Projection(design.frame, weights: weights, tolerance: tolerance)
        var target = directions
        for _ in 0..<Separation.stepLimit {
            let fitted = try regression.fitted(target)
            let misfit = zip(target, fitted).map { abs($0 - $1) }.max() ?? 0
            if misfit < Separation.zero { return target.map { abs($0) > 10 * Separation.zero } }
            target = zip(fitted, directions).map { value, direction in max(0, value * direction) * direction }
            if !target.contains(where: { abs($0) > Separation.zero }) { return target.map { _ in false } }
        }
        // Not settled: what is left shrinks towards zero too slowly to be a direction of separation.
        return directions.map { _ in false }
    }

    /// Refuses events that a linear predictor tells apart without error, for its multiples fit ever better: the proof of
    /// complete separation that iteration itself finds where the gap is too narrow for the rectifier.
    ///
    /// - Parameter eta: a combination of regressors and factors alone.
    static func refuse(_ design: GeneralisedLinearDesign, at eta: [Double]) throws(CausalError) {
        guard design.offset == nil, [.logit, .probit].contains(design.model.link) else { return }
        let y = design.frame.response
        guard y.indices.allSatisfy({ y[$0] == 1 && eta[$0] > 0 || y[$0] == 0 && eta[$0] < 0 }) else { return }
        throw allSeparated(design)
    }

    private static func allSeparated(_ design: GeneralisedLinearDesign) -> CausalError {
        CausalError(
            .notIdentified,
            "the regressors separate the outcome perfectly: no finite coefficients fit best",
            column: design.frame.responseName,
            remedy: "Leave out the regressor that predicts the outcome without error.")
    }
}

/// Fitted values of weighted regressions of many outcomes on one design.
private struct Projection {
    private let columns: [[Double]]
    private let solution: LeastSquaresSolution
    private let weights: [Double]
    private let absorption: Absorption?
    private let intercept: Bool
    private let ones: Factor

    init(_ frame: ModelFrame, weights: [Double], tolerance: Double) throws(CausalError) {
        self.weights = weights
        absorption = Absorption(frame, weights: weights, tolerance: tolerance)
        intercept = frame.hasIntercept
        let swept = try SweptColumns(
            response: frame.response, columns: frame.columns.map(\.values), absorption: absorption,
            weights: weights)
        let solution = try LeastSquaresSolver.solve(
            columns: swept.columns, response: swept.response, weights: weights, intercept: intercept,
            collinearityScale: swept.scale)
        let shift = intercept ? 1 : 0
        columns = solution.kept.filter { $0 >= shift }.map { swept.columns[$0 - shift] }
        self.solution = solution
        ones = Factor(name: "all", numbers: Array(repeating: 0, count: weights.count))
    }

    /// The projection of a target on the design.
    func fitted(_ target: [Double]) throws(CausalError) -> [Double] {
        let swept = try absorption?.sweep([target]).columns[0] ?? target
        let sums = Kernels.groupedScores(
            columns: columns, intercept: intercept, residuals: swept, weights: weights, groups: ones.codes,
            groupCount: 1)
        let b = solution.inverseCrossProduct * sums.row(0)
        let residuals = Kernels.residuals(
            columns: columns, response: swept, intercept: intercept ? b[0] : nil,
            coefficients: Array(b.dropFirst(intercept ? 1 : 0)))
        return zip(target, residuals).map { $0 - $1 }
    }
}
