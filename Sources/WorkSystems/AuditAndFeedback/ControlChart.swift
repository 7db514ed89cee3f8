import Design
import Groundwork

/// A chart of a process over time: is it stable, and did it change?
///
/// Every kind draws points against a centre and limits. Charts of Shewhart's kind judge each point by itself and
/// patterns of them by rules; CUSUM and EWMA gather small, lasting shifts; a run chart needs no model at all.
///
/// ```swift
/// let chart = try ControlChart(.proportions, value: "sepsis", size: "patients", time: "month").fit(table)
/// print(chart.estimates)
/// ```
public struct ControlChart: Sendable, Hashable {
    /// What kind of chart.
    public var kind: Kind
    /// The column of values: measurements, or events.
    public var value: String
    /// The column of cases or exposures, for charts of proportions and rates.
    public var size: String?
    /// The column of times; without it rows are in order.
    public var time: String?
    /// Which patterns are signals.
    public var rules: ChartRules
    /// How many first points set the centre and the limits; nil for all of them.
    public var baseline: Int?
    /// The centre, when it is given rather than estimated.
    public var target: Double?
    /// The standard deviation of a point, when it is given (measurements only).
    public var standardDeviation: Double?

    /// The kinds of chart.
    public enum Kind: Sendable, Hashable {
        /// Measurements one at a time, limits from moving ranges (XmR).
        case individuals
        /// Shares of cases (p).
        case proportions
        /// Shares, limits widened or narrowed to the scatter between points (Laney's p′).
        case proportionsPrime
        /// Counts over equal exposures (c).
        case counts
        /// Counts over exposures (u).
        case rates
        /// Counts over exposures, limits adjusted to the scatter between points (Laney's u′).
        case ratesPrime
        /// Cumulative sums of measurements.
        case cumulativeSum(CumulativeSum)
        /// Exponentially weighted moving averages of measurements.
        case weightedAverage(WeightedAverage)
        /// Cumulative sums of events whose risk is known case by case.
        case riskAdjusted(RiskAdjustedSum)
        /// A run chart: the median, and runs about it.
        case runs

        /// The name on the command line.
        public var name: String {
            switch self {
            case .individuals: "xmr"
            case .proportions: "p"
            case .proportionsPrime: "p-prime"
            case .counts: "c"
            case .rates: "u"
            case .ratesPrime: "u-prime"
            case .cumulativeSum: "cusum"
            case .weightedAverage: "ewma"
            case .riskAdjusted: "risk-adjusted-cusum"
            case .runs: "run"
            }
        }

        /// Whether points have sizes.
        var hasSizes: Bool {
            switch self {
            case .proportions, .proportionsPrime, .rates, .ratesPrime: true
            default: false
            }
        }
    }

    /// Makes a chart.
    public init(
        _ kind: Kind, value: String, size: String? = nil, time: String? = nil,
        rules: ChartRules = .westernElectric, baseline: Int? = nil, target: Double? = nil,
        standardDeviation: Double? = nil
    ) {
        self.kind = kind
        self.value = value
        self.size = size
        self.time = time
        self.rules = rules
        self.baseline = baseline
        self.target = target
        self.standardDeviation = standardDeviation
    }

    /// Reads the points in order and draws the chart.
    ///
    /// - Throws: what reading columns throws; `CausalError.Code.badValue` for counts that are no counts;
    ///   `CausalError.Code.tooFewRows` for too short a series; `CausalError.Code.notIdentified` where points do not
    ///   vary; `CausalError.Code.badArgument` for a size that is missing or has no use, a baseline of fewer than two
    ///   points, or settings out of range.
    public func fit(_ table: DataTable) throws(CausalError) -> ControlSeries {
        try check()
        let points = try ChartPoints(self, table)
        if let baseline, !(2...points.values.count).contains(baseline) {
            throw CausalError(
                .badArgument, "the baseline holds from 2 to \(points.values.count) points",
                value: "\(baseline)")
        }
        switch kind {
        case .cumulativeSum(let sum): return try sum.series(self, points)
        case .weightedAverage(let average): return try average.series(self, points)
        case .riskAdjusted(let sum): return try sum.series(self, points)
        case .runs: return try RunChart.series(self, points)
        default: return try ShewhartLimits(self, points).series(self, points)
        }
    }

    private func check() throws(CausalError) {
        guard kind.hasSizes == (size != nil) else {
            throw CausalError(
                .badArgument,
                kind.hasSizes
                    ? "a \(kind.name) chart needs the column of cases or exposures"
                    : "a \(kind.name) chart has no use for sizes",
                remedy: kind.hasSizes ? "Name it with size." : "Use a chart of proportions or rates.")
        }
        if let target, !target.isFinite {
            throw CausalError(.badArgument, "the target must be a finite number", value: "\(target)")
        }
        if let standardDeviation {
            let takesIt =
                switch kind {
                case .individuals, .cumulativeSum, .weightedAverage: true
                default: false
                }
            guard takesIt, standardDeviation > 0, standardDeviation.isFinite else {
                throw CausalError(
                    .badArgument,
                    takesIt
                        ? "the standard deviation must be above 0"
                        : "a \(kind.name) chart has no standard deviation of its own",
                    value: "\(standardDeviation)")
            }
        }
    }
}
