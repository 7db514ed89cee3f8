import Regression

/// One unit's values in the order of equally spaced times.
struct SpacedSeries: Sendable {
    /// The unit; nil when there is one series.
    let name: String?
    /// The times.
    let times: [Double]
    /// The table's row of each time; −1 where the value was filled in.
    private let rows: [Int]
    private let rowLabel: @Sendable (Int) -> String
    /// The values.
    let values: [Double]
    /// The distance of neighbouring times.
    let step: Double
    /// What was filled in.
    let notes: [String]

    /// A time as the column writes it, where it has it.
    func label(_ position: Int) -> String {
        rows[position] < 0 ? times[position].shortestDecimal : rowLabel(rows[position])
    }

    /// The series of a table, unit by unit in the order of their values.
    static func read(_ analysis: EarlyWarning, _ table: DataTable) throws(CausalError) -> [SpacedSeries] {
        guard table.rowCount > 0 else {
            throw CausalError(.noRows, "the table has no rows", file: table.source)
        }
        let sample = Sample(table)
        let period = try Panel.finitePeriods(sample, analysis.time)
        let times = try PeriodAxis(period).times(period)
        let values = try sample.numbers(analysis.value, allowingMissing: true)
        if let row = values.firstIndex(where: \.isInfinite) {
            throw CausalError(
                .badValue, "a value is infinite", file: table.source, column: analysis.value, row: row + 1)
        }
        let label = { @Sendable (row: Int) in period.label(Int(period.codes[row])) }
        guard let unit = analysis.unit else {
            let rows = Array(0..<table.rowCount)
            return [try SpacedSeries(nil, rows, times, values, label, analysis, table.source)]
        }
        let units = try sample.factor(unit)
        var members = [[Int]](repeating: [], count: units.levelCount)
        for (row, code) in units.codes.enumerated() { members[Int(code)].append(row) }
        var series: [SpacedSeries] = []
        for (level, rows) in members.enumerated() {
            series.append(
                try SpacedSeries(units.label(level), rows, times, values, label, analysis, table.source))
        }
        return series
    }

    private init(
        _ name: String?, _ rows: [Int], _ times: [Double], _ values: [Double],
        _ label: @escaping @Sendable (Int) -> String, _ analysis: EarlyWarning, _ source: String?
    ) throws(CausalError) {
        var order = rows
        if zip(rows, rows.dropFirst()).contains(where: { times[$0] > times[$1] }) {
            order.sort { (times[$0], $0) < (times[$1], $1) }
        }
        let place = name.map { " of '\($0)'" } ?? ""
        var step = Double.infinity
        for (a, b) in zip(order, order.dropFirst()) {
            guard times[b] > times[a] else {
                throw CausalError(
                    .badPanel, "a time occurs twice\(place)", file: source, column: analysis.time, row: b + 1,
                    value: label(b),
                    remedy: name == nil
                        ? "Name the column of units with --unit, or keep one row a period."
                        : "Keep one row a period.")
            }
            step = min(step, times[b] - times[a])
        }
        if !analysis.interpolates {
            try SpacedSeries.refuseHoles(order, times, values, step, label, analysis, source, place)
        }
        let filled = try SpacedSeries.filled(order, times, values, step, analysis, place)
        self.name = name
        self.step = step.isFinite ? step : 1
        self.times = filled.times
        self.values = filled.values
        self.rows = filled.rows
        rowLabel = label
        notes =
            filled.count == 0
            ? []
            : ["\(filled.count) of \(filled.times.count) periods\(place) were filled in by straight lines."]
    }

    private static func refuseHoles(
        _ order: [Int], _ times: [Double], _ values: [Double], _ step: Double, _ label: (Int) -> String,
        _ analysis: EarlyWarning, _ source: String?, _ place: String
    ) throws(CausalError) {
        if let row = order.first(where: { values[$0].isNaN }) {
            throw CausalError(
                .missingValue, "a value is missing\(place)", file: source, column: analysis.value,
                row: row + 1,
                remedy: "Fill it in, or add --interpolate.")
        }
        for (a, b) in zip(order, order.dropFirst()) where times[b] - times[a] > step * 1.05 {
            throw CausalError(
                .badPanel,
                "periods are not equally spaced\(place): none lies between \(label(a)) and \(label(b)), where others are "
                    + "\(Words.number(step)) apart", file: source, column: analysis.time, row: b + 1,
                remedy: "Fill the gap in, or add --interpolate.")
        }
    }

    /// A value for each period from the first known to the last, straight lines between known ones.
    private static func filled(
        _ order: [Int], _ times: [Double], _ values: [Double], _ step: Double, _ analysis: EarlyWarning,
        _ place: String
    ) throws(CausalError) -> (times: [Double], values: [Double], rows: [Int], count: Int) {
        let known = order.filter { !values[$0].isNaN }
        guard let first = known.first, let last = known.last, known.count > 1 else {
            throw CausalError(
                .tooFewRows, "there are \(known.count) values\(place), too few for a series",
                column: analysis.value)
        }
        let steps = ((times[last] - times[first]) / step).rounded()
        if known.count == order.count, Int(exactly: steps) == known.count - 1 {
            return (known.map { times[$0] }, known.map { values[$0] }, known, 0)
        }
        guard steps < 1e8, steps < 100 * Double(known.count) else {
            throw CausalError(
                .badPanel, "the periods\(place) are too far apart to be filled in", column: analysis.time)
        }
        var (newTimes, newValues, rows) = ([times[first]], [values[first]], [first])
        for (a, b) in zip(known, known.dropFirst()) {
            let gap = max(1, Int(((times[b] - times[a]) / step).rounded()))
            for k in 1...gap {
                let share = Double(k) / Double(gap)
                newTimes.append(k == gap ? times[b] : times[a] + (times[b] - times[a]) * share)
                rows.append(k == gap ? b : -1)
                newValues.append(k == gap ? values[b] : values[a] + (values[b] - values[a]) * share)
            }
        }
        return (newTimes, newValues, rows, newTimes.count - known.count)
    }
}
