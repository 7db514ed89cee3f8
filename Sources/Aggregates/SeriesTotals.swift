import InterruptedTimeSeries

/// Period totals of an outcome: all that an interrupted time series asks of the rows.
///
/// One row comes back for each period (and unit): the total of the outcome, of exposures (what an offset reads: populations,
/// hours) and of weights, and the mean of every covariate. Where a period has one row these are its own values.
///
/// ```swift
/// let totals = try SeriesTotals(model)
/// let table = try totals.table(answer: client.answer(totals.query(table: "visits", dialect: client.dialect)))
/// let fit = try model.fit(table)
/// ```
///
/// A mean in place of the total is asked for by `isMean`: then the outcome is averaged over a period's rows.
public struct SeriesTotals: Sendable, Hashable {
    /// What is summed: the outcome, exposures, weights.
    public let totals: [String]
    /// What is averaged: covariates, and the outcome when asked.
    public let means: [String]
    /// The columns of times and units.
    public let keys: [String]

    /// The totals that a model reads.
    ///
    /// - Parameters:
    ///   - model: the segmented regression.
    ///   - isMean: whether the outcome of a period is its rows' mean rather than their total.
    /// - Throws: `CausalError.Code.badArgument` for an outcome that is no column; `CausalError.Code.syntax`.
    public init(_ model: SegmentedRegression, isMean: Bool = false) throws(CausalError) {
        keys = [model.time] + (model.groups.map { [$0.unit] } ?? [])
        let exposures =
            try model.offset.map { (text) throws(CausalError) in try Expression(text).names } ?? []
        let covariates = try model.covariates.map { (text) throws(CausalError) in try Formula("y ~ \(text)") }
        let read = covariates.map { Array($0.names.dropFirst()) } ?? []
        let summed = (isMean ? [] : [model.outcome]) + exposures + (model.weights.map { [$0] } ?? [])
        totals = SeriesTotals.distinct(summed, without: keys)
        means = SeriesTotals.distinct((isMean ? [model.outcome] : []) + read, without: keys + totals)
    }

    private static func distinct(_ names: [String], without taken: [String]) -> [String] {
        var found: [String] = []
        for name in names where !found.contains(name) && !taken.contains(name) { found.append(name) }
        return found
    }

    /// The query whose answer ``table(answer:)`` reads: a row a period, and counts of rows with missing values.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        let numbers = totals + means
        var columns = ["\(try missingRows.lost(dialect)) AS lost"]
        for (place, key) in keys.enumerated() { columns.append("\(try dialect.quoted(key)) AS k\(place)") }
        for (place, name) in numbers.enumerated() {
            columns.append("\(try dialect.number(name)) AS v\(place)")
        }
        let k = keys.indices.map { "k\($0)" }
        let sums = numbers.indices.map {
            $0 < totals.count ? "\(dialect.sum("v\($0)")) AS s\($0)" : "avg(v\($0)) AS s\($0)"
        }
        let periods = k.map { "CASE WHEN lost = 0 THEN \($0) END AS \($0)" }
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(columns.joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            ), placed AS \(dialect.notMaterialized)(
              SELECT \((["lost"] + periods + numbers.indices.map { "v\($0)" }).joined(separator: ", "))
              FROM used
            )
            SELECT \((["lost"] + k + ["count(*) AS n"] + sums).joined(separator: ",\n  "))
            FROM placed GROUP BY \((["lost"] + k).joined(separator: ", "))

            """
    }

    /// The columns that decide whether a row is used.
    private var missingRows: MissingRows {
        MissingRows(columns: totals + means + keys, numbers: Set(totals + means))
    }

    /// The answer's periods as a table, and what was left out.
    ///
    /// - Throws: `CausalError.Code.badValue` where a total is not finite; `CausalError.Code.noRows`.
    public func table(answer: DataTable) throws(CausalError) -> SummedRows {
        let lost = try answer.column("lost").engineNumbers()
        let counts = try answer.engineCounts("n")
        let times = try keys.indices.map { (place) throws(CausalError) in try answer.column("k\(place)") }
        var left = MissingRows.Counts()
        var used: [Int] = []
        for row in lost.indices where counts[row] > 0 {
            // A text that stands for a missing value names a period in the answer.
            if lost[row] == 0, let place = times.firstIndex(where: { $0.isMissing(row) }) {
                left.missing[keys[place], default: 0] += counts[row]
            } else if lost[row] == 0 {
                used.append(row)
            } else {
                try missingRows.count(lost[row], counts[row], row: row, in: &left)
            }
        }
        guard !used.isEmpty else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
        var columns: [Column] = []
        for (place, name) in keys.enumerated() {
            columns.append(Column(name, keys: used.map(times[place].key)))
        }
        for (place, name) in (totals + means).enumerated() {
            let values = try answer.column("s\(place)").engineNumbers()
            guard used.allSatisfy({ values[$0].isFinite }) else {
                throw CausalError(.badValue, "a total is not finite", column: name)
            }
            columns.append(Column(name, used.map { values[$0] }))
        }
        return SummedRows(
            table: try DataTable(columns), rowCount: used.reduce(0) { $0 + counts[$1] },
            missing: missingRows.columns.compactMap { name in left.missing[name].map { (name, $0) } })
    }
}

extension SeriesTotals {
    /// The same sums for rows that are here, or that stream by.
    public var sums: CellSums {
        get throws(CausalError) {
            let numbers = totals + means
            let quoted = numbers.map { Expression.quoted($0) }
            let formula = try Formula(
                "\(quoted.first ?? "1") ~ " + (["1"] + quoted.dropFirst()).joined(separator: " + "))
            return CellSums(
                formula, requiring: keys, variables: numbers, products: numbers.map { [$0] }, keys: keys)
        }
    }

    /// The periods as a table.
    public func table(_ statistics: CrossProducts) throws(CausalError) -> SummedRows {
        let numbers = totals + means
        guard statistics.keys == keys, statistics.variables == numbers else {
            throw CausalError(
                .badArgument, "the statistics are not those of the model",
                value: (statistics.keys + statistics.variables).joined(separator: ", "))
        }
        var columns = keys.indices.map { place in
            Column(keys[place], keys: statistics.cells.map { $0.key[place] })
        }
        for (place, name) in numbers.enumerated() {
            let origin = statistics.origin[place]
            columns.append(
                Column(
                    name,
                    statistics.cells.map { cell in
                        place < totals.count
                            ? cell.sums[place] + cell.total * origin : cell.sums[place] / cell.total + origin
                    }))
        }
        return SummedRows(
            table: try DataTable(columns), rowCount: statistics.count,
            missing: (numbers + keys).compactMap { name in statistics.missing[name].map { (name, $0) } })
    }
}
