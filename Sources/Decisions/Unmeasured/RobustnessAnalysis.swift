import Groundwork
import Inference
import Regression

/// Cinelli & Hazlett's analysis of a formula: the robustness value of a term, and what confounders as strong as observed
/// covariates would leave of it.
///
/// ```swift
/// let analysis = try RobustnessAnalysis("burnout ~ programme + age + workload", treatment: "programme", table)
/// let answer = try analysis.estimates(benchmarks: ["workload"], times: [1, 2, 3])
/// ```
public struct RobustnessAnalysis: Sendable {
    /// The value of the term.
    public let value: RobustnessValue
    /// The fit of the outcome.
    public let outcome: LeastSquaresFit
    private let treatment: LeastSquaresFit

    /// Fits the outcome, and treatment on the other terms.
    ///
    /// - Throws: what `LeastSquares.fit(_:)` throws; `CausalError.Code.unknownTerm`; `CausalError.Code.notIdentified` when
    ///   nothing is left to measure the term's uncertainty.
    public init(_ formula: String, treatment term: String, _ table: DataTable, weights: String? = nil)
        throws(CausalError)
    {
        let split = try TreatmentFormula(formula, term)
        outcome = try LeastSquares(formula, weights: weights).fit(table)
        let row = try outcome.estimates(.iid).row(term)
        guard let df = row.degreesOfFreedom, row.standardError.isFinite, row.standardError > 0 else {
            throw CausalError(.notIdentified, "the term '\(term)' has no standard error", value: term)
        }
        value = try RobustnessValue(
            term: term, estimate: row.estimate, standardError: row.standardError, degreesOfFreedom: df)
        let rows = outcome.sample.rows.map { table.rows($0) } ?? table
        treatment = try LeastSquares(split.treatmentOnRest, weights: weights).fit(rows)
    }

    /// The shares of residual variance that an observed covariate explains, of treatment and of the outcome.
    ///
    /// - Throws: `CausalError.Code.unknownTerm`; `CausalError.Code.notIdentified`.
    public func shares(of covariate: String) throws(CausalError) -> (treatment: Double, outcome: Double) {
        func share(_ fit: LeastSquaresFit) throws(CausalError) -> Double {
            let row = try fit.estimates(.iid).row(covariate)
            guard row.isTestable, let df = row.degreesOfFreedom else {
                throw CausalError(
                    .notIdentified, "the covariate '\(covariate)' has no standard error", value: covariate)
            }
            return row.statistic * row.statistic / (row.statistic * row.statistic + df)
        }
        return (try share(treatment), try share(outcome))
    }

    /// The confounders that are some times as strong as observed covariates, covariate by covariate.
    ///
    /// - Throws: as ``shares(of:)`` and `RobustnessValue.benchmark(outcomeShare:treatmentShare:times:)`.
    public func benchmarks(_ covariates: [String], times: [Double] = [1]) throws(CausalError)
        -> [RobustnessBenchmark]
    {
        var benchmarks: [RobustnessBenchmark] = []
        for covariate in covariates {
            let shares = try shares(of: covariate)
            for k in times {
                let strength = try RobustnessValue.benchmark(
                    outcomeShare: shares.outcome, treatmentShare: shares.treatment, times: k)
                benchmarks.append(.init(covariate: covariate, times: k, strength: strength))
            }
        }
        return benchmarks
    }

    /// The rows of ``RobustnessValue/estimates(q:benchmarks:level:)`` with the regression's facts, a row `adjusted` for each
    /// covariate and multiple.
    ///
    /// - Throws: as there and as ``benchmarks(_:times:)``.
    public func estimates(
        q: Double = 1, benchmarks: [String] = [], times: [Double] = [1], level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let strengths = try self.benchmarks(benchmarks, times: times)
        return try value.estimates(q: q, benchmarks: strengths, level: level).adding(
            model: ["formula", "nobs", "absorbed"].compactMap { name in
                outcome.facts.first { $0.name == name }
            })
    }
}

