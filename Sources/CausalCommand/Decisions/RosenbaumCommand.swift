import ArgumentParser
import Causal

/// `causal unmeasured rosenbaum`
struct RosenbaumCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rosenbaum",
        abstract: "Rosenbaum's bounds for matched pairs.",
        discussion: """
            causal unmeasured rosenbaum matched.csv --outcome burnout \\
                --treatment treated --pair pair --gamma 1,1.5,2,3
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of outcomes.")
    var outcome: String

    @Option(help: "The column that is 1 for the treated and 0 for their partners.")
    var treatment: String

    @Option(help: "The column that names the pairs.")
    var pair: String

    @Option(help: "wilcoxon (signed ranks) or sign (McNemar's for yes/no outcomes).")
    var test: RosenbaumBounds.Test = .wilcoxon

    @Option(
        parsing: .unconditional, help: "Odds ratios within a pair, e.g. 1,1.5,2 (default: 1 to 3 by halves).")
    var gamma: BoundList?

    @OptionGroup var output: OutputOptions

    /// Reads, bounds and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let bounds = try RosenbaumBounds(
            table, outcome: outcome, treatment: treatment, pair: pair, test: test)
        let gammas = gamma?.values ?? [1, 1.5, 2, 2.5, 3]
        try output.write(
            bounds.estimates(gammas: gammas, level: output.level), stopwatch)
    }
}
