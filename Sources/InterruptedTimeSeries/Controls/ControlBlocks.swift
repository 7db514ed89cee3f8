import Regression

/// Treated and control outcomes of every period.
struct ControlBlocks {
    let times: [Double]
    let units: [String]
    /// The treated units' mean, a period at a time.
    let treated: [Double]
    /// Each control's outcomes.
    let controls: [[Double]]
    /// The rows of each control, a period at a time; the rows of the treated.
    private let controlRows: [[Int]]
    private let treatedRows: [Int]

    init(
        _ model: SegmentedRegression, _ groups: SegmentedRegression.Groups, _ rows: SeriesRows
    ) throws(CausalError) {
        let factor = try rows.frame.sample.factor(groups.unit)
        let times = Set(rows.times).sorted()
        let places = Dictionary(uniqueKeysWithValues: times.enumerated().map { ($1, $0) })
        guard factor.levelCount * times.count <= 4 * rows.times.count + 1000 else {
            throw CausalError(
                .badPanel, "a synthetic control needs every unit in every period", column: groups.unit,
                value: "\(factor.levelCount) units in \(times.count) periods, but \(rows.times.count) rows",
                remedy: "Check the columns of units and times.")
        }
        var table = [[Int]](repeating: Array(repeating: -1, count: times.count), count: factor.levelCount)
        for (row, code) in factor.codes.enumerated() {
            let place = places[rows.times[row]] ?? 0
            guard table[Int(code)][place] < 0 else {
                throw CausalError(
                    .badPanel, "two rows have the same unit and time", file: rows.frame.sample.table.source,
                    column: model.time, row: rows.frame.sample.tableRow(row),
                    value: rows.axis.label(rows.times[row]),
                    remedy: "Sum or average the rows of a unit and period first.")
            }
            table[Int(code)][place] = row
        }
        for (level, line) in table.enumerated() {
            guard let gap = line.firstIndex(of: -1) else { continue }
            throw CausalError(
                .badPanel, "a synthetic control needs every unit in every period", column: groups.unit,
                value: factor.label(level),
                remedy:
                    "It has no row at \(rows.axis.label(times[gap])): leave the unit out with --where, or fill the row in."
            )
        }
        let names = (0..<factor.levelCount).map(factor.label)
        let isTreated = names.map(groups.treated.contains)
        guard isTreated.contains(true), isTreated.contains(false) else {
            throw CausalError(
                .badArgument, "a synthetic control needs treated units and control units",
                column: groups.unit, value: groups.treated.joined(separator: ", "))
        }
        let response = rows.frame.response
        let own = table.indices.filter { isTreated[$0] }
        self.times = times
        units = names.indices.filter { !isTreated[$0] }.map { names[$0] }
        controlRows = table.indices.filter { !isTreated[$0] }.map { table[$0] }
        treatedRows = own.flatMap { table[$0] }
        controls = controlRows.map { $0.map { response[$0] } }
        treated = times.indices.map { t in
            own.reduce(0) { $0 + response[table[$1][t]] } / Double(own.count)
        }
    }

    /// A table of the treated rows and of the controls' weighted means, with the model that reads it.
    func collapsed(
        _ model: SegmentedRegression, _ groups: SegmentedRegression.Groups, _ rows: SeriesRows,
        _ weights: [Double]
    ) throws(CausalError) -> (SegmentedRegression, SeriesRows) {
        let whole = { (values: [Double]) -> [Double] in
            treatedRows.map { values[$0] }
                + times.indices.map { t in
                    zip(controlRows, weights).reduce(0) { $0 + $1.1 * values[$1.0[t]] }
                }
        }
        let sample = rows.frame.sample
        let (unit, period) = (try sample.factor(groups.unit), try sample.factor(model.time))
        let places = treatedRows + (controlRows.first ?? [])
        let time =
            if let numbers = period.numericLevels {
                Column(model.time, places.map { numbers[Int(period.codes[$0])] })
            } else {
                Column(model.time, places.map { period.label(Int(period.codes[$0])) as String? })
            }
        let names: [String?] =
            treatedRows.map { unit.label(Int(unit.codes[$0])) } + times.map { _ in SyntheticControl.label }
        let columns =
            [Column(rows.frame.responseName, whole(rows.frame.response)), time, Column(groups.unit, names)]
            + rows.frame.columns.map { Column($0.name, whole($0.values)) }
        var collapsed = model
        collapsed.outcome = rows.frame.responseName
        let covariates = rows.frame.columns.map { Expression.quoted($0.name) }
        collapsed.covariates = covariates.isEmpty ? nil : covariates.joined(separator: " + ")
        return (collapsed, try SeriesRows(collapsed, try DataTable(columns, source: sample.table.source)))
    }
}
