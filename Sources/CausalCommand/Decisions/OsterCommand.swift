import ArgumentParser
import Causal

/// `causal unmeasured oster`
struct OsterCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "oster",
        abstract: "Oster's delta: selection on the unmeasured against selection on the controls.",
        discussion: """
            causal unmeasured oster data.csv "y ~ treated + age + workload" \\
                --term treated
            causal unmeasured oster data.csv "y ~ treated + site + age" \\
                --term treated --always site --r-max 0.6
            """)

    @OptionGroup var input: InputOptions

    @Argument(help: "Outcome, treatment and controls.")
    var formula: String

    @Option(help: "The treatment.")
    var term: String

    @Option(help: "Controls that stand in both regressions.")
    var always: ColumnNames?

    @Option(
        parsing: .unconditional,
        help: "The R² if everything were measured (default: 1.3 times that with controls).")
    var rMax: Double?

    @Option(parsing: .unconditional, help: "The effect that selection is to explain down to.")
    var target = 0.0

    @Option(parsing: .unconditional, help: "The selection that is assumed for the adjusted effect.")
    var delta = 1.0

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let analysis = try stopwatch.time("fit") { () throws(CausalError) in
            try OsterDelta(formula, treatment: term, always: always?.names ?? [], table, maximumR2: rMax)
        }
        guard target.isFinite, delta.isFinite else {
            throw CausalError(.badArgument, "--target and --delta are numbers")
        }
        try output.write(
            analysis.estimates(term: term, target: target, delta: delta), stopwatch)
    }
}
