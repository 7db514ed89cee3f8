import ArgumentParser
import Causal

/// `causal strategies`
struct StrategiesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strategies",
        abstract: "Several options: dominance, extended dominance, the efficiency frontier and its ratios.",
        discussion: """
            causal strategies options.csv
            causal strategies options.csv --name programme --cost total --effect qaly --plot frontier.svg
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
            frontier.estimates(level: output.level), stopwatch, picture: .efficiencyFrontier(frontier))
    }
}

extension Picture {
    /// Options on the plane of effect and cost, with the frontier through those that are efficient.
    static func efficiencyFrontier(_ frontier: EfficiencyFrontier) -> Picture {
        let all = frontier.strategies
        var layers = [
            Layer(
                .line(x: frontier.order.map { all[$0].effect }, y: frontier.order.map { all[$0].cost }),
                name: "frontier",
                tone: .series(0))
        ]
        for (tone, status) in EfficiencyFrontier.Status.allCases.enumerated() {
            let own = all.indices.filter { frontier.status[$0] == status }
            guard !own.isEmpty else { continue }
            layers.append(
                Layer(
                    .points(x: own.map { all[$0].effect }, y: own.map { all[$0].cost }),
                    name: status.rawValue,
                    tone: .series(tone)))
        }
        if all.count <= 20 {
            layers.append(
                Layer(.texts(x: all.map(\.effect), y: all.map(\.cost), all.map(\.name)), tone: .ink))
        }
        let panel = Panel(x: Axis("effect"), y: Axis("cost"), height: 300, layers: layers)
        return Picture("Efficiency frontier", panels: [panel])
    }
}
