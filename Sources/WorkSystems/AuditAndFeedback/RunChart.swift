import Groundwork

/// Runs about the median: non-random variation without a model of the scatter.
///
/// Points on the median say nothing and are left out of the first two tests; n is the number of the others.
///
/// | rule | signal |
/// |---|---|
/// | 1, shift | a run on one side longer than round(log₂ n) + 3 |
/// | 2, crossings | fewer crossings of the median than the 5 % quantile of Binomial(n − 1, ½) |
/// | 3, shift | 6 points or more in a row on one side |
/// | 4, trend | 5 points or more in a row rising or falling; equal neighbours count once |
///
/// Rules 1 and 2 (Anhøj) keep the rate of false alarms near 5 % whatever the length; rules 3 and 4 (Perla) are the
/// bedside ones, which give more false alarms in long series.
///
/// - Source: Anhøj & Olesen (2014), PLoS ONE 9(11), e113825; Perla, Provost & Murray (2011), BMJ Quality & Safety
///   20(1), 46–51.
public struct RunChart: Sendable, Hashable {
    /// The median.
    public let median: Double
    /// Points off the median.
    public let useful: Int
    /// The longest run on one side.
    public let longestRun: Int
    /// The longest run that chance gives.
    public let longestRunLimit: Int
    /// How often neighbours lie on different sides.
    public let crossings: Int
    /// The fewest crossings that chance gives.
    public let crossingsLimit: Int
    /// The rules that each point breaks.
    public let signals: [[Int]]

    /// Reads runs.
    ///
    /// - Parameters:
    ///   - values: the points in order.
    ///   - median: the centre; nil for the median of the points.
    public init(_ values: [Double], median: Double? = nil) {
        let sorted = values.sorted()
        let centre = median ?? (sorted.isEmpty ? .nan : Dispersion.quantile(sorted, 0.5))
        let sides = values.map { $0 > centre ? 1 : $0 < centre ? -1 : 0 }
        let used = sides.indices.filter { sides[$0] != 0 }
        var lengths = [Int](repeating: 0, count: values.count)
        var crossings = 0
        for (place, index) in used.enumerated() {
            let before = place > 0 ? used[place - 1] : nil
            let continues = before.map { sides[$0] == sides[index] } ?? false
            if before != nil, !continues { crossings += 1 }
            lengths[index] = continues ? lengths[before ?? index] + 1 : 1
        }
        self.median = centre
        useful = used.count
        longestRun = lengths.max() ?? 0
        self.crossings = crossings
        let limit = used.isEmpty ? 0 : Int(RealFunctions.binaryLogarithm(Double(used.count)).rounded()) + 3
        longestRunLimit = limit
        crossingsLimit = RunChart.fewestCrossings(used.count)
        let trends = RunChart.trends(values)
        let isStuck = crossings < crossingsLimit
        signals = values.indices.map { index in
            let isLast = index == values.count - 1
            let tests = [lengths[index] > limit, isStuck && isLast, lengths[index] >= 6, trends[index] >= 5]
            return tests.indices.filter { tests[$0] }.map { $0 + 1 }
        }
    }

    /// The smallest c with P(Binomial(n − 1, ½) ≤ c) ≥ 0.05.
    static func fewestCrossings(_ useful: Int) -> Int {
        guard useful > 1 else { return 0 }
        let trials = Double(useful - 1)
        var (low, high) = (-1, useful - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            let reached = ExactLimits.binomialCumulative(Double(middle), trials: trials, probability: 0.5)
            if reached >= 0.05 { high = middle } else { low = middle }
        }
        return high
    }

    /// How many points, up to each, rise or fall in a row; equal neighbours count once.
    private static func trends(_ values: [Double]) -> [Int] {
        var lengths: [Int] = []
        var (length, direction) = (1, 0.0)
        for index in values.indices {
            if index > 0, values[index] != values[index - 1] {
                let step: Double = values[index] > values[index - 1] ? 1 : -1
                length = step == direction ? length + 1 : 2
                direction = step
            }
            lengths.append(length)
        }
        return lengths
    }

    static func series(_ chart: ControlChart, _ data: ChartPoints) throws(CausalError) -> ControlSeries {
        let first = Array(data.values.prefix(chart.baseline ?? data.values.count)).sorted()
        let runs = RunChart(data.values, median: chart.target ?? Dispersion.quantile(first, 0.5))
        let none = data.values.map { _ in Double.nan }
        let tests = [
            Diagnostic(
                "longest-run",
                [
                    .init("observed", .integer(runs.longestRun)),
                    .init("limit", .integer(runs.longestRunLimit)),
                    .init("signal", .bool(runs.longestRun > runs.longestRunLimit)),
                ]),
            Diagnostic(
                "crossings",
                [
                    .init("observed", .integer(runs.crossings)),
                    .init("limit", .integer(runs.crossingsLimit)),
                    .init("signal", .bool(runs.crossings < runs.crossingsLimit)),
                ]),
        ]
        return ControlSeries(
            chart, data, points: data.values, centre: data.values.map { _ in runs.median }, low: none,
            high: none, signals: runs.signals,
            facts: [.init("centre", .number(runs.median)), .init("useful", .integer(runs.useful))],
            diagnostics: tests,
            notes: runs.useful < 10
                ? ["With \(runs.useful) points off the median, runs can hardly tell anything; ten are few."]
                : [])
    }
}
