import DifferenceInDifferences

extension PanelMoments {
    /// The column of how many alike units a unit of ``table(_:)`` stands for: the estimators' `unitCounts`.
    public static var unitCounts: String { AddedColumn.count }

    /// A few units, each standing for a number of alike ones, that have the moments of all.
    ///
    /// - Throws: `CausalError.Code.badArgument` for sums of another request.
    public func table(_ sums: Sums) throws(CausalError) -> SummedRows {
        guard sums.moments.keys == keys else {
            throw CausalError(
                .badArgument, "the statistics are not those of the model",
                value: sums.moments.keys.joined(separator: ", "))
        }
        var rows = Rows(groupCount: keys.count - 1)
        for cell in sums.moments.cells where cell.count > 0 {
            let history = try PanelHistory(cell.key.last?.description ?? "")
            let alike = PanelMoments.alike(cell, history, sums.moments.origin)
            for unit in alike.counts.indices {
                rows.add(cell.key, history, alike, unit, sums.periods)
            }
        }
        var columns = [
            Column(outcome, rows.outcome), Column(panel.period, keys: rows.period),
            Column(AddedColumn.count, rows.count),
        ]
        if let unit = panel.unit { columns.append(Column(unit, rows.unit)) }
        for (place, name) in keys.dropLast().enumerated() {
            columns.append(Column(name, keys: rows.groups[place]))
        }
        if !hasCohorts { columns.append(Column(treatment.column, rows.status)) }
        return SummedRows(
            table: try DataTable(columns),
            rowCount: Int(
                zip(rows.count, rows.outcome).reduce(0) { $0 + ($1.1.isNaN ? 0 : $1.0) }.rounded()),
            missing: required.compactMap { name in sums.moments.missing[name].map { (name, $0) } })
    }

    /// The units of a kind.
    private static func alike(
        _ cell: CrossProducts.Cell, _ history: PanelHistory, _ origin: [Double]
    ) -> AlikeRows {
        let seen = history.known.map { history.positions[$0] }
        let products = seen.indices.flatMap { a in
            (0...a).map { b in
                let (high, low) = (max(seen[a], seen[b]), min(seen[a], seen[b]))
                return cell.products[high * (high + 1) / 2 + low]
            }
        }
        let part = CrossProducts.Cell(
            key: cell.key, count: cell.count, sums: seen.map { cell.sums[$0] }, products: products)
        var rows = AlikeRows(width: seen.count)
        rows.append(part, origin: seen.map { origin[$0] }, number: 0)
        return rows
    }

    /// The table's columns, a row a unit and period.
    private struct Rows {
        var outcome: [Double] = []
        var period: [CrossProducts.Key] = []
        var count: [Double] = []
        var unit: [Int] = []
        var status: [Double] = []
        var groups: [[CrossProducts.Key]]
        private var next = 1

        init(groupCount: Int) { groups = Array(repeating: [], count: groupCount) }

        mutating func add(
            _ key: [CrossProducts.Key], _ history: PanelHistory, _ alike: AlikeRows, _ number: Int,
            _ periods: [CrossProducts.Key]
        ) {
            var column = 0
            for (place, position) in history.positions.enumerated() {
                outcome.append(history.isKnown[place] ? alike.columns[column][number] : .nan)
                column += history.isKnown[place] ? 1 : 0
                period.append(periods[position])
                count.append(alike.counts[number])
                unit.append(next)
                for group in groups.indices { groups[group].append(key[group]) }
                if !history.statuses.isEmpty { status.append(history.statuses[place]) }
            }
            next += 1
        }
    }
}
