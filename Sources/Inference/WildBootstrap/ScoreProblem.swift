import Groundwork
import LinearAlgebra

/// A hypothesis on a likelihood's fit with all that draws of its scores need.
struct ScoreProblem {
    private let fit: any RefittingFit
    private let text: String
    private let term: String?
    private let columns: [String]
    private let method: WildBootstrap
    private let restriction: WildRestriction
    private let values: [Double]
    private let clusters: WildClusters
    private let shares: [Double]

    init(
        _ fit: any RefittingFit, _ hypothesis: String, _ columns: [String], _ method: WildBootstrap
    ) throws(CausalError) {
        try method.check()
        try ScoreProblem.refuse(columns, method)
        let parsed = try Hypothesis(hypothesis, terms: fit.terms)
        restriction = try WildRestriction(fit, parsed)
        clusters = try WildClusters(fit, columns, nil)
        try clusters.check(restriction)
        shares = ScoreShares.shares(fit, clusters.bootstrap)
        self.fit = fit
        text = hypothesis
        term = WildProblem.term(parsed, fit.terms)
        values = parsed.values
        self.columns = columns
        self.method = method
    }

    private static func refuse(_ columns: [String], _ method: WildBootstrap) throws(CausalError) {
        let other = method.bootstrapClusters.flatMap { $0 == columns ? nil : $0.joined(separator: ",") }
        let isJackknifed = method.residuals == .jackknifed
        let reason: (text: String, value: String)? =
            columns.count > 1
            ? ("takes one column of clusters", columns.joined(separator: ","))
            : other.map { ("draws by the clusters of the errors", $0) }
                ?? (isJackknifed ? ("has no jackknifed form", method.residuals.rawValue) : nil)
        guard let reason else { return }
        throw CausalError(
            .badArgument, "the score bootstrap \(reason.text)", value: reason.value,
            remedy: "Leave that choice out, or use linear regression.")
    }

    /// The statistic at r and draws of it.
    struct Point {
        let statistic: Double
        let sampler: WildSampler
        let linearPredictors: [Double]?
    }

    /// The scores at the fit under Rβ = r.
    func point(_ values: [Double], from start: [Double]? = nil) throws(CausalError) -> Point {
        let restricted = try fit.refitted(restriction.matrix, values, from: start)
        let scores = ScoreShares(restricted, restriction, clusters, shares: shares)
        return try point(scores, scores.total, restricted.linearPredictors)
    }

    private func point(
        _ scores: ScoreShares, _ distance: [Double], _ predictors: [Double]?
    ) throws(CausalError) -> Point {
        guard let statistic = scores.statistic(distance) else {
            throw CausalError(
                .notIdentified,
                "the clusters' scores have no positive variance, so that there is no statistic",
                remedy: "Test fewer restrictions at once, or cluster by a column with more values.")
        }
        return Point(
            statistic: statistic, sampler: scores.sampler(method), linearPredictors: predictors)
    }

    /// The statistics of all draws.
    func statistics() throws(CausalError) -> [Double] {
        let point = try self.point()
        return statistics(point)
    }

    private func statistics(_ point: Point) -> [Double] {
        restriction.count == 1
            ? point.sampler.statistics(point.statistic) : point.sampler.jointStatistics()
    }

    /// The scores under the hypothesis, or of the fit as it is.
    private func point() throws(CausalError) -> Point {
        guard !method.imposesNull else { return try point(values) }
        let scores = ScoreShares(fit, restriction, clusters, shares: shares)
        return try point(scores, restriction.distance, nil)
    }

    func test() throws(CausalError) -> WildBootstrapTest {
        let point = try self.point()
        guard restriction.count == 1 else { return try answer(point, nil, []) }
        let errors = ScoreShares(fit, restriction, clusters, shares: shares).variance[0, 0].squareRoot()
        guard !method.imposesNull else {
            let inversion = ScoreInversion(
                estimate: restriction.estimate[0], error: errors, level: method.level)
            let found = try inversion.set { (value, start) throws(CausalError) in
                try self.point([value], from: start)
            }
            return try answer(point, found.set, found.notes)
        }
        // t* does not depend on r: r = Rβ̂ − x·se turns the line around.
        let (_, changes) = point.sampler.single(point.statistic)
        let intervals = WildInversion.accepted(changes, level: method.level).reversed().map {
            Interval(restriction.estimate[0] - $0.high * errors, restriction.estimate[0] - $0.low * errors)
        }
        return try answer(point, ConfidenceSet(intervals, level: method.level), [])
    }

    private func answer(
        _ point: Point, _ set: ConfidenceSet?, _ notes: [String]
    ) throws(CausalError) -> WildBootstrapTest {
        let single = restriction.count == 1
        let counts = statistics(point).reduce(into: WildCounts()) { counts, value in
            if single {
                counts.add(value, observed: point.statistic)
            } else {
                counts.addSize(value, observed: point.statistic)
            }
        }
        return try WildBootstrapTest(
            hypothesis: text, term: term, restrictions: restriction.count, version: .score,
            statistic: point.statistic, counts, set, point.sampler, method, columns, clusters, notes: notes)
    }
}
