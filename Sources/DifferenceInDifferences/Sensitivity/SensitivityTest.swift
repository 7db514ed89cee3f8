import Distributions
import Inference

/// The intervals of one analysis of one event study.
struct SensitivityTest: Sendable {
    let analysis: SensitivityAnalysis
    let event: EventCoefficients
    let weights: [Double]
    let level: Double

    /// l′β̂.
    var estimate: Double { zip(weights, event.effects).reduce(0) { $0 + $1.0 * $1.1 } }

    /// The standard error of l′β̂.
    var scale: Double {
        let full = Array(repeating: 0.0, count: event.before) + weights
        return event.covariance.quadraticForm(full, full).squareRoot()
    }

    /// The interval at a bound; nil when every effect is rejected.
    func interval(_ bound: Double) throws(CausalError) -> Interval? {
        if analysis.chosenMethod == .fixedLength {
            return FixedLengthInterval(event, weights: weights, bound: bound, level: level).interval
        }
        let found = try pieces(bound) { (test) throws(CausalError) -> Interval? in
            guard var test else { return Interval.unbounded }
            return try test.interval(centre: estimate, scale: scale)
        }
        let ends = found.compactMap { $0 }
        guard let low = ends.map(\.low).min(), let high = ends.map(\.high).max() else { return nil }
        return Interval(low, high)
    }

    /// Whether an effect of zero is compatible with a bound.
    func holdsZero(_ bound: Double) throws(CausalError) -> Bool {
        if analysis.chosenMethod == .fixedLength { return try interval(bound)?.contains(0) ?? false }
        return try pieces(bound) { (test) throws(CausalError) -> Bool in
            guard var test else { return true }
            return try !test.rejects(0)
        }.contains(true)
    }

    /// Does the same with the test of each polyhedron; nil stands for inequalities that exclude nothing.
    private func pieces<Value: Sendable>(
        _ bound: Double, _ body: @Sendable (MomentInequalities?) throws(CausalError) -> Value
    ) throws(CausalError) -> [Value] {
        guard let root = Cholesky(event.covariance)?.factor else {
            throw CausalError(.badValue, "the covariance is not positive definite")
        }
        let draws = normalDraws()
        let pieces = TrendInequalities.pieces(
            analysis.restriction, bound: bound, shape: analysis.shape, before: event.before,
            after: event.after)
        let found = Parallel.map(pieces.count) { index in
            Result { () throws(CausalError) in
                var test = inequalities(pieces[index], root)
                try test?.simulate(draws)
                return try body(test)
            }
        }
        var values: [Value] = []
        for result in found { values.append(try result.get()) }
        return values
    }

    private func inequalities(_ piece: TrendInequalities, _ root: Matrix) -> MomentInequalities? {
        let matrix = Matrix(rows: piece.rows)
        let y = zip(matrix * event.values, piece.limits).map { $0 - $1 }
        // τ is θ/l_p in the period p of the largest weight, and any τ with l′τ = 0 besides.
        let pivot = weights.indices.max { weights[$0].magnitude < weights[$1].magnitude } ?? 0
        let column = { (period: Int) in matrix.column(event.before + period) }
        let effect = column(pivot).map { $0 / weights[pivot] }
        let nuisance = weights.indices.filter { $0 != pivot }.map { other in
            zip(column(other), effect).map { $0 - weights[other] * $1 }
        }
        return MomentInequalities(
            y, effect: effect, nuisance: nuisance, root: matrix * root, alpha: 1 - level)
    }

    /// The same draws for all bounds and pieces, so that intervals move smoothly with the bound.
    private func normalDraws() -> Matrix {
        var random = Generator(seed: analysis.seed)
        let count = event.values.count * analysis.draws
        return Matrix(
            event.values.count, analysis.draws, columnMajor: (0..<count).map { _ in random.normal() })
    }
}
