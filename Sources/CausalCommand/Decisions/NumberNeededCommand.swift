import ArgumentParser
import Causal

/// `causal nnt`
struct NumberNeededCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "nnt",
        abstract: "Number needed to treat, and what a case prevented costs.",
        discussion: """
            causal nnt --events 56/70 --control-events 48/80
            causal did clinics.csv --outcome sick --unit clinician --time month \\
                --cohort adopted --aggregate simple --format json > effect.json
            causal nnt --estimate effect.json --term ATT --adverse \\
                --cost-per-participant 1000 --saving-per-case 10000 \\
                --unpriced "medical errors" --unpriced "colleagues' load"

            Events count as good unless --adverse says that they are to be prevented.
            Limits of two proportions are Newcombe's (from Wilson's); when they span
            zero the number runs from NNTB through infinity to NNTH.
            """)

    @OptionGroup(title: "Two groups") var counts: CountOptions

    @OptionGroup(title: "An effect at hand") var given: GivenEffect

    @Flag(help: "The events are to be prevented: fewer are better.")
    var adverse = false

    @OptionGroup(title: "Costs") var costs: PreventionCostOptions

    @OptionGroup var random: SeedOption

    @OptionGroup var output: OutputOptions

    /// Computes and writes.
    func run() throws {
        try output.apply()
        let stopwatch = Stopwatch()
        let number = try NumberNeededToTreat(difference(), events: adverse ? .adverse : .favourable)
        let answer = try PreventionCost(
            number, costPerParticipant: costs.costPerParticipant, savingPerCase: costs.savingPerCase,
            unpriced: costs.unpriced)
        try output.write(answer.estimates, stopwatch)
    }

    private func difference() throws(CausalError) -> RiskDifference {
        switch (counts.isGiven, given.isGiven) {
        case (true, false):
            try given.refuse()
            return try counts.difference(level: output.level)
        case (false, true): return try given.difference(level: output.level)
        default:
            throw CausalError(
                .badArgument,
                "nnt needs either --events and --control-events, or --estimate and --term, or --effect",
                remedy: "See causal nnt --help.")
        }
    }
}

/// Events in two groups.
struct CountOptions: ParsableArguments {
    @Option(help: "Events among the treated, e.g. 56/70.")
    var events: String?

    @Option(help: "Events among the others, e.g. 48/80.")
    var controlEvents: String?

    var isGiven: Bool { events != nil || controlEvents != nil }

    func difference(level: Double) throws(CausalError) -> RiskDifference {
        guard let events, let controlEvents else {
            throw CausalError(.badArgument, "--events and --control-events go together")
        }
        return try RiskDifference(Proportion(events), Proportion(controlEvents), level: level)
    }
}

/// A row of a stored result, or an effect in numbers.
struct GivenEffect: ParsableArguments {
    @Option(help: "A result that --format json wrote.")
    var estimate: String?

    @Option(help: "The row of the result.")
    var term: String?

    @Option(parsing: .unconditional, help: "The effect in numbers, in place of --estimate.")
    var effect: Double?

    @Option(parsing: .unconditional, help: "Its standard error.")
    var effectSe: Double?

    @Option(
        help:
            "What the effect is: difference (of shares), log-odds or log-risk (default: by the result's model)."
    )
    var measure: RiskMeasure?

    @Option(parsing: .unconditional, help: "The risk without treatment, for an odds ratio or a risk ratio.")
    var baselineRisk: Double?

    var isGiven: Bool { estimate != nil || term != nil || effect != nil }

    /// Refuses what says nothing beside counts of events.
    func refuse() throws(CausalError) {
        guard measure == nil, baselineRisk == nil, effectSe == nil else {
            throw CausalError(
                .badArgument, "--measure, --baseline-risk and --effect-se belong to --estimate or --effect")
        }
    }

    func difference(level: Double) throws(CausalError) -> RiskDifference {
        let (row, result) = try chosenRow(level: level)
        var used = measure ?? .difference
        if measure == nil, let result { used = try RiskMeasure(of: row, in: result) }
        return try RiskDifference(row, measure: used, baselineRisk: baselineRisk)
    }

    private func chosenRow(level: Double) throws(CausalError) -> (Estimate, Estimates?) {
        if let effect {
            guard estimate == nil, term == nil else {
                throw CausalError(.badArgument, "--effect takes the place of --estimate and --term")
            }
            guard effect.isFinite, effectSe ?? 0 >= 0, effectSe?.isFinite ?? true else {
                throw CausalError(
                    .badArgument, "--effect is a number, and --effect-se one that is not negative")
            }
            let row = Estimate(
                term: "effect", estimate: effect, standardError: effectSe ?? .nan, degreesOfFreedom: nil,
                level: level)
            return (row, nil)
        }
        guard effectSe == nil else { throw CausalError(.badArgument, "--effect-se belongs to --effect") }
        let result = try GivenResult.read(estimate)
        guard let term else { throw GivenResult.termNeeded(result) }
        return (try result.row(term).at(level: level), result)
    }
}

/// Costs of a programme and what a case saves.
struct PreventionCostOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "What the programme costs for each participant.")
    var costPerParticipant: Double?

    @Option(parsing: .unconditional, help: "What each case prevented saves, e.g. the cost of a replacement.")
    var savingPerCase: Double?

    @Option(help: "What else a case means that has no price; may be given several times.")
    var unpriced: [String] = []
}

extension RiskMeasure: ExpressibleByArgument {}
