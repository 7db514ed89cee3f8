import ArgumentParser
import Causal

/// `causal icer`
struct CostEffectivenessCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "icer",
        abstract:
            "Cost-effectiveness: cost per unit of effect, net benefit, acceptability, value of information.",
        discussion: """
            causal icer --draws psa.csv --effects e1,e2 --costs c1,c2 --wtp 20000,30000
            causal icer --effect 0.05 --effect-se 0.02 --cost 900 --cost-se 250 \\
                --wtp 25000
            causal icer --estimate both.json --effect-term qaly --cost-term cost \\
                --wtp 25000
            causal icer --effect did.json:ATT --cost cost.json:ATT --wtp 25000

            The first strategy is the one that others are compared with. The ratio's
            set is Fieller's: without bounds, and said so, where the difference in
            effect may be zero. --plot draws the plane; with --picture acceptability
            the curves over --wtp or over 0 to twice its largest value.
            """)

    @OptionGroup(title: "Draws of a probabilistic analysis") var draws: DrawOptions

    @OptionGroup(title: "Differences in numbers") var numbers: DifferenceOptions

    @OptionGroup(title: "Differences from a stored result") var stored: StoredDifferenceOptions

    @Option(
        parsing: .unconditional, help: "What a unit of effect may cost, or several amounts, e.g. 20000,30000."
    )
    var wtp: BoundList

    @Option(help: "What --plot draws: plane or acceptability.")
    var picture: CostEffectivenessPicture?

    @OptionGroup var random: SeedOption

    @OptionGroup var output: OutputOptions

    /// Computes and writes.
    func run() throws {
        try output.apply()
        try CostEffectivenessPicture.check(picture, output)
        var stopwatch = Stopwatch()
        switch (draws.isGiven, numbers.isGiven, stored.isGiven) {
        case (true, false, false):
            let sample = try stopwatch.time("read", draws.read)
            let answer = try stopwatch.time("decision") { () throws(CausalError) in
                try sample.estimates(willingness: wtp.values, level: output.level)
            }
            try output.write(answer, stopwatch, picture: pictureOfDraws(sample))
        case (false, true, false): try write(try numbers.difference(), stopwatch, notes: numbers.notes)
        case (false, false, true): try write(try stored.difference(), stopwatch)
        default:
            throw CausalError(
                .badArgument,
                "icer needs one of --draws, --effect with --cost, and --estimate with --effect-term and --cost-term",
                remedy: "See causal icer --help.")
        }
    }

    private func write(
        _ difference: IncrementalCostEffectiveness, _ stopwatch: Stopwatch, notes: [String] = []
    ) throws(CausalError) {
        let answer = try difference.estimates(willingness: wtp.values, level: output.level).adding(
            notes: notes)
        let k = CostEffectivenessPicture.grid(wtp)
        let shown: Picture =
            picture == .acceptability
            ? .acceptability(willingness: k, options: [("", k.map { difference.acceptability($0) })])
            : .costEffectivenessPlane(difference, willingness: wtp.values)
        try output.write(answer, stopwatch, picture: shown)
    }

    private func pictureOfDraws(_ sample: StrategyDraws) -> Picture {
        picture == .acceptability
            ? .acceptability(sample, willingness: CostEffectivenessPicture.grid(wtp))
            : .costEffectivenessPlane(sample, willingness: wtp.values)
    }
}

/// Columns of draws.
struct DrawOptions: ParsableArguments {
    @Option(
        help:
            "A file of draws: a row for each, a column for each strategy's effect and cost; - is standard input."
    )
    var draws: String?

    @Option(help: "The columns of effects, e.g. e1,e2.")
    var effects: ColumnNames?

    @Option(help: "The columns of costs, e.g. c1,c2.")
    var costs: ColumnNames?

    @Option(help: "The strategies' names (default: those of the effects' columns).")
    var strategies: ColumnNames?

    var isGiven: Bool { draws != nil || effects != nil || costs != nil || strategies != nil }

    func read() throws(CausalError) -> StrategyDraws {
        let (table, effects, costs) = try table()
        return try StrategyDraws(table, effects: effects, costs: costs, names: strategies?.names ?? effects)
    }

    /// The table with the columns of effects and costs.
    func table() throws(CausalError) -> (DataTable, effects: [String], costs: [String]) {
        guard let draws, let effects, let costs else {
            throw CausalError(.badArgument, "--draws, --effects and --costs go together")
        }
        return (try DrawOptions.table(draws), effects.names, costs.names)
    }

    /// Reads a table of numbers.
    static func table(_ path: String) throws(CausalError) -> DataTable {
        guard let sink = ReportSink.current else { return try DataTable(file: path) }
        return try sink.table(path) { () throws(CausalError) in try DataTable(file: path) }
    }
}
