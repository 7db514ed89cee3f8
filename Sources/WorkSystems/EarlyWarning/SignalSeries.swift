import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// One series with its signals.
public struct SignalSeries: Sendable, Hashable {
    /// The unit; nil when there is one series.
    public let unit: String?
    /// The times.
    public let times: [Double]
    /// The positions that the picture shows: all of them, thinned to some 1,500 in long series.
    public let shownPositions: [Int]
    /// The times at these positions, as they were written.
    public let shownLabels: [String]
    /// The values.
    public let values: [Double]
    /// The slow part.
    public let trend: [Double]
    /// The number of periods in a window.
    public let window: Int
    /// The rolling statistics; the first belongs to the time at position ``window`` − 1.
    public let statistics: RollingStatistics
    /// −Δt/ln ρ₁ of each window; NaN where ρ₁ ≤ 0, infinite where ρ₁ ≥ 1.
    public let recoveryTimes: [Double]
    /// The signals.
    public let signals: [Signal]
    /// Departures from the trend and the time that they took to fade.
    public let disturbances: [Disturbance]

    /// What is followed.
    public enum Indicator: String, Sendable, Hashable, Codable, CaseIterable {
        /// The variance.
        case variance
        /// Lag-1 autocorrelation ρ₁.
        case autocorrelation
        /// −Δt/ln ρ₁.
        case recoveryTime = "recovery.time"
        /// The skewness.
        case skewness
    }

    /// How one indicator moves.
    public struct Signal: Sendable, Hashable {
        /// Which.
        public let indicator: Indicator
        /// Kendall's τ with time.
        public let tau: Double
        /// In the first window where it exists.
        public let first: Double
        /// In the last.
        public let last: Double
        /// (1 + #{τ* ≥ τ})/(1 + surrogates) by kind; for the skewness by size, since it may go either way.
        public let pValues: [SurrogateKind: Double]
    }

    /// The signal of that indicator.
    public subscript(_ indicator: Indicator) -> Signal {
        guard let signal = signals.first(where: { $0.indicator == indicator }) else {
            preconditionFailure("every series has every indicator")
        }
        return signal
    }

    /// What is left of the values.
    public var residuals: [Double] { zip(values, trend).map(-) }

    init(
        _ series: SpacedSeries, _ analysis: EarlyWarning, width: Int, bandwidth: Double, stream: Int
    ) throws(CausalError) {
        unit = series.name
        (times, values) = (series.times, series.values)
        shownPositions = SignalSeries.shown(series.values.count)
        shownLabels = shownPositions.map(series.label)
        trend = analysis.detrending.trend(series.values, bandwidth: bandwidth)
        window = width
        let residuals = zip(series.values, trend).map(-)
        let size = series.values.map(\.magnitude).max() ?? 0
        guard residuals.contains(where: { $0.magnitude > 1e-12 * size }) else {
            throw CausalError(
                .notIdentified,
                "nothing is left of the series\(series.name.map { " '\($0)'" } ?? "") when the trend is taken off",
                column: analysis.value, remedy: "Choose a larger --bandwidth, or another --detrend.")
        }
        statistics = RollingStatistics(residuals, window: width, autocorrelation: analysis.autocorrelation)
        recoveryTimes = SignalSeries.recoveryTimes(statistics.autocorrelation, series.step)
        let test = SurrogateTest(residuals, width, analysis, Generator(seed: analysis.seed).stream(stream))
        signals = test.signals(statistics, recoveryTimes)
        disturbances = Disturbance.find(
            residuals, step: series.step, threshold: analysis.threshold, label: series.label)
    }

    /// −Δt/ln ρ₁: the time in which a disturbance falls to 1/e of its size.
    static func recoveryTimes(_ autocorrelation: [Double], _ step: Double) -> [Double] {
        autocorrelation.map { rho in
            rho > 0 ? (rho < 1 ? -step / log(rho) : .infinity) : .nan
        }
    }
}
