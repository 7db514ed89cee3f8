import Groundwork

/// A hypothesis with all that draws need.
struct WildProblem {
    private let text: String
    private let term: String?
    private let columns: [String]
    private let method: WildBootstrap
    private let restriction: WildRestriction
    let clusters: WildClusters
    private let observed: WildObserved
    let sampler: WildSampler

    init(
        _ fit: some SweepingFit, _ hypothesis: String, _ columns: [String], _ method: WildBootstrap
    ) throws(CausalError) {
        try method.check()
        guard !fit.isPerfect else {
            throw CausalError(
                .notIdentified,
                "the model fits every row exactly: what is left is rounding, and a bootstrap has nothing to draw",
                remedy: "Leave the test out, or look for a regressor that is the outcome itself.")
        }
        let parsed = try Hypothesis(hypothesis, terms: fit.terms)
        let restriction = try WildRestriction(fit, parsed)
        let clusters = try WildClusters(fit, columns, method.bootstrapClusters)
        try clusters.check(restriction)
        let sums = WildColumns(fit, restriction, clusters)
        let observed = try WildObserved(fit, restriction, clusters, sums)
        var residuals = WildResiduals(
            fit, restriction, sums, errors: observed.errors, imposesNull: method.imposesNull)
        if method.residuals == .jackknifed {
            residuals = try WildJackknife.residuals(
                fit, restriction, clusters, residuals, imposesNull: method.imposesNull)
        }
        let swept = try WildSwept.maps(fit, restriction, clusters, sums, residuals)
        var parts: [WildPart] = []
        for (part, swept) in zip(clusters.parts, swept) {
            parts.append(
                try WildPart(fit, restriction, clusters, part, sums, residuals, swept: swept))
        }
        sampler = WildSampler(restriction, residuals, parts, method)
        text = hypothesis
        term = WildProblem.term(parsed, fit.terms)
        self.columns = columns
        self.method = method
        self.restriction = restriction
        self.clusters = clusters
        self.observed = observed
    }

    /// The coefficient that a single restriction is about, when its weight is 1.
    static func term(_ hypothesis: Hypothesis, _ terms: [String]) -> String? {
        guard hypothesis.values.count == 1 else { return nil }
        let used = terms.indices.filter { hypothesis.matrix[0, $0] != 0 }
        return used.count == 1 && hypothesis.matrix[0, used[0]] == 1 ? terms[used[0]] : nil
    }

    /// The statistic in the sample.
    var statistic: Double { observed.statistic }

    func statistics() -> [Double] {
        restriction.count == 1 ? sampler.statistics(observed.statistic) : sampler.jointStatistics()
    }

    func test() throws(CausalError) -> WildBootstrapTest {
        guard restriction.count == 1 else { return try answer(sampler.joint(observed.statistic), nil) }
        let (counts, changes) = sampler.single(observed.statistic)
        let (estimate, error) = (restriction.estimate[0], observed.errors[0])
        // r = Rβ̂ − x·se turns the line around.
        let intervals = WildInversion.accepted(changes, level: method.level).reversed().map {
            Interval(estimate - $0.high * error, estimate - $0.low * error)
        }
        return try answer(counts, ConfidenceSet(intervals, level: method.level))
    }

    private func answer(_ counts: WildCounts, _ set: ConfidenceSet?) throws(CausalError) -> WildBootstrapTest
    {
        try WildBootstrapTest(
            hypothesis: text, term: term, restrictions: restriction.count, version: .residuals,
            statistic: observed.statistic, counts, set, sampler, method, columns, clusters)
    }
}
