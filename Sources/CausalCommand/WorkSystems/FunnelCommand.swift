import ArgumentParser
import Causal

/// `causal funnel`
struct FunnelCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "funnel",
        abstract: "Units against a benchmark, within the limits that their size allows.",
        discussion: """
            causal funnel orders.csv --unit clinic --events imaging --size visits \\
                --benchmark 0.08 --overdispersion additive --plot funnel.svg

            Give one of
              --events R --size N        proportions (rows of a unit are added up)
              --events R --exposure E    rates, or observed over expected
              --outcome Y                a row a case: shares of ones, or means
              --value Y --std-error S    a row a unit
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of units.")
    var unit: String

    @Option(help: "The column of events.")
    var events: String?

    @Option(help: "The column of cases among which events are counted.")
    var size: String?

    @Option(help: "The column of exposures, or of expected events.")
    var exposure: String?

    @Option(help: "The column of an outcome, a row a case.")
    var outcome: String?

    @Option(help: "The column of each unit's value.")
    var value: String?

    @Option(help: "The column of its standard error.")
    var stdError: String?

    @Option(parsing: .unconditional, help: "What all are compared with (default: all units together).")
    var benchmark: Double?

    @Option(help: "What to do about scatter beyond chance: none, multiplicative or additive.")
    var overdispersion: FunnelPlot.Overdispersion = .none

    @Option(help: "The share of z-scores at each end that is drawn in before the scatter is measured.")
    var winsorise: Double = 0.1

    @Option(help: "The inner and the outer level of the limits.")
    var limits: NumberList?

    @OptionGroup var output: OutputOptions

    /// Reads, compares and writes.
    func run() throws {
        try output.apply()
        let plot = FunnelPlot(
            unit: unit, input: try source(), benchmark: benchmark, overdispersion: overdispersion,
            winsorising: winsorise, levels: try levels())
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let funnel = try stopwatch.time("fit") { () throws(CausalError) in try plot.fit(table) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in funnel.estimates }
        try output.write(estimates, stopwatch)
    }

    private func source() throws(CausalError) -> FunnelPlot.Input {
        switch (events, size, exposure, outcome, value, stdError) {
        case (let events?, let size?, nil, nil, nil, nil): return .proportions(events: events, size: size)
        case (let events?, nil, let exposure?, nil, nil, nil):
            return .rates(events: events, exposure: exposure)
        case (nil, nil, nil, let outcome?, nil, nil): return .rows(outcome: outcome)
        case (nil, nil, nil, nil, let value?, let error?):
            return .values(value: value, standardError: error)
        default:
            throw CausalError(
                .badArgument, "what is compared stands in one pair of columns, or in an outcome",
                remedy:
                    "Give --events with --size or --exposure, --outcome alone, or --value with --std-error.")
        }
    }

    private func levels() throws(CausalError) -> FunnelPlot.Levels {
        guard let numbers = limits?.numbers else { return .conventional }
        guard numbers.count == 2 else {
            throw CausalError(
                .badArgument, "--limits are the inner and the outer level",
                value: numbers.map(\.shortestDecimal).joined(separator: ","),
                remedy: "Write --limits 0.95,0.998.")
        }
        return try FunnelPlot.Levels(inner: numbers[0], outer: numbers[1])
    }
}

extension FunnelPlot.Overdispersion: ExpressibleByArgument {}
