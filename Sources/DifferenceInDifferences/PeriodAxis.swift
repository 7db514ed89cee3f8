import Regression

/// How the values of a period column are numbers on a time axis.
///
/// Numbers stand for themselves. Text is placed by what it says where that is sure: `2021-03` and `2021-M3` by
/// month, `2021-Q1` by quarter. Any other text whose order as text is its order in time (a constant number of
/// characters, the year or the only number first) is numbered 1, 2, … in that order. Text whose order is not
/// sure (`week 9`, `week 10`; `1/12/2021`) is refused.
struct PeriodAxis {
    private let numbers: [Double]?
    private let times: [Double]
    private let positions: [String: Double]
    private let name: String

    /// - Throws: ``CausalError/Code/badPanel`` for text whose order in time is not sure.
    init(_ period: Factor) throws(CausalError) {
        name = period.name
        numbers = period.numericLevels
        let labels = (0..<period.levelCount).map(period.label)
        if let numbers {
            times = numbers
        } else if let calendar = CalendarText.times(labels) {
            times = calendar
        } else {
            try CalendarText.requireSortable(labels, name)
            times = labels.indices.map { Double($0 + 1) }
        }
        positions = Dictionary(uniqueKeysWithValues: zip(labels, times))
    }

    /// The time of each row.
    func times(_ period: Factor) -> [Double] { period.codes.map { times[Int($0)] } }

    /// A remark when some steps between neighbouring periods are longer than the shortest.
    func gapNotes(_ period: Factor) -> [String] {
        let steps = zip(times.dropFirst(), times).map { $0 - $1 }
        guard let shortest = steps.min(), let gap = steps.firstIndex(where: { $0 > shortest }) else {
            return []
        }
        return [
            "Periods are not equally spaced: none lies between \(period.label(gap)) and \(period.label(gap + 1)). "
                + "Event times count by the values of '\(name)'."
        ]
    }

    /// The first treated period of a table's rows; 0, missing and infinity are never.
    func firstTreated(_ column: Column, rows: [Int]) throws(CausalError) -> [Double] {
        var times = [Double](repeating: .infinity, count: rows.count)
        for (position, row) in rows.enumerated() {
            guard let label = column.label(row) else { continue }
            times[position] = try time(label, column, row)
        }
        return times
    }

    private func time(_ label: String, _ column: Column, _ row: Int) throws(CausalError) -> Double {
        if let value = Double(label), value == 0 || value == .infinity { return .infinity }
        if numbers != nil, let value = Double(label) { return value }
        if numbers == nil, let position = positions[label] { return position }
        if numbers == nil, let later = CalendarText.times(positions.keys.sorted() + [label])?.last {
            return later
        }
        throw CausalError(
            numbers == nil ? .badValue : .notNumeric,
            numbers == nil
                ? "the first treated period is none of the periods of '\(name)'"
                : "the first treated period is not a number, and the periods of '\(name)' are",
            column: column.name, row: row + 1, value: label,
            remedy: "Leave it empty (or 0) for units that are never treated.")
    }
}
