import Regression

/// A marginal model of a stepped-wedge trial by generalised estimating equations (GEE).
///
///     g(E y) = θ·treatment + period effects + x′γ,  corr(y) = R(α)
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
/// Source: Liang & Zeger (1986), Biometrika 73; Preisser, Lu & Qaqish (2008), Statistics in Medicine 27.
public struct MarginalModel: Sendable, Hashable {
    /// What the mean depends on.
    public var mean: TrialMean
    /// How outcomes of a cluster are correlated.
    public var correlation: WorkingCorrelation
    /// How outcomes vary about their mean.
    public var family: OutcomeFamily
    /// The link; nil is the family's usual one.
    public var link: Link?
    /// Whether α is estimated by matrix-adjusted estimating equations.
    public var isMatrixAdjusted: Bool
    /// The largest change of a parameter (coefficients in units of √φ under the identity link) at which iteration ends.
    ///
    /// Nil is 1e-3 for least squares with a correlation, where geeCRT stops, so that its published digits come out;
    /// what is left then is below a hundredth of a standard error. Elsewhere nil is 1e-10.
    public var tolerance: Double?

    /// Puts the model together.
    public init(
        _ mean: TrialMean, correlation: WorkingCorrelation = .nestedExchangeable,
        family: OutcomeFamily = .gaussian, link: Link? = nil, isMatrixAdjusted: Bool = false,
        tolerance: Double? = nil
    ) {
        self.mean = mean
        self.correlation = correlation
        self.family = family
        self.link = link
        self.isMatrixAdjusted = isMatrixAdjusted
        self.tolerance = tolerance
    }

    /// The link in use.
    var usedLink: Link { link ?? family.link }

    /// The change at which iteration ends.
    var usedTolerance: Double {
        tolerance ?? (usedLink == .identity && family == .gaussian && correlation != .independence ? 1e-3 : 1e-10)
    }

    /// Reads the columns and solves the equations.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a link that does not go with the family, persons named or not named
    ///   against the correlation, or a tolerance that is not positive; `CausalError.Code.badValue` for an outcome that
    ///   the family cannot have; `CausalError.Code.notIdentified` where no finite coefficients exist;
    ///   `CausalError.Code.tooFewRows` for one cluster; `CausalError.Code.notConverged`.
    public func fit(_ table: DataTable) throws(CausalError) -> MarginalFit {
        try check()
        let design = try PatternDesign(mean, family: family, table)
        return try MarginalFit(self, design)
    }

    private func check() throws(CausalError) {
        try family.check(usedLink)
        guard usedTolerance > 0, usedTolerance.isFinite else {
            throw CausalError(.badArgument, "a tolerance is a positive number", value: "\(usedTolerance)")
        }
        guard mean.offset == nil || usedLink == .log else {
            throw CausalError(
                .badArgument, "an offset belongs to counts", value: mean.offset,
                remedy: "Take --family poisson.")
        }
        if correlation.needsIndividuals, mean.individual == nil {
            throw CausalError(
                .badArgument, "the correlation \(correlation.rawValue) needs the column of persons",
                remedy: "Name it with --individual, or take nested or decay for a cross-section.")
        }
        if !correlation.needsIndividuals, mean.individual != nil {
            throw CausalError(
                .badArgument, "the correlation \(correlation.rawValue) does not tell persons apart",
                column: mean.individual, remedy: "Take block or proportional-decay for a closed cohort.")
        }
    }
}
