import Regression

extension SweptLeastSquares {
    /// The query whose answer ``products(answer:)`` reads.
    ///
    /// Each unit's means are taken off the variables, so that squares are those of deviations within units; they are then summed
    /// by cluster and combination of small factors. Units of a cluster that have the same combinations are alike, and pairs of
    /// combinations are counted once for all that are: keep the small factors small.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        if let cells { return try cells.query(table: table, dialect: dialect) }
        let v = variables.indices
        let means = v.map { weights == nil ? "avg(v\($0))" : "sum(w * v\($0)) / nullif(sum(w), 0)" }
        let mass = "CAST(\(weights == nil ? "count(*)" : "sum(w)") AS \(dialect.double))"
        let levels = f.map { "CASE WHEN lost = 0 THEN \($0) END" }
        let deviations = v.map { "v\($0) - c\($0) AS e\($0), v\($0) - m\($0) AS d\($0), c\($0)" }
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(try columns(dialect).joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            ), found AS (
              SELECT \((["lost AS place"] + zip(levels, f).map { "\($0) AS \($1)" }).joined(separator: ", ")),
                count(*) AS n, \(mass) AS mass, \(zip(means, v).map { "\($0) AS c\($1)" }.joined(separator: ", "))
              FROM used GROUP BY \((["lost"] + levels).joined(separator: ", "))
            ), origin AS (
              SELECT \(v.map { "sum(mass * c\($0)) / nullif(sum(mass), 0) AS c\($0)" }.joined(separator: ", "))
              FROM found WHERE place = 0
            ), levels AS (
              SELECT \((f + ["CAST(row_number() OVER (ORDER BY \((f + ["place"]).joined(separator: ", "))) AS INTEGER) AS i"]).joined(separator: ", "))
              FROM found WHERE place = 0
            ), means AS (
              SELECT u, min(g) AS g, CASE WHEN min(g) <> max(g) OR count(g) NOT IN (0, count(*)) THEN 1 ELSE 0 END AS split,
                \(size) AS size, \(mass) AS mass, \(zip(means, v).map { "\($0) AS m\($1)" }.joined(separator: ", "))
              FROM used WHERE lost = 0 GROUP BY u
            ), swept AS \(dialect.notMaterialized)(
              SELECT \((["means.g AS g", "i"] + (weights == nil ? [] : ["w"]) + deviations).joined(separator: ", "))
              FROM \(placed) JOIN means ON used.u = means.u CROSS JOIN origin WHERE lost = 0 AND size > 1
            ), \(patterns(dialect, mass))
            SELECT \(answerParts(dialect).joined(separator: "\nUNION ALL\nSELECT "))

            """
    }

    private var f: [String] { factors.indices.map { "f\($0)" } }

    /// The rows with the number of their combination of small factors.
    private var placed: String {
        f.isEmpty
            ? "(SELECT used.*, 1 AS i FROM used) AS used"
            : "used JOIN levels ON \(f.map { "used.\($0) = levels.\($0)" }.joined(separator: " AND "))"
    }

    /// How many rows a unit has; one that stands for several is never alone.
    private var size: String {
        weights != nil && weightKind == .frequency ? "sum(CASE WHEN w > 1 THEN 2 ELSE 1 END)" : "count(*)"
    }

    /// The combinations that units have, and how many units of a cluster have the same.
    private func patterns(_ dialect: SQLDialect, _ mass: String) -> String {
        """
        parts AS \(dialect.notMaterialized)(
          SELECT u, i, \(mass) AS m FROM \(placed) WHERE lost = 0 GROUP BY u, i
        ), gathered AS \(dialect.notMaterialized)(
          SELECT u, \(dialect.gathered(["i", "m"], texts: nil, values: ["i", "m"])) FROM parts GROUP BY u
        ), listed AS \(dialect.notMaterialized)(
          SELECT u, \(dialect.lists(texts: nil, values: ["i", "m"]).joined(separator: ", ")) FROM gathered
        ), patterns AS \(dialect.notMaterialized)(
          SELECT g, i, m, min(mass) AS mass, count(*) AS n
          FROM listed JOIN means ON listed.u = means.u WHERE size > 1 GROUP BY g, i, m
        ), single AS \(dialect.notMaterialized)(
          SELECT g, i, m, mass, n, \(dialect.counted(1, dialect.length("i"))) AS a FROM patterns
        ), paired AS \(dialect.notMaterialized)(
          SELECT g, i, m, mass, n, a, \(dialect.counted(1, "a")) AS b FROM single
        ), pairs AS \(dialect.notMaterialized)(
          SELECT g, \(dialect.element("i", "a")) AS i, \(dialect.element("i", "b")) AS j,
            n * \(dialect.element("m", "a")) * \(dialect.element("m", "b")) / mass AS q
          FROM paired
        )
        """
    }

    /// The parts of the answer; the first two give the columns their types.
    private func answerParts(_ dialect: SQLDialect) -> [String] {
        let v = variables.indices
        let w = weights == nil ? "" : "w * "
        let names =
            ["n", "mass", "lightest", "g", "i", "j", "q", "t", "c"] + v.map { "s\($0)" } + v.map { "r\($0)" }
            + v.flatMap { i in (0...i).map { "p\(i)_\($0)" } } + f
        func part(_ kind: Int, _ own: [String: String]) -> String {
            (["\(kind) AS kind"] + names.map { "\(own[$0] ?? "NULL") AS \($0)" }).joined(separator: ", ")
        }
        var levels = ["i": "i", "j": "CAST(NULL AS INTEGER)", "q": "CAST(NULL AS \(dialect.double))"]
        for name in f { levels[name] = name }
        var cells = [
            "n": "count(*)", "mass": weights == nil ? "count(*)" : dialect.sum("w"), "g": "g", "i": "i",
            "t": dialect.sum("\(w)e0"), "c": "min(c0)",
        ]
        cells["lightest"] = weights == nil ? "CAST(NULL AS \(dialect.double))" : "min(w)"
        for i in v {
            cells["s\(i)"] = dialect.sum("\(w)d\(i)")
            cells["r\(i)"] = dialect.sum("\(w)e\(i) * e\(i)")
            for j in 0...i { cells["p\(i)_\(j)"] = dialect.sum("\(w)d\(i) * d\(j)") }
        }
        return [
            part(3, levels) + "\nFROM levels", part(0, cells) + "\nFROM swept GROUP BY g, i",
            part(2, ["n": "count(*)", "g": "g", "i": "i", "j": "j", "q": dialect.sum("q")])
                + "\nFROM pairs GROUP BY g, i, j",
            part(4, ["n": "count(*)", "i": "split"]) + "\nFROM means WHERE size > 1 GROUP BY split",
            part(5, ["n": "count(*)"]) + "\nFROM means WHERE size = 1",
            part(6, ["n": "sum(n)", "i": "place"]) + "\nFROM found WHERE place > 0 GROUP BY place",
        ]
    }

    private func columns(_ dialect: SQLDialect) throws(CausalError) -> [String] {
        var columns = ["\(try missingRows.lost(dialect)) AS lost"]
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
