import DifferenceInDifferences

extension PanelMoments {
    /// The query whose answer ``sums(answer:)`` reads: kinds of units with their moments, the periods, and counts of rows with
    /// missing values.
    ///
    /// The engine gathers each unit's outcomes into a list, numbers the kinds of units, and sums the products of all pairs of
    /// a list's elements by kind: work of rows × periods/2. Without units there are no lists.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        var columns = ["\(try missingRows.lost(dialect)) AS lost"]
        columns.append("\(try dialect.quoted(panel.period)) AS t")
        if let unit = panel.unit { columns.append("\(try dialect.quoted(unit)) AS u") }
        for (place, name) in groups.enumerated() {
            columns.append("\(try dialect.quoted(name)) AS g\(place)")
        }
        if !hasCohorts { columns.append("\(try dialect.number(treatment.column)) AS x") }
        columns.append("\(try dialect.number(outcome)) AS y")
        if readsAllStatuses { columns.append("CASE WHEN \(try unknown(dialect)) THEN 0 ELSE 1 END AS known") }
        let kept = readsAllStatuses ? "known = 1" : "lost = 0"
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(columns.joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            ), found AS (
              SELECT lost AS place, CASE WHEN \(kept) THEN t END AS t, count(*) AS n, avg(y) AS y
              FROM used GROUP BY lost, CASE WHEN \(kept) THEN t END
            ), origin AS (
              SELECT sum(n * y) / sum(n) AS c FROM found WHERE place = 0
            ), times AS (
              SELECT t, CAST(row_number() OVER (ORDER BY t) AS INTEGER) AS i
              FROM (SELECT DISTINCT t FROM found WHERE t IS NOT NULL) AS seen
            ), \(panel.unit == nil ? rowParts(dialect) : unitParts(dialect, kept))
            SELECT \(all("0", n: "n", kindColumns(dialect))) FROM kinds
            UNION ALL
            SELECT \(all("2", n: "NULL", ["i": "i", "t": "t", "c": "c"])) FROM times CROSS JOIN origin
            UNION ALL
            SELECT \(all("1", n: "NULL", ["k": "k", "a": "a", "b": "b", "p": "p"])) FROM moments
            UNION ALL
            SELECT \(all("3", n: "n", ["k": "place"])) FROM found WHERE place > 0

