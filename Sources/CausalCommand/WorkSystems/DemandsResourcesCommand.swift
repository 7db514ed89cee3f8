import ArgumentParser
import Causal

/// `causal demands-resources`
struct DemandsResourcesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "demands-resources",
        abstract: "Job demands–resources: health impairment, motivation, buffering, and what they lead to.",
        discussion: """
            causal demands-resources survey.csv --demands workload,paperwork \\
                --resources autonomy,support --exhaustion exhaustion \\
                --engagement engagement --outcome leaves --cluster clinic

            Several columns make a score, their mean. Demands and resources are
            centred; their product is in every equation.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The columns of job demands, separated by commas.")
    var demands: ColumnNames

    @Option(help: "The columns of job resources.")
    var resources: ColumnNames

    @Option(help: "The columns of exhaustion.")
    var exhaustion: ColumnNames

    @Option(help: "The columns of engagement, for the motivational process.")
    var engagement: ColumnNames?

    @Option(help: "An outcome of both processes, for indirect effects.")
    var outcome: String?

    @Flag(help: "Bring all scores to mean 0 and standard deviation 1.")
    var standardise = false

    @OptionGroup var paths: PathOptions

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        let model = try DemandsResources(
            demands: demands.names, resources: resources.names, exhaustion: exhaustion.names,
            engagement: engagement?.names ?? [], outcome: outcome, covariates: paths.covariates,
            absorbed: paths.absorb?.names ?? [], isStandardised: standardise)
        let interval = try paths.chosen()
        if outcome == nil, paths.interval != .monteCarlo || paths.draws != nil {
            throw CausalError(
                .badArgument,
                "--interval and --draws are for indirect effects, which need an outcome",
                remedy: "Add --outcome COLUMN.")
        }
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try fit.estimates(
                cluster: paths.cluster?.names ?? [], interval: interval, level: output.level)
        }
        try output.write(estimates, stopwatch)
    }
}
