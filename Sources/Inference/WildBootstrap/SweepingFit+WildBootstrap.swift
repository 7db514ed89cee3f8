import Groundwork

extension SweepingFit {
    /// Tests a hypothesis about the coefficients by a wild cluster bootstrap, and inverts the test.
    ///
    /// ```swift
    /// let test = try fit.wildBootstrap("treated = 0", clusters: ["clinic"])
    /// print(test.statistic, test.pValue, test.confidenceSet)
    /// ```
    ///
    /// - t (or F) uses the errors of `LinearCovariance.clustered(by:correction:)` with ``ClusterCorrection/cr1``, in
    ///   the sample and in every draw. Of several cluster columns the smallest G serves every part (boottest's
    ///   and fwildclusterboot's option *minimum*), and negative eigenvalues are left as they are: draws whose
    ///   variance is not positive are left out and counted.
    /// - The p-value is the share of draws with |t*| above |t|, ties counted one half. Among all sign vectors there
    ///   are always two ties under the hypothesis, all signs + (the sample itself) and all signs −, so that the
    ///   p-value is never zero. boottest and wildboottest compare the rounded numbers, where a tie falls to
    ///   either side: boottest's published 19/256 is 18 draws above and one of two ties, which is what is
    ///   counted here. ``WildBootstrapTest/conservativePValue`` counts ties whole.
    /// - Absorbed factors are exact, nested in the clusters or not. Those not nested are swept from each
    ///   bootstrap cluster's residuals by themselves: two sweeps for each bootstrap cluster.
    /// - The rows are passed a few times; a draw takes about 4(G + C)k multiplications with G bootstrap
    ///   clusters, C clusters and k coefficients.
    /// - The answer depends on the seed alone, not on the number of threads.
    ///
    /// - Parameters:
    ///   - hypothesis: restrictions such as `"treated = 0"` or `"x1 = 0, x2 = x3"`.
    ///   - clusters: the columns by which errors are clustered; no value may be missing.
    ///   - method: the weights, the number of draws, and other choices.
    /// - Throws: `CausalError.Code.syntax` or `CausalError.Code.unknownTerm` for the hypothesis;
    ///   `CausalError.Code.notIdentified` for a dropped coefficient, repeated restrictions, or a variance that
    ///   is not positive; `CausalError.Code.tooFewRows` for one cluster or no degree of freedom;
    ///   `CausalError.Code.unknownColumn`, `CausalError.Code.missingValue` for a cluster column;
    ///   `CausalError.Code.badArgument` for draws or a level out of range.
    /// - Source: Cameron, Gelbach & Miller (2008); Roodman, Nielsen, MacKinnon & Webb (2019), Stata Journal 19.
    public func wildBootstrap(
        _ hypothesis: String, clusters: [String], using method: WildBootstrap = WildBootstrap()
    ) throws(CausalError) -> WildBootstrapTest {
        let problem = try WildProblem(self, hypothesis, clusters, method)
        return try problem.test()
    }

    /// The statistics of all draws under the hypothesis, in the order of the draws; t* for one restriction, W*/q
    /// for several. NaN in a draw without a statistic, infinite where only its variance vanishes.
    public func wildBootstrapStatistics(
        _ hypothesis: String, clusters: [String], using method: WildBootstrap = WildBootstrap()
    ) throws(CausalError) -> [Double] {
        try WildProblem(self, hypothesis, clusters, method).statistics()
    }
}
