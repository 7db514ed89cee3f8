import Regression

extension SyntheticPanel {
    /// Sorts a policy's rows.
    ///
    /// - Throws: `CausalError.Code.badPanel` for two rows of a unit in a period, or a unit without a row in one.
    init(_ policy: PolicyFrame) throws(CausalError) {
        let rows = policy.panel
        guard let unit = rows.unit else { throw CausalError(.defect, "a panel without units") }
        let order = SyntheticPanel.unitOrder(rows, unit)
        let times = Set(rows.time).sorted()
        let cells = try SyntheticPanel.cells(policy, unit, order.places, times)
        units = order.levels.map(unit.label)
        periods = rows.labels(times)
        outcomes = cells.map { policy.frame.response[$0] }
        covariates = policy.frame.columns.map { column in cells.map { column.values[$0] } }
        let starts = order.levels.map { order.starts[$0] }
        let controls = starts.firstIndex { $0.isFinite } ?? starts.count
        controlCount = controls
        let labels = periods
        cohorts = rows.cohorts.map { start in
            let first = starts.firstIndex(of: start) ?? controls
            let last = starts.lastIndex(of: start) ?? controls - 1
            return Cohort(
                label: times.firstIndex(of: start).map { labels[$0] } ?? .wholeOrNumber(start),
                units: first..<(last + 1), before: times.firstIndex { $0 >= start } ?? times.count)
        }
    }

    /// Controls first, then cohorts by start; within each by name.
    private static func unitOrder(
        _ rows: PolicyPanel, _ unit: Factor
    ) -> (levels: [Int], places: [Int], starts: [Double]) {
        var starts = [Double](repeating: .infinity, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() { starts[Int(code)] = rows.firstTreated[row] }
        let key = { (start: Double) in start.isFinite ? start : -.infinity }
        let levels = starts.indices.sorted {
            key(starts[$0]) == key(starts[$1]) ? $0 < $1 : key(starts[$0]) < key(starts[$1])
        }
        var places = [Int](repeating: 0, count: levels.count)
        for (place, level) in levels.enumerated() { places[level] = place }
        return (levels, places, starts)
    }

    /// The row of every unit and period.
    private static func cells(
        _ policy: PolicyFrame, _ unit: Factor, _ places: [Int], _ times: [Double]
    ) throws(CausalError) -> [Int] {
        let position = Dictionary(uniqueKeysWithValues: zip(times, times.indices))
        let sample = policy.frame.sample
        var cells = [Int](repeating: -1, count: places.count * times.count)
        for (row, time) in policy.panel.time.enumerated() {
            let cell = places[Int(unit.codes[row])] * times.count + (position[time] ?? 0)
            guard cells[cell] < 0 else {
                throw CausalError(
                    .badPanel,
                    "unit '\(unit.label(Int(unit.codes[row])))' has two rows in one period: rows "
                        + "\(sample.tableRow(cells[cell])) and \(sample.tableRow(row))",
                    file: sample.table.source, column: unit.name, row: sample.tableRow(row),
                    remedy: "Keep one row for each unit and period, or average them beforehand.")
            }
            cells[cell] = row
        }
        if let hole = cells.firstIndex(of: -1) {
            let level = places.firstIndex(of: hole / times.count) ?? 0
            let period = policy.panel.labels(times)[hole % times.count].plain
            throw unbalanced(unit, level, period, cells.count { $0 < 0 }, sample)
        }
        return cells
    }

    private static func unbalanced(
        _ unit: Factor, _ level: Int, _ period: String, _ holes: Int, _ sample: Sample
    ) -> CausalError {
        let lost = sample.droppedMissing
        return CausalError(
            .badPanel,
            "the panel is not balanced: unit '\(unit.label(level))' has no row in period \(period)"
                + (holes > 1 ? ", and \(holes - 1) more cells are empty" : "")
                + (lost > 0 ? " (\(lost) rows have a missing value)" : ""),
            file: sample.table.source, column: unit.name,
            remedy:
                "Keep units that are seen in every period, or periods in which every unit is seen, with --where; "
                + "callaway-santanna and imputation take such a panel as it is.")
    }
}
