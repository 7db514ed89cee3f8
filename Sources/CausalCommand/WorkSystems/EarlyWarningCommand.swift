import ArgumentParser
import Causal

/// `causal early-warning`
struct EarlyWarningCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "early-warning",
        abstract: "Does a system recover ever more slowly? Signals of a tipping point in a series.",
        discussion: """
            causal early-warning inbox.csv --time day --value inbox
            causal early-warning backlogs.csv --time week --value backlog \\
                --unit clinic --plot signals.svg

            Variance, lag-1 autocorrelation, recovery time and skewness in a rolling
            window, after the slow part of the series is taken off; Kendall's tau of
            each with time, and how often series without a rise (surrogates) do as well.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of times, equally spaced: numbers or dates.")
    var time: String

    @Option(help: "The column of values.")
    var value: String

    @Option(help: "The column of units, when there are several series.")
    var unit: String?

    @Option(
        parsing: .unconditional, help: "The window: a share of the series up to 1, or a number of periods.")
    var window: Double = 0.5

    @Option(
        parsing: .unconditional,
        help: "The bandwidth of Gaussian detrending: a share, or a number of periods.")
    var bandwidth: Double?

    @Option(help: "How the slow part is found: gaussian, linear or none.")
    var detrend: Detrending = .gaussian

    @Option(help: "Lag-1 autocorrelation as Pearson's correlation or as R's acf: pearson or acf.")
    var autocorrelation: RollingStatistics.Autocorrelation = .pearson

    @Option(
        parsing: .unconditional,
        help: "Surrogates of each kind: AR(1), phase, permutation (default 1000); 0 for none.")
    var surrogates: Int?

    @Option(help: "The seed of the surrogates.")
    var seed: UInt64 = 42

    @Option(help: "How p-values of several signals and series are adjusted: holm, bh or bonferroni.")
    var adjust: Adjustment = .holm

    @Flag(help: "Fill missing values and periods in by straight lines.")
    var interpolate = false

    @Option(
        parsing: .unconditional,
        help: "A disturbance departs from the slow part by so many robust standard deviations.")
    var threshold: Double = 2.5

    @OptionGroup var output: OutputOptions

    enum Adjustment: String, ExpressibleByArgument, CaseIterable { case holm, bh, bonferroni }

    /// Reads, follows the signals and writes.
    func run() throws {
        try output.apply()
        guard bandwidth == nil || detrend == .gaussian else {
            throw CausalError(
                .badArgument, "--bandwidth belongs to --detrend gaussian", remedy: "Leave it out.")
        }
        let analysis = EarlyWarning(
            time: time, value: value, unit: unit, window: window, bandwidth: bandwidth ?? 0.2,
            detrending: detrend, autocorrelation: autocorrelation, surrogates: surrogates, seed: seed,
            adjustment: MultipleTesting(rawValue: adjust.rawValue) ?? .holm, interpolates: interpolate,
            threshold: threshold)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let signals = try stopwatch.time("fit") { () throws(CausalError) in try analysis.signals(table) }
        try output.write(signals.estimates(level: output.level), stopwatch)
    }
}

extension Detrending: ExpressibleByArgument {}
extension RollingStatistics.Autocorrelation: ExpressibleByArgument {}
