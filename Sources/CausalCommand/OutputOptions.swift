import ArgumentParser
import Causal

/// How a result is written, shared by all estimating subcommands.
struct OutputOptions: ParsableArguments {
    @Option(help: "How the result is written: text, json, csv, markdown, latex, html or mimebundle.")
    var format: OutputFormat = .text

    @Option(
        help: ArgumentHelp(
            "Draw the picture that belongs to the result: FILE.svg, .vl.json (Vega-Lite), .html or .png.",
            valueName: "file"),
        completion: .file(extensions: ["svg", "json", "html", "png"]))
    var plot: String?

    @Option(parsing: .unconditional, help: "The confidence level, between 0 and 1.")
    var level: Double = 0.95

    @OptionGroup var work: ThreadOption

    @Flag(help: "Add the seconds of each step to the result (model.timings).")
    var timings = false

    @Flag(help: "No remarks on standard error.")
    var quiet = false

    @Flag(name: .customLong("no-color"), help: "No colours, as NO_COLOR does.")
    var noColor = false

    @Flag(
        help:
            "Explain the estimator in words (what it measures, what has to hold, references) and do no more.")
    var explain = false

    /// Sets what holds for the whole run.
    func apply() throws(CausalError) {
        // ``ExplanationRequest`` answers where there is an answer.
        if explain {
            throw CausalError(
                .badArgument, "there is no explanation of this subcommand", value: "--explain",
                remedy: "Its --help says what it does.")
        }
        try Estimates.check(level: level)
        if let plot { _ = try Picture.Format(path: plot) }
        try work.apply()
    }

    /// Does work that may be long, with a line of progress where standard error is a terminal.
    func reporting<Value>(_ body: () throws(CausalError) -> Value) throws(CausalError) -> Value {
        guard let line = ProgressLine(quiet: quiet) else { return try body() }
        defer { ProgressLine.clear() }
        let absorption = AbsorptionProgress.Observer {
            line.show($0.text)
            return true
        }
        let draws = DrawProgress.Observer { line.show($0.text) }
        let result = AbsorptionProgress.$observer.withValue(absorption) {
            DrawProgress.$observer.withValue(draws) { Result { () throws(CausalError) in try body() } }
        }
        return try result.get()
    }

    /// Writes the result, then its picture; notes go to standard error where the format has no place for them.
    ///
    /// - Parameter picture: the picture, where it is made from more than the result.
    func write(
        _ estimates: Estimates, _ times: Stopwatch, picture: Picture? = nil
    ) throws(CausalError) {
        if let sink = ReportSink.current { return sink.take(estimates, picture) }
        let estimates = estimates.telling(level: level)
        let result = timings ? estimates.adding(model: [.init("timings", times.json)]) : estimates
        let style: TextStyle = !noColor && Console.wantsColor ? .terminal : .plain
        try Console.standardOutput(
            result.rendered(as: format, style: style, width: Console.width, picture: picture))
        if format == .csv, !quiet {
            for note in result.diagnosticLines + result.notes.map({ "note: " + $0 }) {
                Console.standardError(note + "\n")
            }
        }
        if let plot {
            let shown = if let picture { picture } else { try Picture(of: estimates) }
            try shown.write(to: plot, with: estimates)
        }
        if timings, format != .json { Console.standardError("timings (s): \(times.json)\n") }
    }
}

extension OutputFormat: ExpressibleByArgument {
    /// The format of that name, in capitals or not.
    public init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}
