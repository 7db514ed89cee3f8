import Groundwork

/// Rows sorted by unit and, within a unit, by period; in linear time.
struct PanelOrder {
    /// Positions of the rows, sorted.
    let order: [Int32]
    /// Where each unit's rows begin in ``order``; one more than there are units.
    let starts: [Int]

    /// Sorts by counting: first by period, then, keeping that order, by unit.
    init(unit: Factor, period: Factor) {
        let byPeriod = PanelOrder.counted(Array(0..<Int32(unit.count)), period).order
        (order, starts) = PanelOrder.counted(byPeriod, unit)
    }

    private static func counted(_ rows: [Int32], _ factor: Factor) -> (order: [Int32], starts: [Int]) {
        var starts = [Int](repeating: 0, count: factor.levelCount + 1)
        for code in factor.codes { starts[Int(code) + 1] += 1 }
        for level in 0..<factor.levelCount { starts[level + 1] += starts[level] }
        var next = starts
        var order = [Int32](repeating: 0, count: rows.count)
        for row in rows {
            let level = Int(factor.codes[Int(row)])
            order[next[level]] = row
            next[level] += 1
        }
        return (order, starts)
    }

    /// Throws when two rows have the same unit and period.
    ///
    /// - Throws: `CausalError.Code.badPanel` naming the unit, the period and the table's first two such rows.
    func checkDistinct(_ unit: Factor, _ period: Factor, _ sample: Sample) throws(CausalError) {
        for place in order.indices.dropFirst() {
            let row = Int(order[place])
            let before = Int(order[place - 1])
            guard unit.codes[row] == unit.codes[before], period.codes[row] == period.codes[before] else {
                continue
            }
            throw CausalError(
                .badPanel,
                "unit '\(unit.label(Int(unit.codes[row])))' has two rows in period "
                    + "\(period.label(Int(period.codes[row]))): rows \(sample.tableRow(before)) and "
                    + "\(sample.tableRow(row))",
                file: sample.table.source, column: unit.name, row: sample.tableRow(row),
                remedy: "Keep one row for each unit and period, or sum them up beforehand.")
        }
    }
}
