import ArgumentParser
import Causal

/// `causal mediation`
struct MediationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mediation",
        abstract: "How much of an effect goes through what lies between.",
        discussion: """
            causal mediation survey.csv --exposure workload --mediator exhaustion \\
                --outcome errors --covariates "age" --cluster clinic

            x -> m -> y   the product of two slopes (type indirect)
            x -> y        what is left beside it (direct)
            x => y        both together (total)
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The cause, or several, separated by commas.")
    var exposure: ColumnNames

    @Option(help: "What lies between, or several columns side by side.")
    var mediator: ColumnNames

    @Option(help: "The column of the outcome.")
    var outcome: String

    @OptionGroup var paths: PathOptions

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        let model = Mediation(
            exposures: exposure.names, mediators: mediator.names, outcome: outcome,
            covariates: paths.covariates, absorbed: paths.absorb?.names ?? [])
        let interval = try paths.chosen()
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
