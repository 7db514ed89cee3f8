import Groundwork
import Inference
import Regression

/// Cost-effectiveness from the trial's own data: effect and cost of each person regressed on treatment.
///
/// With Bᵢ(k) = k·eᵢ − cᵢ, the coefficient of treatment in Bᵢ = α + δ·tᵢ + xᵢ′γ + uᵢ is the incremental net benefit at k.
/// It is linear in k, δ(k) = k·Δe − Δc; so one regression of e and one of c, with the covariance between them, answer for
/// every k, and give the ratio with Fieller's set besides. Covariates and fixed effects make it more precise, clustered
/// errors allow for sites.
///
/// ```swift
/// let regression = try NetBenefitRegression(
///     effect: "qaly", cost: "cost", on: "arm + age | site", treatment: "arm").fit(table)
/// let answer = try regression.estimates(.clustered(by: "site"), willingness: [20_000, 30_000])
/// ```
///
/// - Source: Hoch, Briggs & Willan (2002), Health Economics 11; Gomes et al. (2012), Medical Decision Making 32 (clusters).
public struct NetBenefitRegression: Sendable, Hashable {
    /// The column of each person's effect, or an expression, e.g. `0.8 - 0.1 * (burnout > 60)`.
    public let effect: String
    /// The column of each person's cost, or an expression.
    public let cost: String
    /// What both are regressed on, as the right-hand side of a formula.
    public let terms: String
    /// The coefficient that is the incremental effect.
    public let treatment: String
    /// The column of weights, or nil.
    public var weights: String?
    /// What the weights mean.
    public var weightKind: WeightKind

    /// Makes a model.
    ///
    /// - Throws: `CausalError.Code.syntax` for the terms.
    public init(
        effect: String, cost: String, on terms: String, treatment: String, weights: String? = nil,
        kind: WeightKind = .analytic
    ) throws(CausalError) {
        _ = try Formula("y ~ \(terms)")
        self.effect = effect
        self.cost = cost
        self.terms = terms
        self.treatment = treatment
        self.weights = weights
        weightKind = kind
    }

    /// Fits both regressions to the rows in which effect and cost are known.
    ///
    /// - Throws: what `LeastSquares.fit(_:)` throws; `CausalError.Code.syntax`; `CausalError.Code.unknownTerm` when treatment is no coefficient;
    ///   `CausalError.Code.notIdentified` when its column was dropped.
    public func fit(_ table: DataTable) throws(CausalError) -> NetBenefitFit {
        let (e, c) = (try values(effect, table), try values(cost, table))
        let kept = e.indices.filter { !e[$0].isNaN && !c[$0].isNaN }
        guard !kept.isEmpty else {
            throw CausalError(.noRows, "there is no row with both an effect and a cost", file: table.source)
        }
        let rows = kept.count == table.rowCount ? table : table.rows(kept.map { Int32($0) })
        let scales = Self.scale(kept.map { e[$0] }, kept.map { c[$0] })
        let outcomes = [
            Column(Self.effectName, kept.map { e[$0] }), Column(Self.costName, kept.map { c[$0] }),
            Column(Self.sumName, kept.map { e[$0] / scales.effect + c[$0] / scales.cost }),
        ]
        let names = Set(outcomes.map(\.name))
        let both = try DataTable(
            rows.columns.filter { !names.contains($0.name) } + outcomes, source: table.source)
        return try NetBenefitFit(
            self, effect: fit(Self.effectName, both), cost: fit(Self.costName, both),
            sum: fit(Self.sumName, both), scales: scales, dropped: table.rowCount - kept.count)
    }

    /// Names that no table has, for what is regressed; the sum is of effect and cost in units of their deviations.
    private static let (effectName, costName, sumName) = (" effect", " cost", " effect + cost")

    /// A column's numbers or an expression's values; NaN is missing.
    private func values(_ outcome: String, _ table: DataTable) throws(CausalError) -> [Double] {
        guard table[outcome] == nil else { return try table.numbers(outcome) }
        let expression = try Expression(outcome)
        guard expression.column == nil else { return try table.numbers(outcome) }
        return try expression.evaluate(table)
    }

    private static func scale(_ e: [Double], _ c: [Double]) -> (effect: Double, cost: Double) {
        func deviation(_ x: [Double]) -> Double {
            guard x.count > 1 else { return 1 }
            let deviation = Numbers.covariance(x, x).squareRoot()
            return deviation > 0 && deviation.isFinite ? deviation : 1
        }
        return (deviation(e), deviation(c))
    }

