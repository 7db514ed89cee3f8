import ArgumentParser
import Causal

/// `causal strategies`
struct StrategiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strategies",
        abstract: "Several options: dominance, extended dominance, the efficiency frontier and its ratios.",
        discussion: """
            causal strategies options.csv
            causal strategies options.csv --name programme --cost total \\
                --effect qaly --plot frontier.svg
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of names.")
    var name = "strategy"

    @Option(help: "The column of effects, of which more is better.")
    var effect = "effect"

    @Option(help: "The column of costs.")
    var cost = "cost"

    @OptionGroup var output: OutputOptions

    /// Reads, orders and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let (names, effects, costs) = (
            try table.column(name), try table.numbers(effect), try table.numbers(cost)
        )
        let frontier = try EfficiencyFrontier(
            (0..<table.rowCount).map { Strategy(names.label($0) ?? "", effect: effects[$0], cost: costs[$0]) }
        )
        try output.write(
            frontier.estimates(level: output.level), stopwatch)
    }
}
