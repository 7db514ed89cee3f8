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
    var picture: PictureKind?

    @OptionGroup var output: OutputOptions

    enum PictureKind: String, ExpressibleByArgument, CaseIterable { case plane, acceptability }

    /// Computes and writes.
    func run() throws {
        try output.apply()
        guard picture == nil || output.plot != nil else {
            throw CausalError(.badArgument, "--picture needs --plot", remedy: "Add --plot FILE.svg.")
        }
        var stopwatch = Stopwatch()
        switch (draws.isGiven, numbers.isGiven, stored.isGiven) {
        case (true, false, false):
            let sample = try stopwatch.time("read", draws.read)
            let answer = try stopwatch.time("decision") { () throws(CausalError) in
                try sample.estimates(willingness: wtp.values, level: output.level)
            }
            try output.write(answer, stopwatch, picture: pictureOfDraws(sample))
        case (false, true, false): try write(try numbers.difference(), stopwatch)
        case (false, false, true): try write(try stored.difference(), stopwatch)
        default:
            throw CausalError(
                .badArgument,
                "icer needs one of --draws, --effect with --cost, and --estimate with --effect-term and --cost-term",
                remedy: "See causal icer --help.")
        }
    }

    private func write(_ difference: IncrementalCostEffectiveness, _ stopwatch: Stopwatch) throws(CausalError)
    {
        let answer = try difference.estimates(willingness: wtp.values, level: output.level)
        let k = grid
        let shown: Picture =
            picture == .acceptability
            ? .acceptability(willingness: k, options: [("", k.map { difference.acceptability($0) })])
            : .costEffectivenessPlane(difference, willingness: wtp.values.first)
        try output.write(answer, stopwatch, picture: shown)
    }

    private func pictureOfDraws(_ sample: StrategyDraws) -> Picture {
        picture == .acceptability
            ? .acceptability(sample, willingness: grid)
            : .costEffectivenessPlane(sample, willingness: wtp.values.first)
    }

    /// The amounts of a curve: those that were asked for when they are many, else 101 up to twice the largest.
    private var grid: [Double] {
        if wtp.values.count > 10 { return wtp.values.sorted() }
        let top = 2 * max(wtp.values.max() ?? 0, 0.5)
        return (0...100).map { Double($0) / 100 * top }
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

/// The difference between two options in numbers.
struct DifferenceOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The difference in effect.")
    var effect: Double?

    @Option(parsing: .unconditional, help: "Its standard error.")
    var effectSe: Double?

    @Option(parsing: .unconditional, help: "The difference in cost.")
    var cost: Double?

    @Option(parsing: .unconditional, help: "Its standard error.")
    var costSe: Double?

    @Option(parsing: .unconditional, help: "The covariance of the two estimates (default: 0).")
    var covariance: Double?

    var isGiven: Bool { [effect, effectSe, cost, costSe, covariance].contains { $0 != nil } }

    func difference() throws(CausalError) -> IncrementalCostEffectiveness {
        guard let effect, let effectSe, let cost, let costSe else {
            throw CausalError(.badArgument, "--effect, --effect-se, --cost and --cost-se go together")
        }
        guard effectSe >= 0, costSe >= 0 else {
            throw CausalError(
                .badArgument, "a standard error is not negative", value: "\(min(effectSe, costSe))")
        }
        return try IncrementalCostEffectiveness(
            effect: effect, cost: cost, effectVariance: effectSe * effectSe, costVariance: costSe * costSe,
            covariance: covariance ?? 0)
    }
}

/// The difference between two options as two rows of a stored result.
struct StoredDifferenceOptions: ParsableArguments {
    @Option(help: "A result that --format json wrote; the covariance of its rows is used.")
    var estimate: String?

    @Option(help: "The row of the difference in effect.")
    var effectTerm: String?

    @Option(help: "The row of the difference in cost.")
    var costTerm: String?

    var isGiven: Bool { estimate != nil || effectTerm != nil || costTerm != nil }

    func difference() throws(CausalError) -> IncrementalCostEffectiveness {
        guard let estimate, let effectTerm, let costTerm else {
            throw CausalError(.badArgument, "--estimate, --effect-term and --cost-term go together")
        }
        return try IncrementalCostEffectiveness(
            Estimates(saved: estimate), effect: effectTerm, cost: costTerm)
    }
}
