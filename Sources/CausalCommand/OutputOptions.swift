import ArgumentParser
import Causal

/// How a result is written, shared by all estimating subcommands.
struct OutputOptions: ParsableArguments {
    @Option(help: "How the result is written: text, json or csv.")
    var format: OutputFormat = .text

    @Option(help: "The confidence level.")
    var level: Double = 0.95

    @Option(help: "How many threads may work; the result does not depend on it.")
    var threads: Int?

    @Flag(help: "Add the seconds of each step to the result (model.timings).")
    var timings = false

    @Flag(help: "No remarks on standard error.")
    var quiet = false

    @Flag(name: .customLong("no-color"), help: "No colours, as NO_COLOR does.")
    var noColor = false

    /// Sets what holds for the whole run.
    func apply() throws(CausalError) {
        try Estimates.check(level: level)
        guard let threads else { return }
        guard (1...1024).contains(threads) else {
            throw CausalError(.badArgument, "--threads is a number from 1 to 1024", value: "\(threads)")
        }
        Parallel.threads = threads
    }

    /// Writes the result; notes go to standard error where the format has no place for them.
    func write(_ estimates: Estimates, _ stopwatch: Stopwatch) throws(CausalError) {
        let result = timings ? estimates.adding(model: [.init("timings", stopwatch.json)]) : estimates
        let style: TextStyle = !noColor && Console.wantsColor ? .terminal : .plain
        try Console.standardOutput(result.rendered(as: format, style: style))
        if format == .csv, !quiet {
            for note in result.notes { Console.standardError("note: \(note)\n") }
        }
        if timings, format != .json { Console.standardError("timings (s): \(stopwatch.json)\n") }
    }
}

extension OutputFormat: ExpressibleByArgument {}

/// The seconds that the steps of a run take.
struct Stopwatch {
    private var laps: [JSONValue.Member] = []
    private let clock = ContinuousClock()

    /// Runs a step and keeps its time.
    mutating func time<Value>(
        _ step: String, _ body: () throws(CausalError) -> Value
    ) throws(CausalError) -> Value {
        let start = clock.now
        let value = try body()
        let parts = start.duration(to: clock.now).components
        laps.append(.init(step, .number(Double(parts.seconds) + Double(parts.attoseconds) * 1e-18)))
        return value
    }

    /// The steps by name.
    var json: JSONValue { .object(laps) }
}
