import ArgumentParser
import Causal

/// `sun-abraham` and `etwfe`.
struct SaturatedOptions: ParsableArguments {
    @Option(help: "The outcome's family of etwfe: poisson, quasipoisson, negative-binomial or binomial.")
    var family: ResponseFamily?

    @Option(help: "The family's link: log, logit, probit or identity.")
    var link: Link?

    @Flag(help: "Units have effects of their own in place of cohorts (etwfe, least squares).")
    var unitEffects = false

    @Option(help: "What effects are measured on: difference or, with --family, ratio (etwfe).")
    var scale: EffectScale?

    static let takes: Set<String> = PolicyUncertainty.influenceOptions.union([
        "--vcov", "--weight-kind", "--aggregate", "--anticipation", "--window",
    ])

    /// The options given.
    var given: [String] {
        [
            ("--family", family != nil), ("--link", link != nil), ("--unit-effects", unitEffects),
            ("--scale", scale != nil),
        ].filter(\.1).map(\.0)
    }
}

extension ResponseFamily: ExpressibleByArgument {}
extension EffectScale: ExpressibleByArgument {}

extension DifferenceInDifferencesCommand {
    /// `sun-abraham`
    func sunAbrahamAnswer() throws(CausalError) -> PolicyAnswer {
        let model = SunAbraham(try regressionPolicy(), anticipation: policy.anticipation ?? 0)
        let aggregation = try effectAggregation()
        return try averagedAnswer { (table) throws(CausalError) in
            try model.fit(table).aggregate(aggregation)
        }
    }

    /// `etwfe`
    func extendedTwoWayAnswer() throws(CausalError) -> PolicyAnswer {
        let model = ExtendedTwoWay(
            try regressionPolicy(), controls: groupTime.control ?? .notYetTreated,
            family: saturated.family, link: saturated.link, absorbsUnits: saturated.unitEffects,
            anticipation: policy.anticipation ?? 0, scale: saturated.scale ?? .difference)
        let aggregation = try effectAggregation()
        return try averagedAnswer { (table) throws(CausalError) in
            try model.fit(table).aggregate(aggregation)
        }
    }

    /// `ratio-of-ratios`
    func ratioAnswer() throws(CausalError) -> PolicyAnswer {
        let model = RatioOfRatios(try regressionPolicy())
        return try averagedAnswer { (table) throws(CausalError) in try model.fit(table) }
    }

    /// The columns and weights of a regression.
    func regressionPolicy() throws(CausalError) -> PolicyRegression {
        var regression = PolicyRegression(
            outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(),
            covariates: policy.covariates, weights: policy.weights,
            kind: try WeightKind.choose(policy.weightKind, weights: policy.weights))
        regression.unitCounts = unitCounts
        return regression
    }

    /// Averages of a regression's effects under the covariance asked for.
    func averagedAnswer(
        _ make: @escaping (DataTable) throws(CausalError) -> AveragedEffects
    ) throws(CausalError) -> PolicyAnswer {
        if uncertainty.asksForInfluence { return try bootstrapAnswer(make) }
        let usual = policy.unit.map { [$0] } ?? []
        let covariance = try CovarianceName.choose(
            uncertainty.vcov, clusters: uncertainty.cluster, usual: usual,
            dependence: uncertainty.dependence.covariance(
                uncertainty.vcov, unit: policy.unit, time: policy.time))
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try make(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(covariance, level: level)
            }
        }
    }

    /// The same under the multiplier bootstrap.
    private func bootstrapAnswer(
        _ make: @escaping (DataTable) throws(CausalError) -> AveragedEffects
    ) throws(CausalError) -> PolicyAnswer {
        guard uncertainty.vcov == nil else {
            throw CausalError(
                .badArgument, "--vcov and --bootstrap are two ways to measure uncertainty",
                remedy: "Give one of them.")
        }
        let covariance = try uncertainty.influence()
        let level = output.level
        return { (table, stopwatch) throws(CausalError) in
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try make(table) }
            return try stopwatch.time("inference") { () throws(CausalError) in
                fit.onScale(try fit.fromInfluence.estimates(covariance, level: level))
            }
        }
    }
}
