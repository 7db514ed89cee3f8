import ArgumentParser
import Causal

/// `causal quadruple-aim`
struct QuadrupleAimCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "quadruple-aim",
        abstract: "Which policy improves every aim, which trades one for another, and the Pareto set.",
        discussion: """
            causal quadruple-aim policies.csv

            The file has the columns policy, aim, estimate, std.error and better
            (higher or lower), a row for each policy and aim: e.g. experience, health,
            cost and work life. result and term, a file written by --format json and
            its row, stand in place of estimate and std.error.
            """)

    @OptionGroup var input: InputOptions

    @OptionGroup var output: OutputOptions

    /// Reads, judges and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let aims = try QuadrupleAim(table, level: output.level)
        try output.write(aims.estimates, stopwatch, picture: .quadrupleAim(aims))
    }
}

/// `causal scorecard`
struct ScorecardCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "scorecard",
        abstract: "A balanced scorecard: ranks, what the weights reward, and how far ranks hang on them.",
        discussion: """
            causal scorecard scores.csv --name clinic \\
                --weights volume=0.70,quality=0.20,wellbeing=0.10
            causal scorecard scores.csv --name clinic \\
                --weights volume=1,waiting=-1 --vary 0.25

            Measures are standardised. A weight below zero is that of a measure of
            which less is better.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of the units' names.")
    var name: String

    @Option(
        parsing: .unconditional, help: "Columns and weights: a=0.7,b=0.3; below zero where less is better.")
    var weights: WeightList

    @Option(
        parsing: .unconditional,
        help: "By how much of itself each weight may vary, 0 to 1 (default: any weights at all).")
    var vary: Double?

    @Option(parsing: .unconditional, help: "How many weights are drawn.")
    var draws = 2000

    @Option(help: "The seed of the draws.")
    var seed: UInt64 = 42

    @OptionGroup var output: OutputOptions

    /// Reads, scores and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let names = try table.column(name)
        var values: [[Double]] = []
        for (column, _) in weights.values { values.append(try table.numbers(column)) }
        let card = try Scorecard(
            units: (0..<table.rowCount).map { names.label($0) ?? "row \($0 + 1)" }, values: values,
            measures: weights.values.map { .init($0.0, weight: $0.1.magnitude, higherIsBetter: $0.1 >= 0) })
        let answer = try stopwatch.time("decision") { () throws(CausalError) in
            try card.estimates(share: vary, draws: draws, seed: seed)
        }
        try output.write(answer, stopwatch, picture: .scorecard(card))
    }
}

/// `a=0.7,b=0.3`
struct WeightList: ExpressibleByArgument {
    let values: [(String, Double)]

    init?(argument: String) {
        var values: [(String, Double)] = []
        for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
            guard let equals = part.lastIndex(of: "="),
                let weight = Double(part[part.index(after: equals)...].trimming(" ")),
                weight.isFinite
            else { return nil }
            let name = part[..<equals].trimming(" ").trimming("`")
            guard !name.isEmpty else { return nil }
            values.append((name, weight))
        }
        self.values = values
    }
}

extension String {
    fileprivate func trimming(_ character: Character) -> String { self[...].trimming(character) }
}

extension Picture {
    /// Each aim's effects in units of their standard errors, up as better, policies side by side.
    static func quadrupleAim(_ aims: QuadrupleAim) -> Picture {
        let z = Normal().upperQuantile((1 - aims.level) / 2)
        var layers = [Layer(.rules(x: [0]), tone: .ink)]
        let count = Double(max(1, aims.policies.count))
        for (index, policy) in aims.policies.enumerated() {
            let gains = policy.effects.map { effect in
                effect.standardError > 0
                    ? (effect.higherIsBetter ? 1 : -1) * effect.estimate / effect.standardError : .nan
            }
            let y = aims.aims.indices.map { Double($0) + (Double(index) - (count - 1) / 2) * 0.6 / count }
            layers += [
                Layer(
                    .spans(y: y, low: gains.map { $0 - z }, high: gains.map { $0 + z }, .pointwise),
                    name: policy.name,
                    tone: .series(index)),
                Layer(.points(x: gains, y: y), tone: .series(index)),
            ]
        }
        let panel = Panel(
            x: Axis("standard errors better than no change"), y: Axis("", .categorical(aims.aims)),
            height: max(80, Double(aims.aims.count) * (20 + 14 * count)), layers: layers)
        return Picture("Effects by aim", panels: [panel])
    }

    /// The scores, best first, as sums of what each measure adds.
    static func scorecard(_ card: Scorecard) -> Picture {
        let order = card.scores.indices.sorted { (-card.scores[$0], $0) < (-card.scores[$1], $1) }.prefix(60)
        let places = order.indices.map { Double($0 - order.startIndex) }
        var layers = [Layer(.rules(x: [0]), tone: .ink)]
        for (j, measure) in card.measures.enumerated() {
            layers.append(
                Layer(
                    .points(x: order.map { measure.weight * card.standardised[j][$0] }, y: places),
                    name: measure.name,
                    tone: .series(j)))
        }
        layers.append(Layer(.rings(x: order.map { card.scores[$0] }, y: places), name: "score", tone: .ink))
        let panel = Panel(
            x: Axis("what each measure adds (standard deviations × weight)"),
            y: Axis("", .categorical(order.map { card.units[$0] })),
            height: max(80, 18 * Double(order.count)),
            layers: layers)
        return Picture(
            "Scorecard", panels: [panel],
            notes: card.units.count > order.count
                ? ["The first \(order.count) of \(card.units.count) units."] : [])
    }
}
