import Regression

/// The weights with which a two-way fixed-effects coefficient averages the effects of cohorts and periods
/// (de Chaisemartin & D'Haultfœuille 2020, theorem 1).
///
/// δ = Σ_{g,t treated} W_gt ATT(g, t) under parallel trends, W_gt = Σ_{it∈(g,t)} a_it ε̃_it / Σ_{treated} a_it ε̃_it, ε̃
/// what units, periods and covariates leave of the treatment, a the weights. Weights sum to 1; with negative ones δ can
/// have another sign than every effect.
///
/// Two numbers say how much effects must vary to mislead (corollary 1), with W = share·w and σ(w) the spread of w:
/// `sigma` = |δ|/σ(w), the least standard deviation of effects at which their mean can be zero; and
/// `sigma.sign` = |δ|/√(T_s + S_s²/(1 − P_s)), at which all can have the other sign, when some weight is negative.
public struct TwoWayWeights: Sendable, Hashable {
    /// Outcome, panel, treatment, covariates and weights.
    public var policy: PolicyRegression

    /// Makes the diagnosis.
    public init(_ policy: PolicyRegression) { self.policy = policy }

    /// Computes the weights.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a treatment ends; `CausalError.Code.notIdentified` when units and
    ///   periods determine the treatment.
    public func decompose(_ table: DataTable) throws(CausalError) -> TwoWayWeightsResult {
        let base = try policy.twoWayFrame(table)
        try base.panel.checkBinary(policy.treatment)
        try base.panel.checkStays(policy.treatment)
        var leastSquares = base.leastSquares
        leastSquares.keepsSingletons = true
        let fit = try leastSquares.fit(base.frame.prepending([DesignColumn("ATT", base.panel.status)]))
        guard fit.coefficients[0].isFinite else {
            throw CausalError(
                .notIdentified, "the effect is not identified: units and periods determine the treatment",
                column: policy.treatment.column)
        }
        let weights = try CellWeights(fit, base.panel, of: [0])
        return TwoWayWeightsResult(
            weights.cells, weights.values.column(0), coefficient: fit.coefficients[0], base)
    }
}

/// What ``TwoWayWeights`` found.
public struct TwoWayWeightsResult: Sendable {
    /// The weight of one cohort's effect in one period.
    public struct Cell: Sendable, Hashable {
        /// The cohort's first treated period.
        public let cohort: Double
        /// The period.
        public let time: Double
        /// W_gt.
        public let weight: Double
        /// The cell's share of the treated rows.
        public let share: Double
    }
    /// The treated cells.
    public let cells: [Cell]
    /// The two-way fixed-effects coefficient.
    public let coefficient: Double
    private let labels: EffectCells.PeriodLabels
    private let facts: [JSONValue.Member]
    private let notes: [String]

    init(_ all: EffectCells, _ sums: [Double], coefficient: Double, _ base: PolicyFrame) {
        let treated = all.cells.indices.filter { all.cells[$0].event >= 0 }
        let mass = treated.reduce(0) { $0 + all.cells[$1].mass }
        let total = treated.reduce(0) { $0 + sums[$1] }
        cells = treated.map {
            let cell = all.cells[$0]
            return Cell(
                cohort: cell.cohort, time: cell.time, weight: sums[$0] / total, share: cell.mass / mass)
        }
        self.coefficient = coefficient
        labels = all.labels
        facts = base.panel.facts + [.init("nobs", .integer(base.frame.sample.count))]
        notes = base.panel.rowNotes
    }

    /// The cells with a negative weight; rounding does not count.
    public var negative: [Cell] { cells.filter { $0.weight < -1e-12 } }

    /// The least standard deviation of effects at which their mean can be zero; nil when weights do not vary.
    public var sigma: Double? {
        let spread = cells.reduce(0) {
            $0 + $1.share * ($1.weight / $1.share - 1) * ($1.weight / $1.share - 1)
        }
        return spread > 1e-24 ? coefficient.magnitude / spread.squareRoot() : nil
    }

    /// The least standard deviation of effects at which all can have the other sign; nil without negative weights.
    public var signSigma: Double? {
        guard !negative.isEmpty else { return nil }
        let sorted = cells.sorted { $0.weight / $0.share > $1.weight / $1.share }
        for i in sorted.indices {
            let rest = sorted[i...]
            let (p, s) = rest.reduce((0.0, 0.0)) { ($0.0 + $1.share, $0.1 + $1.weight) }
            guard p < 1, sorted[i].weight / sorted[i].share < -s / (1 - p) else { continue }
            let t = rest.reduce(0) { $0 + $1.weight * $1.weight / $1.share }
            return coefficient.magnitude / (t + s * s / (1 - p)).squareRoot()
        }
        return nil
    }

    /// The weights as rows; the effects themselves are not estimated.
    public var estimates: Estimates {
        let rows = cells.map { cell in
            Estimate(
                term: "ATT",
                labels: [
                    .init("group", labels.label(cell.cohort)), .init("time", labels.label(cell.time)),
                    .init("weight", .number(cell.weight)), .init("share", .number(cell.share)),
                ], estimate: .nan, standardError: .nan, degreesOfFreedom: nil)
        }
        let summary = Diagnostic(
            "negative-weights",
            [
                .init("count", .integer(negative.count)), .init("of", .integer(cells.count)),
                .init("sum", .number(negative.reduce(0) { $0 + $1.weight })),
                .init("sigma", sigma.map(JSONValue.number) ?? .null),
                .init("sigma.sign", signSigma.map(JSONValue.number) ?? .null),
            ])
        return Estimates(
            command: "decompose", rows: rows, covariance: Matrix(rows.count, rows.count, repeating: .nan),
            model: [.init("estimator", "twfe-weights"), .init("twfe", .number(coefficient))] + facts,
            diagnostics: [summary],
            notes: notes + [
                "Weights belong to effects that are not estimated here; the imputation estimator does."
            ])
    }
}
