import Regression

/// A marginal model of a stepped-wedge trial by generalised estimating equations (GEE).
///
///     g(E y) = θ·treatment + period effects + x′γ (+ offset),  corr(y) = R(α)
///     Σ_i D_i′V_i⁻¹(y_i − μ_i) = 0,  V_i = φA_i^{1/2}R(α)A_i^{1/2}
///
/// θ is an average over the population, whatever the true correlation is; α and φ come from products of residuals,
/// with ``isMatrixAdjusted`` from products freed of the bias that fitting leaves (MAEE). All sums are those over
/// individuals, but they are computed from counts, means and squares of each cell, so that cost does not grow with
/// the size of clusters (cf. Li et al. 2022) unless a covariate differs between all individuals.
///
/// The iteration, the dispersion Σ r̃r/(n − p) and the corrections are those of R's geeCRT, pairs weighted alike
/// (its `makevone = TRUE`).
///
/// ```swift
/// let trial = SteppedWedge(outcome: "fall", cluster: "ward", period: "month", treatment: "rota")
/// let fit = try MarginalModel(trial, family: .binomial).fit(DataTable(csv: "wards.csv"))
/// print(try fit.estimates(.kauermannCarroll))
/// ```
///
/// Source: Liang & Zeger (1986), Biometrika 73; Preisser, Lu & Qaqish (2008), Statistics in Medicine 27.
public struct MarginalModel: Sendable, Hashable {
    /// The trial's columns, time, effect and correlation; see ``correlation``.
    public var trial: SteppedWedge
    /// How outcomes vary about their mean.
    public var family: OutcomeFamily
    /// The link; nil is the family's usual one.
    public var link: Link?
    /// An expression added to the linear predictor under a log link, e.g. `"log(hours)"`.
    public var offset: String?
    /// Whether α is estimated by matrix-adjusted estimating equations.
    public var isMatrixAdjusted: Bool
    /// The largest change of a parameter (coefficients in units of √φ under the identity link) at which iteration ends.
    ///
    /// Nil is 1e-3 for least squares with a correlation, where geeCRT stops, so that its published digits come out;
    /// what is left then is below a hundredth of a standard error. Elsewhere nil is 1e-10.
    public var tolerance: Double?

    /// Puts the model together.
    public init(
        _ trial: SteppedWedge, family: OutcomeFamily = .gaussian, link: Link? = nil, offset: String? = nil,
        isMatrixAdjusted: Bool = false, tolerance: Double? = nil
    ) {
        self.trial = trial
        self.family = family
        self.link = link
        self.offset = offset
        self.isMatrixAdjusted = isMatrixAdjusted
        self.tolerance = tolerance
    }

    /// The working correlation that the trial's correlation and its individuals name; nil where there is none.
    public var correlation: WorkingCorrelation? {
        let isCohort = trial.individual != nil
        switch trial.correlation {
        case .independent: return isCohort ? nil : .independence
        case .exchangeable: return isCohort ? nil : .exchangeable
        case .nestedExchangeable: return isCohort ? .blockExchangeable : .nestedExchangeable
        case .decay: return isCohort ? .proportionalDecay : .decay
        case .randomTreatment, .clusterByTreatment: return nil
        }
    }

    /// Reads the columns and solves the equations.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a link that does not go with the family, a correlation that is
    ///   none of ``WorkingCorrelation``, or a tolerance that is not positive; `CausalError.Code.badValue` for an outcome
    ///   that the family cannot have; `CausalError.Code.notIdentified` where no finite coefficients exist;
    ///   `CausalError.Code.tooFewRows` for one cluster; `CausalError.Code.notConverged`.
    public func fit(_ table: DataTable) throws(CausalError) -> MarginalFit {
        let correlation = try checkedCorrelation()
        let design = try PatternDesign(trial, offset: offset, family: family, table)
        return try MarginalFit(self, correlation, design)
    }

    /// The link in use.
    var usedLink: Link { link ?? family.link }

    /// The change at which iteration ends.
    var usedTolerance: Double {
        tolerance
            ?? (usedLink == .identity && family == .gaussian && trial.correlation != .independent
                ? 1e-3 : 1e-10)
    }

    private func checkedCorrelation() throws(CausalError) -> WorkingCorrelation {
        try family.check(usedLink)
        guard usedTolerance > 0, usedTolerance.isFinite else {
            throw CausalError(.badArgument, "a tolerance is a positive number", value: "\(usedTolerance)")
        }
        guard offset == nil || usedLink == .log else {
            throw CausalError(
                .badArgument, "an offset belongs to counts", value: offset, remedy: "Take --family poisson.")
        }
        guard let correlation else {
            throw CausalError(
                .badArgument,
                "estimating equations have no correlation \(trial.correlation.rawValue)"
                    + (trial.individual == nil ? "" : " that tells individuals apart"),
                value: trial.correlation.rawValue,
                remedy: trial.individual == nil
                    ? "Take independent, exchangeable, nested or decay."
                    : "Take nested or decay, or leave individuals out.")
        }
        return correlation
    }
}
