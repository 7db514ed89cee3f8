import Regression

/// Triple-difference effects ATT(g, t): what the policy did, in period t, to the eligible units enabled in g.
///
/// `estimates(_:level:)` gives a row for each cohort and period, ``aggregate(_:)`` their averages.
public struct TripleDifferencesFit: InfluenceFit {
    let base: GroupTimeShares
    let cells: GroupTimeCells
    /// Effects, then shares, from the comparisons.
    let jacobian: Matrix
    let periodLabels: [JSONValue]
    let cohortLabels: [JSONValue]
    /// The effects and the eligible units' shares.
    let values: [Double]
    /// The names of the cells: `ATT(2004,2006)`.
    public let terms: [String]
    /// `group`, `time` and `event` of each cell.
    public let labels: [[JSONValue.Member]]
    /// `estimator`, `eligible`, `controls`, `method`, …
    public let facts: [JSONValue.Member]
    /// Remarks on the panel and on cells that could not be estimated.
    public let notes: [String]

    init(
        base: GroupTimeShares, cells: GroupTimeCells, weights: TripleWeights, periodLabels: [JSONValue],
        cohortLabels: [JSONValue], facts: [JSONValue.Member], notes: [String]
    ) {
        self.base = base
        self.cells = cells
        jacobian = weights.jacobian
        self.periodLabels = periodLabels
        self.cohortLabels = cohortLabels
        self.facts = facts
        self.notes =
            notes
            + (weights.unweighted == 0
                ? []
                : [
                    "\(weights.unweighted) effects are plain means over comparison cohorts: the covariance of their "
                        + "estimates cannot be inverted."
                ])
        terms = cells.cells.map { "ATT(\(cohortLabels[$0.cohort].plain),\(periodLabels[$0.period].plain))" }
        labels = cells.cells.map {
            [
                .init("group", cohortLabels[$0.cohort]), .init("time", periodLabels[$0.period]),
                .init("event", .wholeOrNumber(cells.event($0))),
            ]
        }
        let combined = base.combined(
            jacobian, terms: (0..<jacobian.rowCount).map { "\($0)" })
        values = combined.coefficients.indices.map {
            weights.failures[$0] == nil ? combined.coefficients[$0] : .nan
        }
    }

    /// The effects; zero for the reference of a universal base period, NaN where the data do not identify one.
    public var coefficients: [Double] { Array(values.prefix(terms.count)) }
    /// `did`
    public var command: String { "did" }
    /// The rows used.
    public var sample: Sample { base.sample }
    /// The column of units; nil for repeated cross-sections.
    public var independentUnit: String? { base.independentUnit }

    /// The joint test that all effects before the start and its anticipation are zero.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        let before = cells.cells.indices.filter {
            cells.event(cells.cells[$0]) < -Double(cells.anticipation) && !cells.cells[$0].isReference
                && values[$0].isFinite
        }
        guard !before.isEmpty else { return [] }
        return [try jointTest("pretrend-wald", zero: before, by: columns)]
    }

    /// n⁻¹ψ summed by group, groups being constant within units.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        try base.influence(summedBy: groups) * effects.transposed
    }

    /// n⁻¹ψ by unit, computed when needed; by clusters as sums.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        try base.influenceBlocks(by: columns).times(effects)
    }

    /// The rows of effects.
    private var effects: Matrix {
        var part = Matrix(terms.count, jacobian.columnCount)
        for row in terms.indices {
            for column in 0..<jacobian.columnCount { part[row, column] = jacobian[row, column] }
        }
        return part
    }

    /// Averages of the effects, as a fit of their own; cohorts weigh by their eligible units, the treated ones.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no effect is left to average;
    ///   `CausalError.Code.badArgument` when event times lie outside the window or balance asked for.
    public func aggregate(_ aggregation: GroupTimeAggregation) throws(CausalError) -> CombinedInfluence {
        var rows = GroupTimeAverages(
            TripleShares(fit: self), cells, cohortLabels: cohortLabels, periodLabels: periodLabels)
        return try rows.aggregate(aggregation)
    }
}

/// The effects followed by the eligible units' shares: what aggregates are functions of.
private struct TripleShares: InfluenceFit {
    let fit: TripleDifferencesFit

    var terms: [String] { fit.terms + fit.cells.starts.indices.map { "share::\($0)" } }
    var coefficients: [Double] { fit.values }
    var command: String { fit.command }
    var sample: Sample { fit.sample }
    var facts: [JSONValue.Member] { fit.facts }
    var notes: [String] { fit.notes }
    var independentUnit: String? { fit.independentUnit }

    func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        try fit.base.influence(summedBy: groups) * fit.jacobian.transposed
    }

    func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        try fit.base.influenceBlocks(by: columns).times(fit.jacobian)
    }

    func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        try fit.diagnostics(by: columns)
    }
}
