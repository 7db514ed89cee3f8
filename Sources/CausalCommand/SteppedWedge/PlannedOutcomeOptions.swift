import ArgumentParser
import Causal

/// The outcome of a planned trial and its analysis.
struct PlannedOutcomeOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The effect: a difference, or on the link's scale beside --p0.")
    var effect: Double?

    @Option(
        parsing: .unconditional,
        help: "The standard deviation of the outcome: in all with --icc, of its residual with --tau.")
    var sd: Double?

    @Option(parsing: .unconditional, help: "The proportion (or rate) under control.")
    var p0: Double?

    @Option(parsing: .unconditional, help: "The proportion (or rate) under treatment.")
    var p1: Double?

    @Option(
        parsing: .unconditional,
        help: "The proportion (or rate) under control in the last period, when it changes.")
    var p0End: Double?

    @Option(help: "What --p0 and --p1 are: binomial (proportions) or poisson (rates).")
    var family: PlannedMeans.Family?

    @Option(name: .customLong("link"), help: "The link of proportions or rates: identity, log or logit.")
    var outcomeLink: OutcomeLink?

    /// The link.
    var link: Link? { outcomeLink?.link }

    @Option(
        help: ArgumentHelp(
            "How proportions or rates are analysed: pooled (one variance, identity link), gee, glmm (first order) or exact "
                + "(maximum likelihood, enumerated)."))
    var analysis: AnalysisName?

    enum AnalysisName: String, ExpressibleByArgument, CaseIterable {
        case pooled, gee, glmm, exact

        var analysis: PlannedMeans.Analysis {
            switch self {
            case .pooled: .pooled
            case .gee: .marginal
            case .glmm: .conditional
            case .exact: .exact
            }
        }
    }

    /// The outcome.
    ///
    /// - Parameters:
    ///   - dependence: correlations are analysed by GEE, standard deviations by a GLMM, where one variance does not do.
    ///   - isFree: whether the effect is looked for and need not be given.
    func outcome(_ dependence: PlannedDependence, effectIsFree isFree: Bool) throws(CausalError)
        -> PlannedOutcome
    {
        guard let p0 else { return try continuous(isFree) }
        if let sd {
            guard let p1 else {
                throw missing("--p1", "--sd takes proportions for means: give --p0 and --p1.")
            }
            try refuseCounted("--sd")
            return .continuous(effect: p1 - p0, deviation: sd)
        }
        guard p1 == nil || effect == nil else {
            throw CausalError(
                .badArgument, "--effect and --p1 say the same", remedy: "Leave one of them out.")
        }
        let link = link ?? .identity
        let isPlain = link == .identity && p0End == nil
        let correlations = if case .correlations = dependence.scale { true } else { false }
        var means = PlannedMeans(
            family ?? .binomial, control: p0, treated: p1 ?? p0, controlAtEnd: p0End, link: link,
            analysis: analysis?.analysis ?? (isPlain ? .pooled : correlations ? .marginal : .conditional))
        if p1 == nil {
            guard let effect = effect ?? (isFree ? 0 : nil) else {
                throw missing("--p1", "Give the proportion under treatment, or --effect on the link's scale.")
            }
            means.shift(by: effect)
        }
        return .counted(means)
    }

    private func continuous(_ isFree: Bool) throws(CausalError) -> PlannedOutcome {
        guard p1 == nil, p0End == nil else { throw missing("--p0", "It goes with --p1.") }
        try refuseCounted("--effect")
        guard let effect = effect ?? (isFree ? 1 : nil) else {
            throw missing("--effect", "Give --effect and --sd, or --p0 and --p1.")
        }
        guard let sd else { throw missing("--sd", "Give the standard deviation of the outcome.") }
        return .continuous(effect: effect, deviation: sd)
    }

    private func refuseCounted(_ name: String) throws(CausalError) {
        let given = [
            family == nil ? nil : "--family", link == nil ? nil : "--link",
            analysis == nil ? nil : "--analysis",
            p0End == nil ? nil : "--p0-end",
        ].compactMap { $0 }
        guard let first = given.first else { return }
        throw CausalError(
            .badArgument, "\(first) is for proportions and rates",
            remedy: "Give --p0 and --p1, or leave out \(first).")
    }

    private func missing(_ name: String, _ remedy: String) -> CausalError {
        CausalError(.badArgument, "\(name) is missing", remedy: remedy)
    }
}

extension PlannedMeans.Family: ExpressibleByArgument {}
