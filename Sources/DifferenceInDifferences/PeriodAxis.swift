import Regression

/// How the values of a period column are numbers on a time axis.
struct PeriodAxis {
    private let numbers: [Double]?
    private let positions: [String: Int]
    private let name: String

    init(_ period: Factor) {
        name = period.name
        numbers = period.numericLevels
        positions = Dictionary(
            uniqueKeysWithValues: (0..<period.levelCount).map { (period.label($0), $0 + 1) })
    }

    /// The time of each row.
    func times(_ period: Factor) -> [Double] {
        period.codes.map { numbers?[Int($0)] ?? Double($0) + 1 }
    }

    /// The first treated period of each row; 0, missing and infinity are never.
    func firstTreated(_ sample: Sample, _ column: String) throws(CausalError) -> [Double] {
        let source = try sample.table.column(column)
        var times = [Double](repeating: .infinity, count: sample.count)
        for row in 0..<sample.count {
            let tableRow = sample.tableRow(row) - 1
            guard let label = source.label(tableRow) else { continue }
            times[row] = try time(label, source, tableRow)
        }
        return times
    }

    private func time(_ label: String, _ column: Column, _ row: Int) throws(CausalError) -> Double {
        if let value = Double(label), value == 0 || value == .infinity { return .infinity }
        if numbers != nil, let value = Double(label) { return value }
        if numbers == nil, let position = positions[label] { return Double(position) }
        throw CausalError(
            numbers == nil ? .badValue : .notNumeric,
            numbers == nil
                ? "the first treated period is none of the periods of '\(name)'"
                : "the first treated period is not a number, and the periods of '\(name)' are",
            column: column.name, row: row + 1, value: label,
            remedy: "Leave it empty (or 0) for units that are never treated.")
    }
}
