import Groundwork
import Tables

/// How the values of a period column are numbers on a time axis.
///
/// Numbers stand for themselves, but for those that all are months or days written without separators (`202103`,
/// `20210315`; at least two): between `202012` and `202101` lies one month, not 89. Text is placed by what it says where that is sure: `2021-03` and `2021-M3` by
/// month, `2021-Q1` by quarter, `2021-W05` by ISO week, `2021-03-15` by day (by week when all days are whole weeks
/// apart, by month when all are the same day of their months). Any other text whose order as text is its order in time (a constant number of
/// characters, the year or the only number first) is numbered 1, 2, … in that order. Text whose order is not
/// sure (`week 9`, `week 10`; `1/12/2021`) is refused.
package struct PeriodAxis: Sendable {
    private let numbers: [Double]?
    private let times: [Double]
    private let positions: [String: Double]
    private let name: String
    /// How texts are placed by the calendar, when they are.
    package let calendar: CalendarText.Kind?
    /// What is said of numbers that are read as dates.
    package let dateNotes: [String]

    /// - Throws: `CausalError.Code.badPanel` for text whose order in time is not sure.
    package init(_ period: Factor) throws(CausalError) {
        name = period.name
        let dated = period.numericLevels.flatMap(CalendarText.times(numbers:))
        numbers = dated == nil ? period.numericLevels : nil
        let labels = (0..<period.levelCount).map(period.label)
        dateNotes = dated.map { PeriodAxis.note($0.kind, labels, period.name) } ?? []
        if let dated {
            times = dated.times
            calendar = dated.kind
        } else if let numbers {
            times = numbers
            calendar = nil
        } else if let dated = CalendarText.times(labels) {
            times = dated.times
            calendar = dated.kind
        } else {
            try CalendarText.requireSortable(labels, name)
            times = labels.indices.map { Double($0 + 1) }
            calendar = nil
        }
        positions = try PeriodAxis.positions(labels, times, name)
    }

    /// - Throws: `CausalError.Code.badPanel` for two texts that look the same: levels differ in their bytes, and
    ///   texts are equal when they only differ in how accents are encoded.
    private static func positions(
        _ labels: [String], _ times: [Double], _ name: String
    ) throws(CausalError) -> [String: Double] {
        var positions: [String: Double] = [:]
        for (label, time) in zip(labels, times) where positions.updateValue(time, forKey: label) != nil {
            throw CausalError(
                .badPanel, "two periods look the same and differ in how accents are encoded", column: name,
                value: label, remedy: "Write every period in one way (Unicode NFC).")
        }
        return positions
    }

    private static func note(_ kind: CalendarText.Kind, _ labels: [String], _ name: String) -> [String] {
        let unit =
            switch kind {
            case .month, .quarter, .monthlyDate: "months"
            case .week, .weeklyDate: "weeks"
            case .day: "days"
            }
        return [
            "Numbers such as \(labels.first ?? "") in '\(name)' are read as dates, and time counts \(unit)."
        ]
    }

    /// The time of each row of a factor whose levels are among this axis's.
    package func times(_ period: Factor) -> [Double] {
        let levels = levelTimes(of: period)
        return period.codes.map { levels[Int($0)] }
    }

    /// The time of each level of such a factor.
    private func levelTimes(of period: Factor) -> [Double] {
        if numbers != nil, let own = period.numericLevels { return own }
        return (0..<period.levelCount).map { positions[period.label($0)] ?? .nan }
    }

    /// A remark when some steps between neighbouring periods are longer than the shortest.
    package func gapNotes(_ period: Factor) -> [String] {
        let times = levelTimes(of: period)
        let steps = zip(times.dropFirst(), times).map { $0 - $1 }
        guard let shortest = steps.min(), let gap = steps.firstIndex(where: { $0 > shortest }) else {
            return dateNotes
        }
        return dateNotes + [
            "Periods are not equally spaced: none lies between \(period.label(gap)) and \(period.label(gap + 1)). "
                + "Event times count by the values of '\(name)'."
        ]
    }

    /// The first treated period of each row used; missing and infinity are never, and so is 0.
    ///
    /// Where 0 lies among periods below it (time counted from an event), it is the period when never-treated rows are told
    /// apart by empty or infinite cells; otherwise nobody can know which is meant.
    ///
    /// - Throws: `CausalError.Code.badValue` for such a 0, and for what is no time.
    package func firstTreated(_ column: Column, _ sample: Sample) throws(CausalError) -> [Double] {
        if numbers != nil, let starts = column.numbers { return try firstTreated(column, starts, sample) }
        var times = [Double](repeating: .infinity, count: sample.count)
        for position in times.indices {
            let row = sample.tableRow(position) - 1
            guard let label = column.label(row) else { continue }
            times[position] = try time(label, column, row, sample)
        }
        return times
    }

    /// The same for a column of numbers beside periods that are numbers.
    private func firstTreated(
        _ column: Column, _ starts: [Double], _ sample: Sample
    ) throws(CausalError) -> [Double] {
        let picked = sample.rows.map { Parallel.gather(starts, at: $0) } ?? starts
        if let position = picked.firstIndex(of: -.infinity) {
            throw CausalError(
                .badValue, "a first treated period is infinitely early", file: sample.table.source,
                column: column.name, row: sample.tableRow(position),
                remedy: "Leave it empty (or 0) for units that are never treated.")
        }
        guard let zero = picked.firstIndex(of: 0), let first = times.min(), first < 0, (times.max() ?? 0) >= 0
        else { return picked.map { $0 == 0 || $0.isNaN ? .infinity : $0 } }
        guard picked.contains(where: { $0.isNaN || $0 == .infinity }) else {
            throw CausalError(
                .badValue,
                "0 may be the period 0 or stand for never: the periods of '\(name)' begin at \(first.shortestDecimal)",
                file: sample.table.source, column: column.name, row: sample.tableRow(zero), value: "0",
                remedy:
                    "Empty the cells of units that are never treated, and 0 is the period; or use a 0/1 --treatment."
            )
        }
        return picked.map { $0.isNaN ? .infinity : $0 }
    }

    /// A remark where 0 stands for never and is the first period too.
    package func zeroNotes(_ column: Column, _ sample: Sample) -> [String] {
        guard let numbers, numbers.contains(0), times.min() == 0, let starts = column.numbers else {
            return []
        }
        let count = (0..<sample.count).reduce(0) { $0 + (starts[sample.tableRow($1) - 1] == 0 ? 1 : 0) }
        guard count > 0 else { return [] }
        return [
            "\(count) rows with 0 in '\(column.name)' count as never treated, though 0 is a period of '\(name)' too."
        ]
    }

    private func time(
        _ label: String, _ column: Column, _ row: Int, _ sample: Sample
    ) throws(CausalError) -> Double {
        if let value = Double(label), value == 0 || value == .infinity { return .infinity }
        if numbers != nil, let value = Double(label), value.isFinite { return value }
        if numbers == nil, let position = positions[label] { return position }
        if let later = calendar?.time(label) { return later }
        throw CausalError(
            numbers == nil ? .badValue : .notNumeric,
            numbers == nil
                ? "the first treated period is none of the periods of '\(name)'"
                : "the first treated period is not a number, and the periods of '\(name)' are",
            file: sample.table.source, column: column.name, row: row + 1, value: label,
            remedy: numbers == nil
                ? "Write the first period in which the unit is treated as '\(name)' does, e.g. "
                    + "\(positions.keys.min() ?? "2021-03"); leave the cell empty for units that are never treated."
                : "Leave it empty (or 0) for units that are never treated.")
    }

    /// Each level's time, ascending for numbers and for dates of one kind.
    package var levelTimes: [Double] { times }

    /// The time of a point that somebody names: one of the periods, a later or earlier date of the same kind, or a
    /// number beside numbers.
    ///
    /// - Throws: `CausalError.Code.badArgument` for what is no time on this axis.
    package func time(of point: String) throws(CausalError) -> Double {
        if numbers != nil, let value = Double(point), value.isFinite { return value }
        if let known = positions[point] ?? calendar?.time(point) { return known }
        throw CausalError(
            .badArgument, "this is no time of '\(name)'", column: name, value: point,
            remedy: "Write it as the column does, e.g. \(positions.keys.min() ?? "2021-03").")
    }
}