            """
    }

    /// The columns by which units are told apart: cohorts and clusters.
    var groups: [String] { (hasCohorts ? [treatment.column] : []) + clusters }

    /// The columns that decide whether a row is used.
    var missingRows: MissingRows {
        MissingRows(columns: required, numbers: Set([outcome] + (hasCohorts ? [] : [treatment.column])))
    }

    private var g: [String] { groups.indices.map { "g\($0)" } }

    /// The columns of kinds; NULL of a type where others have numbers.
    private func kindColumns(_ dialect: SQLDialect) -> [String: String] {
        var columns = Dictionary(uniqueKeysWithValues: (g + ["k", "history", "mixed"]).map { ($0, $0) })
        for name in ["a", "b", "i"] { columns[name] = "CAST(NULL AS INTEGER)" }
        for name in ["p", "c"] { columns[name] = "CAST(NULL AS \(dialect.double))" }
        return columns
    }

    /// The columns of a part of the answer: those that it has, NULL for the others.
    private func all(_ part: String, n: String, _ own: [String: String]) -> String {
        let names = ["k", "mixed", "a", "b", "p", "i", "t", "c", "history"] + g
        let columns = ["\(part) AS part", "\(n) AS n"] + names.map { "\(own[$0] ?? "NULL") AS \($0)" }
        return columns.joined(separator: ", ")
    }

    /// Whether a row does not say who was treated when.
    private func unknown(_ dialect: SQLDialect) throws(CausalError) -> String {
        var tests: [String] = [try dialect.isMissing(number: treatment.column)]
        for name in [panel.period] + (panel.unit.map { [$0] } ?? []) {
            tests.append(try dialect.isMissing(key: name))
        }
        return tests.joined(separator: " OR ")
    }

    /// A period's part of a history, of a row whose columns are written behind a prefix.
    private func item(_ dialect: SQLDialect) -> (String) -> String {
        { row in
            let period = dialect.text(row + "i")
            guard !hasCohorts else { return period }
            let end = readsAllStatuses ? ", CASE WHEN \(row)lost = 0 THEN '' ELSE ':-' END)" : ")"
            return "concat(\(period), ':', \(dialect.text(row + "x"))" + end
        }
    }

    /// Kinds of units and their moments: a list of outcomes a unit, and its products by kind.
    private func unitParts(_ dialect: SQLDialect, _ kept: String) -> String {
        let fields = ["i"] + (hasCohorts ? [] : ["x"]) + (readsAllStatuses ? ["lost"] : []) + ["d"]
        let texts = ("history", item(dialect))
        let change = readsAllStatuses ? "CASE WHEN lost = 0 THEN y - c END AS d" : "y - c AS d"
        let mixed = g.map { "min(\($0)) <> max(\($0)) OR count(\($0)) NOT IN (0, count(*))" }
        let flag = mixed.isEmpty ? "0" : "CASE WHEN \(mixed.joined(separator: " OR ")) THEN 1 ELSE 0 END"
        // Texts are compared where NULL may be, which equals nothing.
        let h = g.map { "coalesce(\(dialect.text($0)), '') AS h\($0)" }
        let same = (g.map { "h\($0)" } + ["history", "mixed"])
        return """
            units AS \(dialect.notMaterialized)(
              SELECT \((g.map { "min(\($0)) AS \($0)" } + ["\(flag) AS mixed"]).joined(separator: ", ")),
                \(dialect.gathered(fields, texts: texts, values: ["d"]))
              FROM (
                SELECT \((["u"] + g + ["times.i AS i"] + fields.dropFirst().dropLast() + [change]).joined(separator: ", "))
                FROM used JOIN times ON used.t = times.t CROSS JOIN origin WHERE \(kept)
              ) AS placed GROUP BY u
            ), listed AS (
              SELECT \((g + h + ["mixed"] + dialect.lists(texts: texts, values: ["d"])).joined(separator: ", "))
              FROM units
            ), kinds AS (
              SELECT \((same + g.map { "min(\($0)) AS \($0)" }).joined(separator: ", ")), count(*) AS n,
                min(\(dialect.length("d"))) AS size,
                CAST(row_number() OVER (ORDER BY \(same.joined(separator: ", "))) AS INTEGER) AS k
              FROM listed GROUP BY \(same.joined(separator: ", "))
            ), single AS \(dialect.notMaterialized)(
              SELECT k, d, \(dialect.counted(1, "size")) AS a
              FROM kinds JOIN listed ON \(same.map { "kinds.\($0) = listed.\($0)" }.joined(separator: " AND "))
              WHERE size <= (SELECT count(*) FROM times)
            ), paired AS \(dialect.notMaterialized)(
              SELECT k, d, a, \(dialect.counted(0, "a")) AS b FROM single
            ), moments AS \(dialect.notMaterialized)(
              SELECT k, a, b, \(dialect.sum("CASE WHEN b = 0 THEN 1 ELSE \(dialect.element("d", "b")) END * \(dialect.element("d", "a"))")) AS p
              FROM paired GROUP BY k, a, b
            )
            """
    }

    /// Rows that are units by themselves: by cohort, clusters and period, sums of the outcome and of its square.
    private func rowParts(_ dialect: SQLDialect) -> String {
        let by = (g + ["used.t"] + (hasCohorts ? [] : ["x"])).joined(separator: ", ")
        let kept = (g + ["n", "s", "p", "times.i AS i"] + (hasCohorts ? [] : ["x"])).joined(separator: ", ")
        let order = (g + ["i"] + (hasCohorts ? [] : ["x"])).joined(separator: ", ")
        return """
            cells AS (
              SELECT \(by), count(*) AS n, \(dialect.sum("y - c")) AS s, \(dialect.sum("(y - c) * (y - c)")) AS p
              FROM used CROSS JOIN origin WHERE lost = 0 GROUP BY \(by)
            ), kinds AS (
              SELECT \((g + ["n", "s", "p"]).joined(separator: ", ")), 0 AS mixed, \(item(dialect)("")) AS history,
                CAST(row_number() OVER (ORDER BY \(order)) AS INTEGER) AS k
              FROM (SELECT \(kept) FROM cells AS used JOIN times ON used.t = times.t) AS placed
            ), moments AS (
              SELECT k, 1 AS a, 0 AS b, s AS p FROM kinds UNION ALL SELECT k, 1, 1, p FROM kinds
            )
            """
    }
}

extension PanelMoments {
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
