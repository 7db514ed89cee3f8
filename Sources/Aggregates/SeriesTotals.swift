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
        var columns = ["CASE \(try lostCases(dialect)) ELSE 0 END AS lost"]
        for (place, key) in keys.enumerated() { columns.append("\(try dialect.quoted(key)) AS k\(place)") }
        for (place, name) in numbers.enumerated() {
            columns.append("\(try dialect.number(name)) AS v\(place)")
        }
        let k = keys.indices.map { "k\($0)" }
        let sums = numbers.indices.map {
            $0 < totals.count ? "\(dialect.sum("v\($0)")) AS s\($0)" : "avg(v\($0)) AS s\($0)"
        }
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(columns.joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            )
            SELECT \((["0 AS lost"] + k + ["count(*) AS n"] + sums).joined(separator: ",\n  "))
            FROM used WHERE lost = 0 GROUP BY \(k.joined(separator: ", "))
            UNION ALL
            SELECT \((["lost"] + k.map { _ in "NULL" } + ["count(*)"] + numbers.map { _ in "NULL" }).joined(separator: ", "))
            FROM used WHERE lost > 0 GROUP BY lost

            """
    }

    private var required: [String] { totals + means + keys }

    private func lostCases(_ dialect: SQLDialect) throws(CausalError) -> String {
        var cases: [String] = []
        for (place, name) in required.enumerated() {
            let test =
                keys.contains(name)
                ? "\(try dialect.quoted(name)) IS NULL" : try dialect.isMissing(number: name)
            cases.append("WHEN \(test) THEN \(place + 1)")
        }
        return cases.joined(separator: "\n      ")
    }

    /// The answer's periods as a table, and what was left out.
    ///
    /// - Throws: `CausalError.Code.badValue` where a total is not finite; `CausalError.Code.noRows`.
    public func table(answer: DataTable) throws(CausalError) -> SummedRows {
        let lost = try answer.column("lost").engineNumbers()
        let counts = try answer.engineCounts("n")
        let times = try keys.indices.map { (place) throws(CausalError) in try answer.column("k\(place)") }
        // A key that is not a number names a period in the answer, and is missing.
        let lacking = lost.indices.map { row in times.firstIndex { lost[row] == 0 && $0.isMissing(row) } }
        let used = lost.indices.filter { lost[$0] == 0 && lacking[$0] == nil }
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
        var missing: [(column: String, count: Int)] = []
        for (place, name) in required.enumerated() {
            let key = place - totals.count - means.count
            let count = lost.indices.reduce(0) {
                $0 + (lost[$1] == Double(place + 1) || lacking[$1] == key ? counts[$1] : 0)
            }
            if count > 0 { missing.append((name, count)) }
        }
        return SummedRows(
            table: try DataTable(columns), rowCount: used.reduce(0) { $0 + counts[$1] }, missing: missing
        )
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
