import Inference

/// A control chart that was drawn: points, centre, limits and signals.
public struct ControlSeries: Sendable, Hashable {
    /// The kind of chart, as the command line names it.
    public let chart: String
    /// The times as text, in order.
    public let labels: [String]
    /// The times as numbers; positions from 1 where they are text.
    public let times: [Double]
    /// What is plotted.
    public let points: [Double]
    /// A second curve: the lower cumulative sum, downwards from zero; empty for none.
    public let lowerPoints: [Double]
    /// The centre at each time.
    public let centre: [Double]
    /// The lower limit at each time; NaN for none.
    public let low: [Double]
    /// The upper limit at each time; NaN for none.
    public let high: [Double]
    /// The rules that each point breaks, by number; see ``ChartRules``.
    public let signals: [[Int]]
    let facts: [JSONValue.Member]
    let diagnostics: [Diagnostic]
    let notes: [String]
    /// Further numbers of each point, by name.
    let columns: [(name: String, values: [Double])]

    init(
        _ chart: ControlChart, _ data: ChartPoints, points: [Double], lowerPoints: [Double] = [],
        centre: [Double], low: [Double], high: [Double], signals: [[Int]],
        columns: [(name: String, values: [Double])] = [], facts: [JSONValue.Member],
        diagnostics: [Diagnostic] = [], notes: [String] = []
    ) {
        self.chart = chart.kind.name
        (labels, times) = (data.labels, data.times)
        (self.points, self.lowerPoints, self.centre) = (points, lowerPoints, centre)
        (self.low, self.high, self.signals) = (low, high, signals)
        self.columns = columns
        self.facts =
            [
                .init("estimator", .string(chart.kind.name + "-chart")),
                .init("outcome", .string(chart.value)),
                .init("nobs", .integer(points.count)), .init("time", .string(data.timeName)),
            ] + (chart.size.map { [.init("size", .string($0))] } ?? [])
            + (chart.baseline.map { [.init("baseline", .integer($0))] } ?? []) + facts
        self.diagnostics = diagnostics
        self.notes = data.notes + notes
    }

    /// The positions of the points that are signals.
    public var signalled: [Int] { signals.indices.filter { !signals[$0].isEmpty } }

    /// The points as rows: value, centre, limits, and the rules that a point breaks, in `signal`.
    public var estimates: Estimates {
        let rows = points.indices.map { index in
            var row: [JSONValue.Member] = [.init("time", .number(times[index]))]
            row += columns.map { .init($0.name, .number($0.values[index])) }
            if !lowerPoints.isEmpty { row.append(.init("lower", .number(lowerPoints[index]))) }
            row += [
                .init("centre", .number(centre[index])), .init("low", .number(low[index])),
                .init("high", .number(high[index])),
                .init("signal", .string(signals[index].map(String.init).joined(separator: ","))),
            ]
            return Estimate(
                term: labels[index], labels: row, estimate: points[index], standardError: .nan,
                degreesOfFreedom: nil)
        }
        return Estimates(
            command: "control-chart", rows: rows, covariance: Matrix(0, 0), model: facts,
            diagnostics: diagnostics,
            notes: notes + ["Points have limits, and no standard errors."] + endless + [verdict])
    }

    /// What to say of run lengths that are null.
    private var endless: [String] {
        let lengths = diagnostics.filter { $0.name == "average-run-length" }.flatMap(\.values)
        guard lengths.contains(where: { $0.value.double == nil }) else { return [] }
        return ["A run length that is null is longer than can be computed."]
    }

    private var verdict: String {
        let names = signalled.prefix(8).map { labels[$0] }.joined(separator: ", ")
        guard !signalled.isEmpty else { return "No point is a signal." }
        let more = signalled.count > 8 ? ", …" : ""
        return "\(signalled.count) of \(points.count) points are signals: \(names)\(more)."
    }

    /// Series are equal when their results are written alike.
    public static func == (a: ControlSeries, b: ControlSeries) -> Bool {
        a.estimates.json.text(indent: nil) == b.estimates.json.text(indent: nil)
    }

    /// Hashes what equality compares in short.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(chart)
        hasher.combine(labels)
        hasher.combine(signals)
    }
}
