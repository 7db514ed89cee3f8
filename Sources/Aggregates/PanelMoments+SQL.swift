import DifferenceInDifferences

extension PanelMoments {
    /// The query whose answer ``sums(answer:)`` reads: moments by kind of unit, the periods, and counts of rows with
    /// missing values.
    ///
    /// The engine gathers each unit's outcomes into a list first, and then sums the products of all pairs of its elements:
    /// work of rows × periods/2. Without units there are no lists.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        var columns = ["CASE \(try lostCases(dialect)) ELSE 0 END AS lost"]
        columns.append("\(try dialect.quoted(panel.period)) AS t")
        if let unit = panel.unit { columns.append("\(try dialect.quoted(unit)) AS u") }
        for (place, name) in groups.enumerated() {
            columns.append("\(try dialect.quoted(name)) AS g\(place)")
        }
        if !hasCohorts { columns.append("\(try dialect.number(treatment.column)) AS x") }
        columns.append("\(try dialect.number(outcome)) AS y")
        if readsAllStatuses { columns.append("CASE WHEN \(try unknown(dialect)) THEN 0 ELSE 1 END AS known") }
        let kept = readsAllStatuses ? "known = 1" : "lost = 0"
        let change = readsAllStatuses ? "CASE WHEN lost = 0 THEN y - c END" : "y - c"
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(columns.joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            ), origin AS (
              SELECT avg(y) AS c FROM used WHERE lost = 0
            ), times AS (
              SELECT t, CAST(row_number() OVER (ORDER BY t) AS INTEGER) AS i
              FROM (SELECT DISTINCT t FROM used WHERE \(kept)) AS found
            ), kept AS \(dialect.notMaterialized)(
              SELECT \((names(panel.unit == nil ? [] : ["u"]) + ["times.i"]).joined(separator: ", ")),
                \(item(dialect)) AS item, \(change) AS d
              FROM used JOIN times ON used.t = times.t CROSS JOIN origin WHERE \(kept)
            )\(panel.unit == nil ? "" : ", " + units(dialect) + ", " + pairs)
            \(panel.unit == nil ? rowCells(dialect) : unitCells(dialect))
            UNION ALL
            SELECT 0, \(nulls(groups.count + 1)), 0, 0, 0, NULL, NULL, NULL, i, t, c
            FROM times CROSS JOIN origin
            UNION ALL
            SELECT lost, \(nulls(groups.count + 1)), 0, 0, 0, count(*), NULL, NULL, NULL, NULL, NULL
            FROM used WHERE lost > 0 GROUP BY lost

            """
    }

    /// The columns by which units are told apart: cohorts and clusters.
    private var groups: [String] { (hasCohorts ? [treatment.column] : []) + clusters }

    private func names(_ first: [String]) -> [String] { first + groups.indices.map { "g\($0)" } }

    private func nulls(_ count: Int) -> String {
        Array(repeating: "NULL", count: count).joined(separator: ", ")
    }

    /// Whether a row does not say who was treated when.
    private func unknown(_ dialect: SQLDialect) throws(CausalError) -> String {
        var tests: [String] = [try dialect.isMissing(number: treatment.column)]
        for name in [panel.period] + (panel.unit.map { [$0] } ?? []) {
            tests.append(try dialect.isMissing(key: name))
        }
        return tests.joined(separator: " OR ")
    }

    private func lostCases(_ dialect: SQLDialect) throws(CausalError) -> String {
        var cases: [String] = []
        for (place, name) in required.enumerated() {
            let isNumber = name == outcome || (name == treatment.column && !hasCohorts)
            let test =
                isNumber ? try dialect.isMissing(number: name) : try dialect.isMissing(key: name)
            cases.append("WHEN \(test) THEN \(place + 1)")
        }
        return cases.joined(separator: "\n      ")
    }

    /// A period's part of a history.
    private func item(_ dialect: SQLDialect) -> String {
        hasCohorts
            ? dialect.text("times.i")
            : "concat(\(dialect.text("times.i")), ':', \(dialect.text("x"))"
                + (readsAllStatuses ? ", CASE WHEN lost = 0 THEN '' ELSE ':-' END)" : ")")
    }

    /// A row a unit: its history and outcomes in the order of the periods; `mixed` where cohort or cluster changes.
    private func units(_ dialect: SQLDialect) -> String {
        var mixed: [String] = []
        for place in groups.indices {
            mixed.append("min(g\(place)) <> max(g\(place)) OR count(g\(place)) NOT IN (0, count(*))")
        }
        let flag =
            mixed.isEmpty ? "0" : "CASE WHEN \(mixed.joined(separator: " OR ")) THEN 1 ELSE 0 END"
        let least = groups.indices.map { "min(g\($0)) AS g\($0), " }.joined()
        return """
            units AS (
              SELECT \(least)\(dialect.joined("item", by: "i")) AS history, \(flag) AS mixed,
                \(dialect.list("d", by: "i")) AS d
              FROM kept GROUP BY u
            )
            """
    }

    private var pairs: String {
        """
        pairs AS (
          SELECT a.i AS a, b.i AS b FROM times AS a JOIN times AS b ON b.i <= a.i
        )
        """
    }

    private func unitCells(_ dialect: SQLDialect) -> String {
        let by = (names([]) + ["history", "mixed", "a", "b"]).joined(separator: ", ")
        let (first, second) = (dialect.element("d", "a"), dialect.element("d", "b"))
        return """
            SELECT 0 AS lost, \(by), count(*) AS n,
              \(dialect.sum("CASE WHEN a = b THEN \(first) END")) AS s,
              \(dialect.sum("\(first) * \(second)")) AS p,
              CAST(NULL AS INTEGER) AS i, NULL AS t, CAST(NULL AS \(dialect.double)) AS c
            FROM units JOIN pairs ON a <= \(dialect.length("d"))
            GROUP BY \(by)
            """
    }

    private func rowCells(_ dialect: SQLDialect) -> String {
        """
        SELECT 0 AS lost, \((names([]) + ["item AS history", "0 AS mixed", "1 AS a", "1 AS b"]).joined(separator: ", ")),
          count(*) AS n, \(dialect.sum("d")) AS s, \(dialect.sum("d * d")) AS p,
          CAST(NULL AS INTEGER) AS i, NULL AS t, CAST(NULL AS \(dialect.double)) AS c
        FROM kept GROUP BY \((names([]) + ["item"]).joined(separator: ", "))
        """
    }

    /// Reads the answer to ``query(table:dialect:)``.
    ///
    /// - Throws: `CausalError.Code.badPanel` for a unit with two rows in a period, in two cohorts or two clusters;
    ///   `CausalError.Code.badValue` where a sum is not finite; `CausalError.Code.missingValue` for a cluster without a
    ///   name; `CausalError.Code.noRows`.
    public func sums(answer: DataTable) throws(CausalError) -> Sums {
        var reader = try PanelAnswer(answer, self, groups: groups)
        try reader.read()
        return try reader.sums()
    }
}
