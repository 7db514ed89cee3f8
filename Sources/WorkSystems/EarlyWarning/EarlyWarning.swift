import Regression

/// Signals that a system recovers more and more slowly, as it does before a tipping point.
///
/// The slow part of the series is taken off; the variance, lag-1 autocorrelation ρ₁ and skewness of what is left are
/// followed in a rolling window, with the recovery time −Δt/ln ρ₁; Kendall's τ says how steadily each rises, and series
/// without such a rise (``SurrogateKind``) how surprising that is.
///
/// ```swift
/// let warning = try EarlyWarning(time: "day", value: "inbox").signals(DataTable(csv: "clinic.csv"))
/// print(warning.series[0][.autocorrelation].tau)
/// ```
///
/// - Source: Dakos et al. (2008), PNAS 105; Scheffer et al. (2009), Nature 461; Dakos et al. (2012), PLOS ONE 7.
public struct EarlyWarning: Sendable, Hashable, Codable {
    /// The column of times, equally spaced: numbers or dates.
    public var time: String
    /// The column of values.
    public var value: String
    /// The column of units, when there are several series.
    public var unit: String?
    /// The rolling window: a share of the series up to 1, a number of periods above.
    public var window: Double
    /// The bandwidth of Gaussian detrending: likewise.
    public var bandwidth: Double
    /// How the slow part is found.
    public var detrending: Detrending
    /// How ρ₁ is measured.
    public var autocorrelation: RollingStatistics.Autocorrelation
    /// Surrogates of each kind; 0 for none, nil for 1,000, or fewer (99 at least) for series of more than 100,000 periods.
    public var surrogates: Int?
    /// Their seed.
    public var seed: UInt64
    /// How p-values of several signals and series are adjusted.
    public var adjustment: MultipleTesting
    /// Whether missing values and periods are filled in by straight lines; otherwise they are refused.
    public var interpolates: Bool
    /// What counts as a disturbance: a departure from the trend by so many robust standard deviations.
    public var threshold: Double

    /// Makes an analysis with the usual choices: half the series as window, a fifth as bandwidth.
    public init(
        time: String, value: String, unit: String? = nil, window: Double = 0.5, bandwidth: Double = 0.2,
        detrending: Detrending = .gaussian, autocorrelation: RollingStatistics.Autocorrelation = .pearson,
        surrogates: Int? = nil, seed: UInt64 = 42, adjustment: MultipleTesting = .holm,
        interpolates: Bool = false, threshold: Double = 2.5
    ) {
        (self.time, self.value, self.unit) = (time, value, unit)
        (self.window, self.bandwidth, self.detrending) = (window, bandwidth, detrending)
        (self.autocorrelation, self.surrogates, self.seed) = (autocorrelation, surrogates, seed)
        (self.adjustment, self.interpolates, self.threshold) = (adjustment, interpolates, threshold)
    }

    /// Reads the series and follows their signals.
    ///
    /// - Throws: `CausalError.Code.badArgument` for choices out of range; `CausalError.Code.unknownColumn`,
    ///   `CausalError.Code.notNumeric`; `CausalError.Code.badPanel` for gaps and repeated times;
    ///   `CausalError.Code.missingValue`; `CausalError.Code.tooFewRows`; `CausalError.Code.notIdentified` for a series that
    ///   does not vary.
    public func signals(_ table: DataTable) throws(CausalError) -> EarlyWarningSignals {
        try check()
        var series: [SignalSeries] = []
        var notes: [String] = []
        for (index, read) in try SpacedSeries.read(self, table).enumerated() {
            series.append(try signals(read, stream: index))
            notes += read.notes
        }
        return EarlyWarningSignals(analysis: self, series: series, notes: notes)
    }

    private func check() throws(CausalError) {
        for (name, size) in [("a window", window), ("a bandwidth", bandwidth)] where !(size > 0 && size < 1e9)
        {
            throw CausalError(
                .badArgument, "\(name) is a share of the series up to 1, or a number of periods",
                value: "\(size)")
        }
        guard surrogates.map((0...1_000_000).contains) ?? true else {
            throw CausalError(
                .badArgument, "surrogates are a number from 0 to 1,000,000",
                value: surrogates.map(String.init))
        }
        guard threshold > 0, threshold.isFinite else {
            throw CausalError(
                .badArgument, "a disturbance departs by a positive number of standard deviations",
                value: "\(threshold)")
        }
    }

    /// A share of a length, or a number of periods.
    private func periods(_ size: Double, of count: Int) -> Double { size <= 1 ? size * Double(count) : size }

    /// The number of surrogates for a series of some length.
    func surrogates(of count: Int) -> Int { surrogates ?? max(99, min(1000, 100_000_000 / count)) }

    private func signals(_ series: SpacedSeries, stream: Int) throws(CausalError) -> SignalSeries {
        let count = series.values.count
        // A share such as 0.29 of 100 is 29 but for rounding.
        let width = Int(periods(window, of: count) + 1e-9)
        guard width >= 5, count - width + 1 >= 5 else {
            throw CausalError(
                .tooFewRows,
                "\(count) periods\(series.name.map { " of '\($0)'" } ?? "") do not make five windows of \(width): signals need "
                    + "windows of 5 periods or more, and five of them",
                column: value, remedy: "Choose another --window, or wait for a longer series.")
        }
        guard series.values.contains(where: { $0 != series.values[0] }) else {
            throw CausalError(
                .notIdentified, "the series does not vary\(series.name.map { " for '\($0)'" } ?? "")",
                column: value, remedy: "Signals are measured on fluctuations.")
        }
        return try SignalSeries(
            series, self, width: width, bandwidth: periods(bandwidth, of: count), stream: stream)
    }
}
