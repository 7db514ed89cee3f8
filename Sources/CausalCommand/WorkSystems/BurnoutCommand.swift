import ArgumentParser
import Causal

/// `causal burnout`
struct BurnoutCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "burnout",
        abstract: "The burnout triad: scores, reliability and profiles from a questionnaire's columns.",
        discussion: """
            causal burnout survey.csv --exhaustion ex1,ex2,ex3,ex4,ex5 \\
                --cynicism cy1,cy2,cy3,cy4,cy5 --efficacy pe1,pe2,pe3,pe4,pe5,pe6 \\
                --scale 0,6 --by clinic --cluster clinic --scores scored.csv

            Profiles (Leiter & Maslach 2016): engaged, ineffective, overextended,
            disengaged, burnout; mixed is what two of three adverse scores make.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The items of exhaustion, separated by commas.")
    var exhaustion: ColumnNames

    @Option(help: "The items of cynicism (depersonalisation).")
    var cynicism: ColumnNames

    @Option(help: "The items of professional efficacy, high for good (or name them in --reverse).")
    var efficacy: ColumnNames

    @Option(
        parsing: .unconditional,
        help: """
            From which exhaustion and cynicism on, and below which efficacy, a score is adverse, e.g. 3.2,2.4,4.1 \
            (default: mean + 0.5, + 1.25 and + 0.1 SD of these data).
            """)
    var boundaries: NumberList?

    @OptionGroup var scales: ScaleOptions

    @OptionGroup var output: OutputOptions

    /// Reads, scores and writes.
    func run() throws {
        try output.apply()
        let measure = try BurnoutMeasure(
            exhaustion: exhaustion.names, cynicism: cynicism.names, efficacy: efficacy.names,
            reversed: scales.reversed, range: try scales.range(), answeredShare: scales.answered,
            boundaries: try chosenBoundaries(), estimator: scales.factor)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let scored = try stopwatch.time("fit") { () throws(CausalError) in try measure.fit(table) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try scored.estimates(by: scales.by, cluster: scales.cluster, level: output.level)
        }
        try scales.write(scored.table)
        try output.write(estimates, stopwatch)
    }

    private func chosenBoundaries() throws(CausalError) -> BurnoutBoundaries {
        guard let numbers = boundaries?.numbers else { return .critical }
        guard numbers.count == 3 else {
            throw CausalError(
                .badArgument, "--boundaries are three numbers: exhaustion, cynicism, efficacy",
                value: numbers.map(\.shortestDecimal).joined(separator: ","))
        }
        return .scores(exhaustion: numbers[0], cynicism: numbers[1], efficacy: numbers[2])
    }
}
