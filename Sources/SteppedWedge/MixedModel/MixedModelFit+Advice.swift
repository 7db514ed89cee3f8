import Regression

extension MixedModelFit {
    /// The likelihood ratio test of a variance of cluster-periods, of a fit with cluster effects alone; nil for others, and where
    /// the two cannot be told apart.
    ///
    /// Where periods of a cluster differ, cluster effects alone make intervals too short. The variance lies at its bound under the
    /// hypothesis: half of χ² with one degree of freedom, half zero.
    ///
    /// Source: Self & Liang (1987), Journal of the American Statistical Association 82; Hooper et al. (2016).
    ///
    /// - Parameter table: the rows that were fitted.
    public func clusterPeriodTest(_ table: DataTable) -> Diagnostic? {
        guard model.correlation == .exchangeable else { return nil }
        var nested = model
        nested.correlation = .nestedExchangeable
        guard let larger = try? nested.fit(table, kind),
            let test = try? larger.likelihoodRatio(against: self)
        else { return nil }
        let p = test.statistic > 0 ? ChiSquared(df: 1).survival(test.statistic) / 2 : 1
        return Diagnostic(
            "cluster-period-variance",
            [.init("statistic", .number(test.statistic)), .init("p.value", .number(p))])
    }
}

extension Estimates {
    /// The answer with a test of `MixedModelFit.clusterPeriodTest(_:)`, and a note where it rejects at 5 %.
    public func adding(clusterPeriod test: Diagnostic?) -> Estimates {
        guard let test, let p = test["p.value"]?.double else { return self }
        let note =
            "Periods of a cluster differ by more than chance (the diagnostic cluster-period-variance): with cluster effects alone "
            + "the intervals are too short. Take the nested correlation, or decay."
        return adding(diagnostics: [test], notes: p < 0.05 ? [note] : [])
    }
}
