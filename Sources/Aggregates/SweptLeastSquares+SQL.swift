import Regression

extension SweptLeastSquares {
    /// The query whose answer ``products(answer:)`` reads.
    ///
    /// A window over each unit takes its means off the variables, so that squares are those of deviations within units; they are
    /// then summed by cluster and combination of small factors. The last part joins the combinations of each unit with each
    /// other: keep the small factors small.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        let (f, v) = (factors.indices.map { "f\($0)" }, variables.indices)
        let by = (["g"] + f).joined(separator: ", ")
        let mass = weights == nil ? "count(*)" : dialect.sum("w")
        let kept = (["g", "u"] + (weights == nil ? [] : ["w"]) + f + v.map { "c\($0)" }).joined(
            separator: ", ")
        let parts = queryParts(dialect)
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(try columns(dialect).joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            ), origin AS (
              SELECT \(v.map { "avg(v\($0)) AS c\($0)" }.joined(separator: ", ")) FROM used WHERE lost = 0
            ), shifted AS (
              SELECT \(kept), \(v.map { "v\($0) - c\($0) AS e\($0)" }.joined(separator: ", ")),
                \(size) OVER (PARTITION BY u) AS size
              FROM used CROSS JOIN origin WHERE lost = 0
            ), swept AS (
              SELECT shifted.*, \(v.map { "e\($0) - \(unitMean("e\($0)")) AS d\($0)" }.joined(separator: ", "))
              FROM shifted WHERE size > 1
            ), parts AS (
              SELECT \(by), u, \(mass) AS m FROM swept GROUP BY \(by), u
            ), units AS (
              SELECT g AS home, u AS unit, CAST(sum(m) AS \(dialect.double)) AS n FROM parts GROUP BY g, u
            )
            SELECT \(parts.pairs)
            FROM parts AS a JOIN parts AS b ON a.u = b.u AND a.g = b.g JOIN units ON units.unit = a.u AND units.home = a.g
            GROUP BY \((["a.g"] + f.map { "a.\($0)" } + f.map { "b.\($0)" }).joined(separator: ", "))
            UNION ALL SELECT \(parts.cells) FROM swept GROUP BY \(by)
            UNION ALL SELECT \(parts.other("1", "0")) FROM units
            UNION ALL SELECT \(parts.other("4", "0")) FROM (SELECT unit FROM units GROUP BY unit HAVING count(*) > 1) AS split
            UNION ALL SELECT \(parts.other("5", "0")) FROM shifted WHERE size = 1
            UNION ALL SELECT \(parts.other("6", "lost")) FROM used WHERE lost > 0 GROUP BY lost

            """
    }

    /// How many rows a unit has; one that stands for several is never alone.
    private var size: String {
        weights != nil && weightKind == .frequency ? "sum(CASE WHEN w > 1 THEN 2 ELSE 1 END)" : "count(*)"
    }

    /// A unit's mean.
    private func unitMean(_ value: String) -> String {
        weights == nil
            ? "avg(\(value)) OVER (PARTITION BY u)"
            : "sum(w * \(value)) OVER (PARTITION BY u) / sum(w) OVER (PARTITION BY u)"
    }

    /// The columns of each part of the answer.
    private func queryParts(_ dialect: SQLDialect)
        -> (pairs: String, cells: String, other: (String, String) -> String)
    {
        let (f, v) = (factors.indices.map { "f\($0)" }, variables.indices)
        let (w, mass) = weights == nil ? ("", "count(*)") : ("w * ", dialect.sum("w"))
        let (empty, none) = ("CAST(NULL AS \(dialect.double))", f.map { _ in "NULL" })
        let names =
            v.map { "s\($0)" } + v.map { "r\($0)" } + v.flatMap { i in (0...i).map { "p\(i)_\($0)" } } + ["c"]
        let pairs =
            ["2 AS kind", "0 AS lost", "a.g AS g"] + f.map { "a.\($0) AS \($0)" }
            + f.map { "b.\($0) AS e\($0)" }
            + ["count(*) AS n", "\(dialect.sum("a.m * b.m / units.n")) AS q", "\(empty) AS lightest"]
            + ["\(empty) AS t"] + names.map { "\(empty) AS \($0)" }
        let cells =
            ["0", "0", "g"] + f + none
            + ["count(*)", "CAST(\(mass) AS \(dialect.double))", weights == nil ? empty : "min(w)"]
            + [dialect.sum("\(w)e0")] + v.map { dialect.sum("\(w)d\($0)") }
            + v.map { dialect.sum("\(w)e\($0) * e\($0)") }
            + v.flatMap { i in (0...i).map { dialect.sum("\(w)d\(i) * d\($0)") } } + ["min(c0)"]
        return (
            pairs.joined(separator: ", "), cells.joined(separator: ", "),
            { kind, lost in
                let first = [kind, lost, "NULL"] + none + none + ["count(*)", empty, empty, "NULL"]
                return (first + names.map { _ in "NULL" }).joined(separator: ", ")
            }
        )
    }

    private func columns(_ dialect: SQLDialect) throws(CausalError) -> [String] {
        var cases: [String] = []
        let numbers = Set(products.flatMap { $0 } + (weights.map { [$0] } ?? []))
        for (place, name) in required.enumerated() {
            let test =
                numbers.contains(name)
                ? try dialect.isMissing(number: name) : try dialect.isMissing(key: name)
            cases.append("WHEN \(test) THEN \(place + 1)")
        }
        if let weights { cases.append("WHEN \(try dialect.number(weights)) = 0 THEN \(zeroWeight)") }
        var columns = ["CASE \(cases.joined(separator: "\n      ")) ELSE 0 END AS lost"]
        columns.append("\(try dialect.quoted(cluster)) AS g")
        columns.append("\(try dialect.quoted(unit)) AS u")
        if let weights { columns.append("\(try dialect.number(weights)) AS w") }
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
