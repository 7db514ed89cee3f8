import ArgumentParser
import Causal

/// `causal stepped-wedge fit`
struct SteppedWedgeFitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fit",
        abstract: "What a treatment did that clusters took up one after another.",
        discussion: """
            causal stepped-wedge fit wedge.csv --outcome y --cluster cluster \\
                --period period --treatment treatment
            causal stepped-wedge fit wedge.csv --outcome y --cluster cluster \\
                --period period --treatment treatment \\
                --correlation decay --effect exposure-time --inference satterthwaite

            What the rows of a cluster share:
            independent           nothing
            exchangeable          a cluster effect
            nested                a cluster effect and one for each period (default)
            decay                 effects of its periods, the less alike the further apart
            random-treatment      a cluster effect and a treatment effect of each cluster
            cluster-by-treatment  a cluster effect and one under each treatment
            With --individual people are followed over periods and have an effect of
            their own.

            How coefficients are judged:
            kenward-roger, satterthwaite, between-within, t, normal
                                  by the model
            robust, cr2, cr3      by the sandwich over clusters
            robust, kc, md, fg, mbn, cr2, cr3 (with gee)
                                  by the sandwich, corrected for few clusters
            """)

    @OptionGroup var input: InputOptions

    @OptionGroup(title: "The trial") var trial: TrialOptions

    @Option(
        help: """
            reml or ml: linear mixed models by restricted or full likelihood; gee: a marginal model by estimating \
            equations; glmm: a generalised linear mixed model of events or counts; permutation: a regression judged by other \
            orders of crossing; vertical: differences within periods, judged alike; \
            standardised: average effects over people and over clusters that hold however wrong the model is; \
            staggered: estimators of difference-in-differences side by side.
            """)
    var method: TrialMethod = .reml

    @Option(
        help: """
            With reml and ml: kenward-roger, satterthwaite, between-within, t, normal, robust, cr2 or cr3 (default: \
            kenward-roger with reml, satterthwaite with ml). With gee: robust, kc, md, fg, mbn, cr2, cr3 or t (default: kc). \
            With glmm: normal, t or robust (default: normal).
            """)
    var inference: InferenceName?

    @OptionGroup(title: "Events and counts") var events: OutcomeOptions

    @OptionGroup(title: "Analysis by the design (permutation, vertical)") var design: DesignBasedOptions

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        try events.check(method)
        try design.check(method)
        let answer = try method.answer(self)
        var stopwatch = Stopwatch()
        let rows = try input.rows(&stopwatch) { () throws(CausalError) in try engineRequest() }
        try output.write(answer(rows.table, &stopwatch).restated(for: rows, input), stopwatch)
    }

    /// The trial's model; an engine's rows stand for many.
    func model() throws(CausalError) -> SteppedWedge {
        var model = try trial.model()
        if input.isSummed { model.frequencies = TrialSums.frequencies }
        return model
    }

    /// The cells that an engine sums.
    func engineRequest() throws(CausalError) -> EngineRequest {
        var detail = TrialSums.Detail.moments
        switch method {
        case .gee, .glmm, .standardised:
            detail = [nil, .gaussian].contains(trial.family) ? .patterns : .outcomes
        default: break
        }
        return EngineRequest(
            try TrialSums(trial.model(), detail: detail, reading: events.offset.map { [$0] } ?? []))
    }
}

/// What a method does with a table: it estimates, timing its steps.
typealias TrialAnswer = (DataTable, inout Stopwatch) throws(CausalError) -> Estimates

/// The methods of `causal stepped-wedge fit`. Each has a file that turns options into an answer.
enum TrialMethod: String, ExpressibleByArgument, CaseIterable {
    case reml, ml, gee, glmm
    case permutation, vertical, standardised, staggered

    init?(argument: String) { self.init(rawValue: argument.lowercased()) }

    /// Checks the options and makes the answer.
    func answer(_ command: SteppedWedgeFitCommand) throws(CausalError) -> TrialAnswer {
        switch self {
        case .reml: try command.mixedModelAnswer(.reml)
        case .ml: try command.mixedModelAnswer(.ml)
        case .gee: try command.marginalAnswer()
        case .glmm: try command.generalisedMixedAnswer()
        case .permutation, .vertical: try command.designBasedAnswer()
        case .standardised: try command.standardisedAnswer()
        case .staggered: try command.staggeredAnswer()
        }
    }
}
