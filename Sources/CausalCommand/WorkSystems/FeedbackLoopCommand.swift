import ArgumentParser
import Causal

/// `causal feedback-loop`
struct FeedbackLoopCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feedback-loop",
        abstract: "What audit and feedback does over time: gain, delay, stability, response.",
        discussion: """
            causal feedback-loop --gain 0.4 --delay 2 --start 0.35 --benchmark 0.1 \\
                --drift 0.05 --noise 0.02 --periods 48 --plot loop.svg

            y' = y + gain(benchmark - y, delay periods old)
                   - drift(y - start) + chance
            """)

    @Option(help: "The share of the gap that feedback closes in a period.")
    var gain: Double

    @Option(help: "How many periods old the data are.")
    var delay: Int = 0

    @Option(help: "The share of the way back to the start that habit takes in a period.")
    var drift: Double = 0

    @Option(parsing: .unconditional, help: "The benchmark.")
    var benchmark: Double = 0

    @Option(parsing: .unconditional, help: "Where performance starts.")
    var start: Double = 1

    @Option(help: "The standard deviation of chance in a period.")
    var noise: Double = 0

    @Option(help: "How many periods are simulated.")
    var periods: Int = 60

    @Option(help: "The seed of the simulated chance.")
    var seed: UInt64 = 42

    @OptionGroup var output: OutputOptions

    /// Computes and writes.
    func run() throws {
        try output.apply()
        let loop = try FeedbackLoop(
            gain: gain, delay: delay, drift: drift, benchmark: benchmark, start: start, noise: noise)
        var stopwatch = Stopwatch()
        let estimates = try stopwatch.time("fit") { () throws(CausalError) in
            try loop.estimates(periods: periods, seed: seed)
        }
        try output.write(estimates, stopwatch)
    }
}
