import Groundwork
import Tables

/// Looks up the value of the same unit in another period, by the period's value.
struct Lags {
    private let rowCount: Int
    private let rows: [Int32]?
    private let panel: Panel

    /// Sorts a table's panel; rows without unit or period have no other periods.
    ///
    /// - Throws: `CausalError.Code.badArgument` without an index; `CausalError.Code.badPanel` for two
    ///   rows of one unit and period.
    init(_ table: DataTable, _ index: PanelIndex?) throws(CausalError) {
        guard let index else {
            throw CausalError(
                .badArgument, "l( ), f( ) and d( ) need to know whose a row is and when it was",
                remedy: "Name the columns of units and periods (--unit and --time).")
        }
        var filter = RowFilter(table)
        filter.require(try table.column(index.requiredUnit()))
        filter.require(try table.column(index.period))
        let sample = try filter.sample()
        rows = sample.rows
        rowCount = table.rowCount
        panel = try Panel(sample, index)
    }

    /// A shift's value in each row of the table, from the values that it shifts; NaN when the unit has no row in
    /// the other period.
    func values(of shift: Shift, now: [Double]) -> [Double] {
        let then = shifted(now, by: shift.lag)
        return shift.kind == .difference ? zip(now, then).map { $0 - $1 } : then
    }

    /// x(t − by) for each row of the table, missing (NaN) when the unit has no row in that period.
    private func shifted(_ values: [Double], by: Int) -> [Double] {
        var result = [Double](repeating: .nan, count: rowCount)
        let wanted = wantedPeriods(by)
        for (start, end) in zip(panel.unitStarts, panel.unitStarts.dropFirst()) {
            fill(&result, values, wanted, start..<end)
        }
        return result
    }

    /// For each period's code, the code of the period `by` earlier by value; −1 when there is none.
    private func wantedPeriods(_ by: Int) -> [Int32] {
        let values = panel.periods
        var codes: [Double: Int32] = [:]
        for (code, value) in values.enumerated() { codes[value] = Int32(code) }
        return values.map { codes[$0 - Double(by)] ?? -1 }
    }

    /// One unit: periods ascend, and so do those looked for, so one pass over both is enough.
    private func fill(
        _ result: inout [Double], _ values: [Double], _ wanted: [Int32], _ places: Range<Int>
    ) {
        let (order, codes) = (panel.order, panel.period.codes)
        var source = places.lowerBound
        for place in places {
            let row = Int(order[place])
            let target = wanted[Int(codes[row])]
            guard target >= 0 else { continue }
            while source < places.upperBound, codes[Int(order[source])] < target { source += 1 }
            guard source < places.upperBound else { return }
            let found = Int(order[source])
            if codes[found] == target { result[tableRow(row)] = values[tableRow(found)] }
        }
    }

    private func tableRow(_ position: Int) -> Int { rows.map { Int($0[position]) } ?? position }
}
