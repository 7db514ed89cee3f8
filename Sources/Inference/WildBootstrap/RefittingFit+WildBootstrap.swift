import Groundwork

extension RefittingFit {
    /// Tests a hypothesis about the coefficients by a wild cluster bootstrap of the scores, and inverts the test.
    ///
    /// ```swift
    /// let fit = try GeneralisedLinearModel("visits ~ treated | clinic + month", family: .poisson).fit(table)
    /// let test = try fit.wildBootstrap("treated = 0", clusters: ["clinic"])
    /// ```
    ///
    /// The model is fitted once more under the hypothesis; then a_c = R B s_c, with s_c the clusters' scores there
    /// and B the inverse of the expected information, and
    ///
    ///     t = Σ a_c / √(k Σ (a_c − p_c Σ a)²),   t* = Σ v_c a_c / √(k Σ (v_c a_c − p_c Σ v a)²),
    ///
    /// p_c the cluster's share of the observations and k the factor of CR1. Several restrictions are tested by
    /// the quadratic form of the same. Nothing is fitted in a draw.
    ///
    /// - With ``WildBootstrap/imposesNull`` false, scores are those of the fit as it is and t = (Rβ̂ − r)/se.
    /// - Ties and p-values are those of the linear version; with `imposesNull` all signs alike tie with the sample.
    /// - The confidence set takes a fit under each value that is tried, some 10 for each end.
    ///
    /// - Parameters:
    ///   - hypothesis: restrictions such as `"treated = 0"` or `"x1 = 0, x2 = x3"`.
    ///   - clusters: the column of clusters, one; no value may be missing.
    ///   - method: the weights, the number of draws, and other choices.
    /// - Throws: as the linear version, and what the fit under the hypothesis throws;
    ///   `CausalError.Code.badArgument` for several columns of clusters, other bootstrap clusters and jackknifed
    ///   residuals.
    /// - Source: Kline & Santos (2012), Journal of Econometric Methods 1; Roodman, Nielsen, MacKinnon & Webb (2019),
    ///   Stata Journal 19, on the centring of scores.
    public func wildBootstrap(
        _ hypothesis: String, clusters: [String], using method: WildBootstrap = WildBootstrap()
    ) throws(CausalError) -> WildBootstrapTest {
        try ScoreProblem(self, hypothesis, clusters, method).test()
    }

    /// The statistics of all draws under the hypothesis, in the order of the draws; t* for one restriction, W*/q
    /// for several. NaN in a draw without a statistic.
    public func wildBootstrapStatistics(
        _ hypothesis: String, clusters: [String], using method: WildBootstrap = WildBootstrap()
    ) throws(CausalError) -> [Double] {
        try ScoreProblem(self, hypothesis, clusters, method).statistics()
    }
}
