import ArgumentParser
import Causal

/// `causal reservoir`
struct ReservoirCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reservoir",
        abstract: "Capacity as a reservoir: what demands drain and resources refill, day by day.",
        discussion: """
            causal reservoir --demands 2,2,2,2,2,0,0 --buffering 0.2 \\
                --resources 0.2 --recovery 0.1 --capacity 10 --exhausted 2 --days 120

            e' = e - D(1 - buffering)(1 + spiral(1 - e/capacity))
                   + resources + recovery(capacity - e), between 0 and capacity
            """)

    @Option(parsing: .unconditional, help: "Demands a day, or those of the days of a cycle.")
    var demands: NumberList

    @Option(help: "The share of demands that resources take off.")
    var buffering: Double = 0

    @Option(help: "What resources give back a day.")
    var resources: Double = 0

    @Option(help: "The share of what is missing that a day's rest recovers.")
    var recovery: Double

    @Option(help: "How much heavier work is for the exhausted (loss spiral).")
    var spiral: Double = 0

    @Option(help: "The reservoir's capacity.")
    var capacity: Double = 10

    @Option(help: "The level at the beginning (default: the capacity).")
    var start: Double?

    @Option(help: "The level at or below which a person counts as exhausted.")
    var exhausted: Double = 0

    @Option(help: "How many days are simulated.")
    var days: Int = 90

    @Option(help: "The standard deviation of demands from day to day.")
    var noise: Double = 0

    @Option(help: "The seed of the noise.")
    var seed: UInt64 = 42

    @OptionGroup var output: OutputOptions

    /// Simulates and writes.
    func run() throws {
        try output.apply()
        let reservoir = try Reservoir(
            demands: demands.numbers, buffering: buffering, resources: resources, recovery: recovery,
            spiral: spiral, capacity: capacity)
        var stopwatch = Stopwatch()
        let estimates = try stopwatch.time("fit") { () throws(CausalError) in
            try reservoir.estimates(
                days: days, start: start, exhausted: exhausted, noise: noise, seed: seed)
        }
        try output.write(estimates, stopwatch)
    }
}
