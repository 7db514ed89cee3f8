import DifferenceInDifferences

extension PanelMoments {
    /// Sums a table's units.
    ///
    /// - Throws: what reading the columns throws; `CausalError.Code.badPanel` for a unit with two rows in a period, in two
    ///   cohorts or two clusters; `CausalError.Code.missingValue` for a cluster without a name; `CausalError.Code.noRows`.
    public func sums(_ table: DataTable) throws(CausalError) -> Sums {
        let used = try ModelFrame(
            Formula("\(Expression.quoted(outcome)) ~ 1"), table: table, requiring: required
        ).sample
        // Rows without an outcome still say when a unit was treated.
        let first = Expression.quoted(readsAllStatuses ? treatment.column : outcome)
        let sample = try ModelFrame(
            Formula("\(first) ~ 1"), table: table,
            requiring: readsAllStatuses ? Array(required.dropFirst()) : required
        ).sample
        let y = try table.numbers(outcome)
        let period = try sample.factor(panel.period)
        let order = PanelMoments.ascending(period)
        let unit = try panel.unit.map { (name) throws(CausalError) in try sample.factor(name) }
        let status = hasCohorts ? nil : try sample.numbers(treatment.column)
        let owners = unit?.codes ?? Array(0..<Int32(sample.count))
        let groups = try groupKeys(sample)
        let origin = Kernels.mean(try used.numbers(outcome), weights: nil)
        let width = period.levelCount
        var cells: [[CrossProducts.Key]: CrossProducts.Cell] = [:]
        let rows = PanelMoments.grouped(owners, unit?.levelCount ?? sample.count)
        for unitRows in rows {
            let sorted = unitRows.sorted { order[Int(period.codes[$0])] < order[Int(period.codes[$1])] }
            var history = PanelHistory()
            for row in sorted {
                history.positions.append(order[Int(period.codes[row])])
                history.isKnown.append(!y[sample.tableRow(row) - 1].isNaN)
                if let status { history.statuses.append(status[row]) }
            }
            let key = try key(of: sorted, groups, history)
            let d = sorted.map { row in
                let value = y[sample.tableRow(row) - 1]
                return value.isNaN ? 0 : value - origin
            }
            let one = PanelMoments.cell(key, history, 1, d, PanelMoments.squares(d), width: width)
            cells[key, default: one.emptied].add(one)
            try PanelMoments.check(kinds: cells.count, periods: width)
        }
        let labels = (0..<width).map { level -> CrossProducts.Key in
            period.numericLevels.map { .number($0[level]) } ?? .text(period.label(level))
        }
        var periods = labels
        for (level, place) in order.enumerated() { periods[place] = labels[level] }
        return Sums(
            periods: periods,
            moments: try CrossProducts(
                variables: periods.map(\.description), keys: keys,
                origin: Array(repeating: origin, count: width), cells: Array(cells.values),
                missing: Dictionary(
                    used.missing.map { ($0.column, $0.count) }, uniquingKeysWith: +
                ).filter { $0.value > 0 }))
    }

    /// The place of each level among the levels in ascending order.
    private static func ascending(_ factor: Factor) -> [Int] {
        let levels = Array(0..<factor.levelCount)
        let sorted =
            factor.numericLevels.map { numbers in levels.sorted { numbers[$0] < numbers[$1] } }
            ?? levels.sorted { factor.label($0) < factor.label($1) }
        var place = levels
        for (position, level) in sorted.enumerated() { place[level] = position }
        return place
    }

    private static func grouped(_ owners: [Int32], _ count: Int) -> [[Int]] {
        var rows = [[Int]](repeating: [], count: count)
        for (row, owner) in owners.enumerated() { rows[Int(owner)].append(row) }
        return rows.filter { !$0.isEmpty }
    }

    private static func squares(_ d: [Double]) -> [Double] {
        d.indices.flatMap { a in (0...a).map { d[a] * d[$0] } }
    }

    /// The values of cohort and clusters, row by row.
    private func groupKeys(_ sample: Sample) throws(CausalError) -> [[CrossProducts.Key]] {
        var all: [[CrossProducts.Key]] = []
        for name in keys.dropLast() {
            if clusters.contains(name) { _ = try sample.factor(name) }
            let column = try sample.table.column(name)
            all.append((0..<sample.count).map { column.key(sample.tableRow($0) - 1) })
        }
        return all
    }

    private func key(
        of rows: [Int], _ groups: [[CrossProducts.Key]], _ history: PanelHistory
    ) throws(CausalError) -> [CrossProducts.Key] {
        let first = rows[0]
        guard !history.repeats else {
            throw CausalError(
                .badPanel, "a unit has two rows in a period", column: panel.unit,
                remedy: "Sum or average such rows first, or leave the unit out.")
        }
        guard groups.allSatisfy({ group in rows.allSatisfy { group[$0] == group[first] } }) else {
            throw CausalError(
                .badPanel, "a unit is in two cohorts or two clusters",
                column: keys.dropLast().joined(separator: ", "),
                remedy: "A unit's first treated period is one value, and clusters hold whole units.")
        }
        return groups.map { $0[first] } + [.text(history.text)]
    }
}