    private func fit(_ outcome: String, _ table: DataTable) throws(CausalError) -> LeastSquaresFit {
        let fit = try LeastSquares("`\(outcome)` ~ \(terms)", weights: weights, kind: weightKind).fit(table)
        guard let position = fit.terms.firstIndex(of: treatment) else {
            throw CausalError(
                .unknownTerm, "there is no coefficient '\(treatment)'",
                remedy: "The coefficients are: \(fit.terms.prefix(20).joined(separator: ", ")).")
        }
        guard fit.coefficients[position].isFinite else {
            throw CausalError(
                .notIdentified, "other columns determine '\(treatment)', so that it has no coefficient",
                value: treatment)
        }
        return fit
    }
}

/// The regressions of effect and cost: a value from which answers under any covariance are made.
public struct NetBenefitFit: Sendable {
    /// The model.
    public let model: NetBenefitRegression
    /// The regression of the effect.
    public let effect: LeastSquaresFit
    /// The regression of the cost.
    public let cost: LeastSquaresFit
    private let sum: LeastSquaresFit
    private let scales: (effect: Double, cost: Double)
    private let dropped: Int

    init(
        _ model: NetBenefitRegression, effect: LeastSquaresFit, cost: LeastSquaresFit, sum: LeastSquaresFit,
        scales: (effect: Double, cost: Double), dropped: Int
    ) {
        self.model = model
        self.effect = effect
        self.cost = cost
        self.sum = sum
        self.scales = scales
        self.dropped = dropped
    }

    /// The incremental effect and cost with their covariance, from var(e/s_e + c/s_c) by polarisation.
    ///
    /// - Throws: as `LinearFit.estimates(_:level:)`; `CausalError.Code.notIdentified` when the covariance says nothing of
    ///   the treatment.
    public func incremental(_ covariance: LinearCovariance? = nil) throws(CausalError)
        -> IncrementalCostEffectiveness
    {
        try incremental(estimates(covariance, level: 0.95))
    }

    private typealias Three = (effect: Estimates, cost: Estimates, sum: Estimates)

    private func estimates(_ covariance: LinearCovariance?, level: Double) throws(CausalError) -> Three {
        (
            try effect.estimates(covariance, level: level), try cost.estimates(covariance, level: level),
            try sum.estimates(covariance, level: level)
        )
    }

    private func incremental(_ three: Three) throws(CausalError) -> IncrementalCostEffectiveness {
        let (e, c) = (three.effect[model.treatment], three.cost[model.treatment])
        let both = three.sum[model.treatment]
        let variances = [e, c, both].map { $0.standardError * $0.standardError }
        guard variances.allSatisfy(\.isFinite) else {
            throw CausalError(
                .notIdentified, "the covariance says nothing of the uncertainty of '\(model.treatment)'",
                value: model.treatment)
        }
        let (ve, vc) = (variances[0], variances[1])
        let shared =
            (variances[2] - ve / (scales.effect * scales.effect) - vc / (scales.cost * scales.cost))
            * scales.effect * scales.cost / 2
        let most = (ve * vc).squareRoot()
        return try IncrementalCostEffectiveness(
            effect: e.estimate, cost: c.estimate, effectVariance: ve, costVariance: vc,
            covariance: min(most, max(-most, shared)), degreesOfFreedom: e.degreesOfFreedom)
    }

    /// The rows of cost-effectiveness; see `IncrementalCostEffectiveness.estimates(willingness:level:)`.
    ///
    /// - Throws: as ``incremental(_:)``.
    public func estimates(
        _ covariance: LinearCovariance? = nil, willingness: [Double], level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let three = try estimates(covariance, level: level)
        let answer = try incremental(three).estimates(willingness: willingness, level: level)
        let inherited = ["nobs", "clusters", "vcov", "absorbed", "weights", "df.residual"].compactMap {
            name in
            three.effect.fact(name).map { JSONValue.Member(name, $0) }
        }
        let formula = JSONValue.Member("formula", .string("\(model.effect), \(model.cost) ~ \(model.terms)"))
        let notes = dropped > 0 ? ["\(dropped) rows without an effect or a cost were left out."] : []
        return Estimates(
            command: "net-benefit", rows: answer.rows, covariance: answer.covariance,
            model: [.init("estimator", "net-benefit-regression")] + answer.model.dropFirst() + [formula]
                + inherited,
            notes: answer.notes + notes + three.effect.notes)
    }
}
