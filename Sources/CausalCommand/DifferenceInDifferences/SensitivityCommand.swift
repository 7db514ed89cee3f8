import ArgumentParser
import Causal

/// `causal sensitivity`
struct SensitivityCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sensitivity",
        abstract: "How far trends may depart from parallel before an effect is lost.",
        discussion: """
            causal sensitivity clinics.csv --outcome burnout --unit clinician \\
                --time month --cohort adopted --estimator event-study --window -6:5 \\
                --restriction relative-magnitude --bound 0.5,1,2
            causal sensitivity --estimates beta.csv --covariance sigma.csv --pre 4 \\
                --restriction smoothness --bound 0,0.01

            relative-magnitude  no change between periods after the start exceeds the
                                bound times the largest before
            smoothness          the slope changes by at most the bound from one period
                                to the next

            Rambachan & Roth (2023); --pretrend-power adds Roth (2022).
            """)

    @Argument(
        help: "The data: a path to .csv, .dta, .sav, .parquet and so on, or - for standard input (CSV).")
    var data: String?

    @OptionGroup var rows: RowOptions

    @OptionGroup(title: "An event study at hand") var given: GivenEventStudy

    @OptionGroup(title: "Sensitivity") var options: SensitivityOptions

    @OptionGroup(title: "An event study from data") var study: EventStudyOptions

    @OptionGroup var output: OutputOptions

    /// Reads, estimates where data are given, analyses and writes.
    func run() throws {
        try output.apply()
        let analysis = options.analysis
        var stopwatch = Stopwatch()
        let (event, facts) = try coefficients(&stopwatch)
        let answer = try stopwatch.time("sensitivity") { () throws(CausalError) in
            let weights =
                options.average ? Array(repeating: 1 / Double(event.after), count: event.after) : nil
            var analysis = analysis
            analysis.weights = weights
            let estimates = try analysis.analyse(event, level: output.level).estimates
            guard options.pretrendPower else { return estimates.adding(model: facts) }
            let power = try PretrendPower(event, weights: weights, level: output.level)
            return estimates.adding(model: facts, diagnostics: try power.diagnostics())
        }
        try output.write(answer, stopwatch)
    }

    private func coefficients(
        _ stopwatch: inout Stopwatch
    ) throws(CausalError) -> (EventCoefficients, [JSONValue.Member]) {
        switch (data, given.isGiven) {
        case (nil, true):
            try rows.refuse()
            let event = try given.read()
            return (event, [.init("before", .integer(event.before)), .init("after", .integer(event.after))])
        case (let data?, false):
            let estimates = try study.estimates(rows.file(data), output, &stopwatch)
            let event = try EventCoefficients(estimates, reference: -1 - (study.anticipation ?? 0))
            let inherited = ["nobs", "clusters", "vcov"].compactMap { name in
                estimates.fact(name).map { JSONValue.Member(name, $0) }
            }
            return (
                event,
                [.init("before", .integer(event.before)), .init("after", .integer(event.after))] + inherited
            )
        default:
            throw CausalError(
                .badArgument, "sensitivity needs either data or --estimates, --covariance and --pre",
                remedy: "See causal sensitivity --help.")
        }
    }
}

/// What is asked of an analysis of sensitivity.
struct SensitivityOptions: ParsableArguments {
    @Option(help: "relative-magnitude or smoothness.")
    var restriction: TrendRestriction

    @Option(parsing: .unconditional, help: "The bounds, e.g. 0.5,1,2.")
    var bound: BoundList?

    @Option(help: "flci (of fixed length; smoothness) or c-lf (conditional test).")
    var method: SensitivityAnalysis.Method?

    @Option(help: "What else is known of the departures: increasing, decreasing, positive or negative.")
    var shape: TrendShape?

    @Flag(help: "The average over the periods after the start instead of the first of them.")
    var average = false

    @Flag(help: "Add the slopes of linear trends that a pre-trend test finds with 50 and 80 % power.")
    var pretrendPower = false

    @Option(parsing: .unconditional, help: "Draws behind the least favourable critical value (c-lf).")
    var draws = 1000

    @Option(parsing: .unconditional, help: "The seed of these draws.")
    var seed: UInt64 = 42

    var analysis: SensitivityAnalysis {
        SensitivityAnalysis(
            restriction, bounds: bound?.values ?? [0.5, 1, 1.5, 2], shape: shape, method: method,
            draws: draws,
            seed: seed)
    }
}

/// Numbers separated by commas.
struct BoundList: ExpressibleByArgument {
    let values: [Double]

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false).map { Double($0) }
        guard !parts.contains(nil) else { return nil }
        values = parts.compactMap { $0 }
    }
}

extension TrendRestriction: ExpressibleByArgument {}
extension TrendShape: ExpressibleByArgument {}
extension SensitivityAnalysis.Method: ExpressibleByArgument {}