/// A confounder that is some times as strong as an observed covariate.
public struct RobustnessBenchmark: Sendable, Hashable, Codable {
    /// The covariate.
    public let covariate: String
    /// How many times as strong, on both sides.
    public let times: Double
    /// The shares of residual variance that it explains.
    public let strength: RobustnessValue.Confounder
}

extension RobustnessValue {
    /// The rows `estimate`, `robustness.value`, `robustness.value.limit` and `partial.r2`, and `adjusted` for each
    /// confounder, with its shares.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1) or a q that is not above zero.
    public func estimates(
        q: Double = 1, benchmarks: [RobustnessBenchmark] = [], level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        guard q > 0, q.isFinite else { throw .argument("q, the share of the estimate, is above zero", q) }
        var table = DecisionRows(level: level)
        table.add(
            Estimate(
                term: "estimate", labels: [.init("of", .string(term))], estimate: estimate,
                standardError: standardError,
                degreesOfFreedom: degreesOfFreedom, level: level), variance: standardError * standardError)
        let (full, limit) = (value(q: q), value(q: q, alpha: 1 - level))
        table.add("robustness.value", [.init("q", .number(q))], full)
        table.add(
            "robustness.value.limit", [.init("q", .number(q)), .init("alpha", .number(1 - level))], limit)
        table.add("partial.r2", [], partialR2)
        for benchmark in benchmarks {
            let row = adjusted(for: benchmark.strength, level: level)
            let labels: [JSONValue.Member] = [
                .init("benchmark", .string(benchmark.covariate)), .init("times", .number(benchmark.times)),
                .init("r2.treatment", .number(benchmark.strength.treatment)),
                .init("r2.outcome", .number(benchmark.strength.outcome)),
            ]
            table.add(
                row.renamed("adjusted", labels: labels), variance: row.standardError * row.standardError)
        }
        return table.estimates(
            command: "unmeasured",
            model: [
                .init("estimator", "robustness-value"), .init("term", .string(term)),
                .init("curve", curve(q, benchmarks, level)),
            ],
            notes: notes(q, full, limit, level))
    }

    /// For the picture: Cinelli & Hazlett's contours, the share of the outcome that a confounder has to explain beside each
    /// share of treatment, for the whole of q, its interval, and other shares of the estimate.
    private func curve(_ q: Double, _ benchmarks: [RobustnessBenchmark], _ level: Double) -> JSONValue {
        let strengths = benchmarks.flatMap { [$0.strength.treatment, $0.strength.outcome] }
        let top = min(1, 1.25 * max(0.05, value(q: q), strengths.max() ?? 0))
        let x = (1...400).map { top * Double($0) / 400 }
        func line(_ share: (Double) -> Double?) -> JSONValue {
            .array(x.map { x in .number(share(min(x, 0.9999)).flatMap { $0 <= top ? $0 : nil } ?? .nan) })
        }
        let others: [JSONValue] = [0.25, 0.5, 0.75, 1.25, 1.5].filter { $0 != q }.map { share in
            [
                "left": .number((1 - share) * estimate), "diagonal": .number(value(q: share)),
                "outcome": line { outcomeShare(besides: $0, q: share) },
            ]
        }
        return [
            "treatment": .array(x.map(JSONValue.number)), "left": .number((1 - q) * estimate),
            "estimate": line { outcomeShare(besides: $0, q: q) },
            "interval": line { outcomeShare(besides: $0, q: q, level: level) }, "others": .array(others),
        ]
    }

    private func notes(_ q: Double, _ full: Double, _ limit: Double, _ level: Double) -> [String] {
        [
            "A confounder that explains \(Numbers.percent(full)) of the residual variance of both treatment and outcome takes "
                + "away \(Numbers.percent(q)) of the estimate; \(Numbers.percent(limit)) suffices for the \(Numbers.percent(level)) interval.",
            "One that explains all that is left of the outcome would have to explain \(Numbers.percent(partialR2)) of treatment.",
        ]
    }
}
