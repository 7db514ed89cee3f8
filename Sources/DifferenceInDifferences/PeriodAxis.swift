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
            (0..<period.levelCount).map { (period.label($0), $0 + 1) },
            // Levels differ in their bytes, but texts are equal when they only differ in how accents are encoded.
            uniquingKeysWith: min)
    }

    /// The time of each row.
    func times(_ period: Factor) -> [Double] {
        period.codes.map { numbers?[Int($0)] ?? Double($0) + 1 }
    }

    /// The first treated period of each row; 0, missing and infinity are never.
    func firstTreated(_ sample: Sample, _ column: String) throws(CausalError) -> [Double] {
        let source = try sample.table.column(column)
        if numbers != nil, let starts = source.numbers { return try firstTreated(sample, source, starts) }
        var times = [Double](repeating: .infinity, count: sample.count)
        for row in 0..<sample.count {
            let tableRow = sample.tableRow(row) - 1
            guard let label = source.label(tableRow) else { continue }
            times[row] = try time(label, source, tableRow)
        }
        return times
    }

    /// The same for a column of numbers beside periods that are numbers.
    private func firstTreated(
        _ sample: Sample, _ column: Column, _ starts: [Double]
    ) throws(CausalError) -> [Double] {
        let picked = sample.rows.map { Parallel.gather(starts, at: $0) } ?? starts
        if let position = picked.firstIndex(of: -.infinity) {
            throw CausalError(
                .badValue, "a first treated period is infinitely early", file: sample.table.source,
                column: column.name, row: sample.tableRow(position),
                remedy: "Leave it empty (or 0) for units that are never treated.")
        }
        return picked.map { $0 == 0 || $0.isNaN ? .infinity : $0 }
    }

    private func time(_ label: String, _ column: Column, _ row: Int) throws(CausalError) -> Double {
        if let value = Double(label), value == 0 || value == .infinity { return .infinity }
        if numbers != nil, let value = Double(label), value.isFinite { return value }
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
