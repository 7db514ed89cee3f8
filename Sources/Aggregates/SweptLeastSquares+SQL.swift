import Regression

extension SweptLeastSquares {
    /// The query whose answer ``products(answer:)`` reads.
    ///
    /// Rows are summed by unit and combination of small factors; a unit's sums and counts, divided by its number of rows,
    /// are then summed by cluster. The last part joins the combinations of each unit with each other: keep the small
    /// factors small.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        let f = factors.indices.map { "f\($0)" }
        let v = variables.indices
        let by = (["g"] + f).joined(separator: ", ")
        let sums = v.map { "\(dialect.sum("d\($0)")) AS s\($0)" }
        let products = v.flatMap { i in (0...i).map { dialect.sum("d\(i) * d\($0)") } }
        let corrections = v.flatMap { i in (0...i).map { dialect.sum("s\(i) * s\($0) / n") } }
        let empty = "CAST(NULL AS \(dialect.double))"
        let noFactors = f.map { _ in "NULL" }
        let names = v.map { "s\($0)" } + v.flatMap { i in (0...i).map { "p\(i)_\($0)" } }
        let pairs =
            ["2 AS kind", "0 AS lost", "a.g AS g"] + f.map { "a.\($0) AS \($0)" }
            + f.map { "b.\($0) AS e\($0)" } + ["count(*) AS n", "\(dialect.sum("a.m * b.m / a.n")) AS q"]
            + names.map { "\(empty) AS \($0)" } + ["\(empty) AS c"]
        let cells =
            ["0", "0", "g"] + f + noFactors + ["count(*)", empty] + v.map { dialect.sum("d\($0)") }
            + products + ["min(c)"]
        let units =
            ["1", "0", "g"] + noFactors + noFactors + ["count(*)", empty] + v.map { _ in "NULL" }
            + corrections + ["NULL"]
        let mixed =
            ["3", "0", "g"] + f + noFactors + ["count(*)", empty]
            + v.map { dialect.sum("m * t\($0) / n") } + products.map { _ in "NULL" } + ["NULL"]
        func other(_ kind: String, _ lost: String) -> String {
            let first = [kind, lost, "NULL"] + noFactors + noFactors + ["count(*)", empty]
            return (first + names.map { _ in "NULL" } + ["NULL"]).joined(separator: ", ")
        }
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(try columns(dialect).joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            ), origin AS (
              SELECT \(v.map { "avg(v\($0)) AS c\($0)" }.joined(separator: ", ")) FROM used WHERE lost = 0
            ), shifted AS (
              SELECT \((["g", "u"] + f + v.map { "v\($0) - c\($0) AS d\($0)" }).joined(separator: ", ")),
                c0 AS c, count(*) OVER (PARTITION BY u) AS size
              FROM used CROSS JOIN origin WHERE lost = 0
            ), parts AS (
              SELECT \(by), u, count(*) AS m, \(sums.joined(separator: ", "))
              FROM shifted WHERE size > 1 GROUP BY \(by), u
            ), units AS (
              SELECT g AS home, u AS unit, CAST(sum(m) AS \(dialect.double)) AS n, \(v.map { "sum(s\($0)) AS t\($0)" }.joined(separator: ", "))
              FROM parts GROUP BY g, u
            ), whole AS (
              SELECT parts.*, n, \(v.map { "t\($0)" }.joined(separator: ", "))
              FROM parts JOIN units ON parts.u = units.unit AND parts.g = units.home
            )
            SELECT \(pairs.joined(separator: ", "))
            FROM whole AS a JOIN whole AS b ON a.u = b.u AND a.g = b.g
            GROUP BY \((["a.g"] + f.map { "a.\($0)" } + f.map { "b.\($0)" }).joined(separator: ", "))
            UNION ALL SELECT \(cells.joined(separator: ", ")) FROM shifted WHERE size > 1 GROUP BY \(by)
            UNION ALL SELECT \(units.joined(separator: ", "))
            FROM (SELECT home AS g, n, \(v.map { "t\($0) AS s\($0)" }.joined(separator: ", ")) FROM units) AS sums GROUP BY g
            UNION ALL SELECT \(mixed.joined(separator: ", ")) FROM whole GROUP BY \(by)
            UNION ALL SELECT \(other("4", "0")) FROM (SELECT unit FROM units GROUP BY unit HAVING count(*) > 1) AS split
            UNION ALL SELECT \(other("5", "0")) FROM shifted WHERE size = 1
            UNION ALL SELECT \(other("6", "lost")) FROM used WHERE lost > 0 GROUP BY lost

            """
    }

    private func columns(_ dialect: SQLDialect) throws(CausalError) -> [String] {
        var cases: [String] = []
        let numbers = Set(products.flatMap { $0 })
        for (place, name) in required.enumerated() {
            let test =
                numbers.contains(name)
                ? try dialect.isMissing(number: name) : "\(try dialect.quoted(name)) IS NULL"
            cases.append("WHEN \(test) THEN \(place + 1)")
        }
        var columns = ["CASE \(cases.joined(separator: "\n      ")) ELSE 0 END AS lost"]
        columns.append("\(try dialect.quoted(cluster)) AS g")
        columns.append("\(try dialect.quoted(unit)) AS u")
        for (place, name) in factors.enumerated() {
            columns.append("\(try dialect.quoted(name)) AS f\(place)")
        }
        for (place, product) in products.enumerated() {
            var parts: [String] = []
            for name in product { parts.append(try dialect.number(name)) }
            columns.append("\(parts.joined(separator: " * ")) AS v\(place)")
        }
        return columns
    }
}
