import Regression
import SimplexWeights

/// The controls of an interrupted series as one series: their mean with weights that bring it near the treated before the interruption.
///
///     min ‖ȳ_treated − Σ ω_j y_j‖²/T₀ + ζ²‖ω‖² over ω ≥ 0, Σ ω_j = 1, before the first interruption
///
/// ζ is a millionth of the standard deviation of the controls' first differences: it makes the weights unique and no more. They are those of
/// `causal did --estimator synthetic --method sc` for the same periods. The weights count as known in what follows.
///
/// Source: Abadie, Diamond & Hainmueller (2010), Journal of the American Statistical Association 105; Linden (2018), Journal of Evaluation in
/// Clinical Practice 24, for their use with interrupted series.
struct SyntheticControl: Sendable {
    /// The controls, in order of their names.
    let units: [String]
    /// ω.
    let weights: [Double]
    /// The root mean squared distance from the treated before the interruption.
    let distance: Double
    /// The treated rows, and one row a period for the controls.
    let rows: SeriesRows
    /// The model of those rows.
    let model: SegmentedRegression

    /// What the controls' series is called.
    static let label = "(synthetic control)"

    /// - Throws: `CausalError.Code.badArgument` for counts and weights, without controls, and for units that are not seen in every period;
    ///   `CausalError.Code.tooFewRows` for fewer than two periods before.
    init(
        _ model: SegmentedRegression, _ groups: SegmentedRegression.Groups, _ rows: SeriesRows
    ) throws(CausalError) {
        guard model.family == nil, model.weights == nil else {
            throw CausalError(
                .badArgument, "a synthetic control is for an unweighted numeric outcome",
                remedy: "Use --control-weights equal, or model a rate with least squares.")
        }
        let blocks = try ControlBlocks(model, groups, rows)
        let start = try rows.axis.place(model.interventions).first?.start ?? -.infinity
        let before = blocks.times.filter { $0 < start }.count
        guard before > 1 else {
            throw CausalError(
                .tooFewRows, "a synthetic control needs two periods before the interruption",
                value: "\(before)")
        }
        let (controls, target) = (blocks.controls, blocks.treated)
        let problem = SimplexProblem(count: controls.count, length: before, intercept: false) {
            controls[$0][$1] - target[$1]
        }
        let noise = SyntheticControl.noise(controls.map { $0[..<before] })
        let steps = SimplexSteps.solved(
            problem, penalty: 1e-6 * noise, leastGain: 1e-10 * noise * noise)
        weights = steps.weights
        units = blocks.units
        let rest = problem.fitted(weights)
        distance = (Kernels.dot(rest, rest) / Double(before)).squareRoot()
        (self.model, self.rows) = try blocks.collapsed(model, groups, rows, weights)
    }

    /// The standard deviation of all series' first differences.
    private static func noise(_ series: [ArraySlice<Double>]) -> Double {
        let steps = series.flatMap { zip($0.dropFirst(), $0).map { $0 - $1 } }
        guard steps.count > 1 else { return 0 }
        let mean = steps.reduce(0, +) / Double(steps.count)
        let squares = steps.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
        return (squares / Double(steps.count - 1)).squareRoot()
    }

    /// What goes into the answer.
    var facts: [JSONValue.Member] {
        let list = zip(units, weights).map { unit, weight in
            JSONValue.object([.init("unit", .string(unit)), .init("weight", .number(weight))])
        }
        return [
            .init("control.weights", .array(list)), .init("control.distance", .finite(distance)),
            .init("control.donors", .integer(units.count)),
        ]
    }
}
