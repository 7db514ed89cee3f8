import ArgumentParser
import Causal

/// `causal feedback-gain`
struct FeedbackGainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback-gain",
        abstract:
            "How strongly performance answers feedback: gain, delay and drift from data, and the loop they make.",
        discussion: """
            causal feedback-gain imaging.csv --value rate --unit clinic --time month \\
                --benchmark 0.10 --from 13 --plot loop.svg

            step = gain(benchmark - value, delay periods old)
                   + drift(habit - value) + chance
            Habit is each unit's mean before --from, or --start.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of performance.")
    var value: String

    @Option(help: "The column of periods.")
    var time: String

    @Option(help: "The column of units (default: one series).")
    var unit: String?

    @Option(parsing: .unconditional, help: "The benchmark that people are shown.")
    var benchmark: Double

    @Option(parsing: .unconditional, help: "The first period with feedback (default: the first of all).")
    var from: String?

    @Option(
        parsing: .unconditional,
        help: "Old habit, the same for all units (default: each one's mean before --from).")
    var start: Double?

    @Option(
        parsing: .unconditional,
        help: "How many periods old the data are that people are shown (default: what explains most).")
    var delay: Int?

    @Option(parsing: .unconditional, help: "The longest delay that is tried (default: 6).")
    var longestDelay: Int?

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        guard delay == nil || longestDelay == nil else {
            throw CausalError(
                .badArgument, "--longest-delay is for a delay that is sought, and --delay gives it")
        }
        let question = FeedbackGain(
            value: value, time: time, unit: unit, benchmark: benchmark, from: from, start: start,
            delay: delay, longestDelay: longestDelay ?? 6)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try question.fit(table) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try fit.estimates(level: output.level)
        }
        try output.write(estimates, stopwatch)
    }
}
