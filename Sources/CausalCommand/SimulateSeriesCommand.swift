import ArgumentParser
import Causal

/// `causal simulate its`
struct SimulateSeriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "its",
        abstract: "A series before and after a change, with or without control units.",
        discussion: """
            causal simulate its --output monthly.csv
            causal simulate its --family poisson --controls 4 --season 0.1 > counts.csv

            Counts: levels and changes are logs of rates per 1000 people.
            """)

    @Option(help: "The seed; the same settings and seed give the same data.")
    var seed: UInt64 = SimulatedSeries().seed

    @Option(help: "gaussian or poisson.")
    var family: SimulatedSeries.Outcome = .gaussian

    @Option(help: "How many periods.")
    var periods: Int = SimulatedSeries().periods

    @Option(help: "The first period after the change.")
    var at: Int = SimulatedSeries().start

    @Option(parsing: .unconditional, help: "The level in the first period (default: 40; counts 0.7).")
    var intercept: Double?

    @Option(parsing: .unconditional, help: "The trend before the change (default: 0.1; counts 0.002).")
    var trend: Double?

    @Option(parsing: .unconditional, help: "The change of level (default: -5; counts -0.1).")
    var level: Double?

    @Option(parsing: .unconditional, help: "The change of slope (default: -0.2; counts -0.005).")
    var slope: Double?

    @Option(parsing: .unconditional, help: "The season's amplitude.")
    var season: Double = 0

    @Option(help: "The season's length in periods.")
    var period: Int = SimulatedSeries().seasonPeriod

    @Option(parsing: .unconditional, help: "The errors' standard deviation (default: 2; counts 0.05).")
    var sd: Double?

    @Option(parsing: .unconditional, help: "The errors' autocorrelation.")
    var autocorrelation: Double = SimulatedSeries().autocorrelation

    @Option(help: "How many units have the change.")
    var units: Int = SimulatedSeries().treatedUnits

    @Option(help: "How many units do not.")
    var controls: Int = SimulatedSeries().controlUnits

    @Option(help: "The file to write; standard output without it, or with -.")
    var output: String?

    /// Draws and writes; the truth goes to standard error.
    func run() throws {
        let simulation = settings
        let table = try simulation.table()
        try TableOutput.write(table, to: output)
        Console.standardError(
            "true change of level: \(simulation.levelChange); of slope: \(simulation.slopeChange), from time "
                + "\(simulation.start) on\n")
    }

    private var settings: SimulatedSeries {
        var simulation = family == .poisson ? SimulatedSeries.counts : SimulatedSeries()
        simulation.seed = seed
        simulation.periods = periods
        simulation.start = at
        simulation.level = intercept ?? simulation.level
        simulation.trend = trend ?? simulation.trend
        simulation.levelChange = level ?? simulation.levelChange
        simulation.slopeChange = slope ?? simulation.slopeChange
        simulation.seasonAmplitude = season
        simulation.seasonPeriod = period
        simulation.standardDeviation = sd ?? simulation.standardDeviation
        simulation.autocorrelation = autocorrelation
        simulation.treatedUnits = units
        simulation.controlUnits = controls
        return simulation
    }
}

extension SimulatedSeries.Outcome: ExpressibleByArgument {}
