import Groundwork

/// An exponentially weighted moving average of measurements.
///
/// zₜ = λxₜ + (1 − λ)zₜ₋₁ from z₀ = μ₀, with limits μ₀ ± Lσ√(λ/(2 − λ)·(1 − (1 − λ)^{2t})). Small λ finds small shifts.
///
/// - Source: Roberts (1959), Technometrics 1(3), 239–250; Lucas & Saccucci (1990), Technometrics 32(1), 1–12.
public struct WeightedAverage: Sendable, Hashable, Codable {
    /// λ, the weight of the newest point.
    public let smoothing: Double
    /// L, the width of the limits in standard deviations of z.
    public let width: Double

    /// Makes an average; λ 0.2 and L 2.962 signal falsely once in 500 points and find a shift of 1 after 10.5.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless 0.005 ≤ λ ≤ 1 and 0 < L ≤ 10.
    public init(smoothing: Double = 0.2, width: Double = 2.962) throws(CausalError) {
        guard smoothing >= 0.005, smoothing <= 1 else {
            throw CausalError(
                .badArgument, "the smoothing λ lies between 0.005 and 1", value: "\(smoothing)",
                remedy: "0.05 to 0.25 is usual.")
        }
        guard width > 0, width <= 10 else {
            throw CausalError(
                .badArgument, "the width L of the limits lies between 0 and 10", value: "\(width)",
                remedy: "2.6 to 3 is usual.")
        }
        self.smoothing = smoothing
        self.width = width
    }

    /// The average whose limits let a stable process run for so many points on average before it signals.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a run length that no width up to 10 gives, or above 10⁷.
    public init(smoothing: Double = 0.2, runLength: Double) throws(CausalError) {
        let trial = try WeightedAverage(smoothing: smoothing, width: 1)
        let limit =
            runLength > 1 && runLength <= 1e7
            ? RunLengths.limit(0.01...8, wanted: runLength) {
                RunLengths.weightedAverage(smoothing: trial.smoothing, width: $0, shift: 0)
            } : nil
        guard let limit else { throw CumulativeSum.unreachable(runLength) }
        try self.init(smoothing: smoothing, width: limit)
    }

    /// The average number of points until a signal after the mean has moved by `shift` standard deviations, with the
    /// limits of a long series; infinite beyond what can be computed.
    public func averageRunLength(shift: Double = 0) -> Double {
        RunLengths.weightedAverage(smoothing: smoothing, width: width, shift: shift)
    }

    func series(_ chart: ControlChart, _ data: ChartPoints) throws(CausalError) -> ControlSeries {
        let scale = try ChartScale(chart, data)
        var average = scale.target
        var forgotten = 1.0
        var (points, margins): ([Double], [Double]) = ([], [])
        for x in data.values {
            average += smoothing * (x - average)
            forgotten *= (1 - smoothing) * (1 - smoothing)
            points.append(average)
            margins.append(
                width * scale.deviation * (smoothing / (2 - smoothing) * (1 - forgotten)).squareRoot())
        }
        let signals = points.indices.map { abs(points[$0] - scale.target) > margins[$0] ? [1] : [] }
        return ControlSeries(
            chart, data, points: points, centre: points.map { _ in scale.target },
            low: margins.map { scale.target - $0 }, high: margins.map { scale.target + $0 },
            signals: signals, columns: [("value", data.values)],
            facts: scale.facts + [
                .init("smoothing", .number(smoothing)), .init("width", .number(width)),
            ],
            diagnostics: [RunLengthTable.diagnostic { averageRunLength(shift: $0) }])
    }
}
