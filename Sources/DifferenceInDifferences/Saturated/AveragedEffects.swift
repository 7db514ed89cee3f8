import Regression

/// Averages of effects that are coefficients of one regression, or functions of them.
///
/// Weights of the averages count as fixed. A covariance is that of the regression, V, between averages JVJ′, so that
/// small-sample factors, `cr2` and degrees of freedom are those of the regression itself.
public struct AveragedEffects: Fit {
    /// The regression behind them.
    public let regression: any LinearFit
    /// The estimator's name, e.g. `sun-abraham`.
    public let estimator: String
    /// The column of units, or nil for repeated cross-sections.
    public let unit: String?
    /// The averages as functions of the regression's coefficients.
    public let map: CoefficientMap
    /// The rows before the treatment.
    let leads: [Int]
    /// Facts about the design.
    let facts: [JSONValue.Member]
    /// Remarks on the design.
    let notes: [String]
    /// What the averages are measured on.
    var scale = EffectScale.difference

    /// The rows' names.
    public var terms: [String] { map.terms }
    /// The averages.
    public var coefficients: [Double] { map.values }
    /// The rows used.
    public var sample: Sample { regression.sample }

    /// n⁻¹Jψ, ψ the influence of the regression's coefficients.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        try regression.influence(summedBy: groups) * map.jacobian.transposed
    }

    /// The averages with the covariance of choice; `pretrend-wald` tests those before the treatment.
    ///
    /// - Parameters:
    ///   - covariance: how uncertainty is measured; nil clusters by the unit, or, in repeated cross-sections, takes
    ///     unequal variances into account (HC1).
    ///   - level: the confidence level.
    /// - Throws: as the regression's estimates.
    public func estimates(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let chosen = covariance ?? unit.map { .clustered(by: $0) } ?? .hc1
        let answer = try regression.estimates(
            of: map, chosen, level: level, testing: "pretrend-wald", zero: leads)
        let estimates = Estimates(
            command: "did", rows: answer.rows, covariance: answer.covariance,
            model: [.init("estimator", .string(estimator))] + facts
                + answer.model.filter { $0.name != "estimator" },
            notes: notes + answer.notes)
        return onScale(estimates.adding(diagnostics: answer.diagnostics))
    }

    /// Estimates of these averages with the ratios that they are logs of, where they are.
    public func onScale(_ estimates: Estimates) -> Estimates {
        scale == .ratio ? estimates.withRatios : estimates
    }
}
