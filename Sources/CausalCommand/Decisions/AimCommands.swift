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
        try output.write(aims.estimates, stopwatch)
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
        try output.write(answer, stopwatch)
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
