import Groundwork
import LinearAlgebra

extension SweepingFit {
    /// Tests a hypothesis about the coefficients by a wild cluster bootstrap, and inverts the test.
    ///
    /// ```swift
    /// let test = try fit.wildBootstrap("treated = 0", clusters: ["clinic"])
    /// print(test.statistic, test.pValue, test.confidenceSet)
    /// ```
    ///
    /// - t (or F) uses the errors of ``LinearCovariance/clustered(by:correction:)`` with ``ClusterCorrection/cr1``, in
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
    /// - Throws: ``CausalError/Code/syntax`` or ``CausalError/Code/unknownTerm`` for the hypothesis;
    ///   ``CausalError/Code/notIdentified`` for a dropped coefficient, repeated restrictions, or a variance that
    ///   is not positive; ``CausalError/Code/tooFewRows`` for one cluster or no degree of freedom;
    ///   ``CausalError/Code/unknownColumn``, ``CausalError/Code/missingValue`` for a cluster column;
    ///   ``CausalError/Code/badArgument`` for draws or a level out of range.
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

/// A hypothesis with all that draws need.
struct WildProblem {
    private let text: String
    private let term: String?
    private let columns: [String]
    private let method: WildBootstrap
    private let restriction: WildRestriction
    private let clusters: WildClusters
    private let observed: WildObserved
    private let sampler: WildSampler

    init(
        _ fit: some SweepingFit, _ hypothesis: String, _ columns: [String], _ method: WildBootstrap
    ) throws(CausalError) {
        try method.check()
        let parsed = try Hypothesis(hypothesis, terms: fit.terms)
        let restriction = try WildRestriction(fit, parsed)
        let clusters = try WildClusters(fit, columns, method.bootstrapClusters)
        guard restriction.count <= clusters.degreesOfFreedom else {
            throw CausalError(
                .notIdentified,
                "\(restriction.count) restrictions need more than \(restriction.count) clusters",
                remedy: "Test fewer restrictions at once.")
        }
        let sums = WildColumns(fit, restriction, clusters)
        let observed = try WildObserved(fit, restriction, clusters, sums)
        var residuals = WildResiduals(
            fit, restriction, sums, errors: observed.errors, imposesNull: method.imposesNull)
        if method.residuals == .jackknifed {
            residuals = try WildJackknife.residuals(
                fit, restriction, clusters, residuals, imposesNull: method.imposesNull)
        }
        let swept = try WildSwept.maps(fit, clusters, sums, residuals)
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
    private static func term(_ hypothesis: Hypothesis, _ terms: [String]) -> String? {
        guard hypothesis.values.count == 1 else { return nil }
        let used = terms.indices.filter { hypothesis.matrix[0, $0] != 0 }
        return used.count == 1 && hypothesis.matrix[0, used[0]] == 1 ? terms[used[0]] : nil
    }

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
        guard counts.usable > 0 else {
            throw CausalError(
                .notIdentified, "no draw has a statistic: the clustered variance vanishes in all of them",
                remedy: "Cluster by a variable with more values, or use other weights.")
        }
        return WildBootstrapTest(
            hypothesis: text, term: term, restrictions: restriction.count, statistic: observed.statistic,
            pValue: counts.pValue, equalTailedPValue: set == nil ? nil : counts.equalTailedPValue,
            conservativePValue: counts.conservativePValue(isEnumerated: sampler.isEnumerated),
            confidenceSet: set, draws: sampler.draws, usableDraws: counts.usable,
            isEnumerated: sampler.isEnumerated, method: method, clusters: columns,
            bootstrapClusters: clusters.bootstrapNames, bootstrapClusterCount: clusters.bootstrap.levelCount,
            notes: notes(counts, set))
    }

    private func notes(_ counts: WildCounts, _ set: ConfidenceSet?) -> [String] {
        var notes: [String] = []
        if sampler.isEnumerated {
            notes.append(
                "Wild bootstrap: all \(sampler.draws) vectors of signs for \(clusters.bootstrap.levelCount) "
                    + "clusters were used; p moves in steps of 1/\(sampler.draws / 2)"
                    + (sampler.draws < 1024 ? ", finer with Webb's weights." : "."))
        }
        if counts.usable < sampler.draws {
            notes.append(
                "Wild bootstrap: \(sampler.draws - counts.usable) draws had no positive variance and were left "
                    + "out.")
        }
        if counts.above == 0 {
            notes.append(
                "Wild bootstrap: no draw was more extreme than the sample; p is at most "
                    + "\(counts.conservativePValue(isEnumerated: sampler.isEnumerated)).")
        }
        if let set { notes += WildProblem.notes(set) }
        return notes
    }

    private static func notes(_ set: ConfidenceSet) -> [String] {
        if set.isEmpty { return ["Wild bootstrap: every value is rejected, so that the set is empty."] }
        var notes: [String] = []
        if !set.isBounded {
            notes.append(
                "Wild bootstrap: the confidence set \(set) is unbounded: too few draws of these clusters reject "
                    + "values however far away.")
        }
        if !set.isInterval {
            notes.append("Wild bootstrap: the confidence set is \(set), not one interval.")
        }
        return notes
    }
}
