import Groundwork

extension AggregateLeastSquares {
    /// The query whose answer ``statistics(answer:)`` reads: one row a cell, and one for each column that has missing
    /// values.
    ///
    /// Rows where a column that the formula names is NULL or NaN are left out and counted, as `LeastSquares` does. Names
    /// enter quoted and nothing else does, so that no column's name can change the query. The rows are read twice: for
    /// their means, and for sums about these.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        let (k, v) = (keys.indices.map { "k\($0)" }, variables.indices.map { "v\($0)" })
        var columns = ["CASE \(try lostCases(dialect)) ELSE 0 END AS lost"]
        for (alias, key) in zip(k, keys) { columns.append("\(try dialect.quoted(key)) AS \(alias)") }
        for (alias, product) in zip(v, products) {
            var factors: [String] = []
            for column in product { factors.append(try dialect.number(column)) }
            columns.append("\(factors.joined(separator: " * ")) AS \(alias)")
        }
        let means = variables.indices.map { "avg(v\($0)) AS c\($0)" }
        let shifted =
            k + variables.indices.map { "c\($0)" } + variables.indices.map { "v\($0) - c\($0) AS d\($0)" }
        let source = "\(dialect.notMaterialized)(\n  SELECT \(columns.joined(separator: ",\n    "))"
        return """
            WITH used AS \(source)
              FROM \(try dialect.table(table))
            ), origin AS (
              SELECT \(means.joined(separator: ", ")) FROM used WHERE lost = 0
            ), shifted AS \(dialect.notMaterialized)(
              SELECT \(shifted.joined(separator: ", "))
              FROM used CROSS JOIN origin WHERE lost = 0
            )
            SELECT \((["0 AS lost"] + k + sums(dialect)).joined(separator: ",\n  "))
            FROM shifted
            \(k.isEmpty ? "" : "GROUP BY \(k.joined(separator: ", "))\n")UNION ALL
            SELECT \((["lost"] + k.map { _ in "NULL" } + lostSums).joined(separator: ", "))
            FROM used WHERE lost > 0 GROUP BY lost

            """
    }

    /// The position, counted from one, of the first column that a row misses.
    private func lostCases(_ dialect: SQLDialect) throws(CausalError) -> String {
        let numbers = Set(products.flatMap { $0 })
        var cases: [String] = []
        for (place, column) in required.enumerated() {
            let isMissing =
                numbers.contains(column)
                ? try dialect.isMissing(number: column) : "\(try dialect.quoted(column)) IS NULL"
            cases.append("WHEN \(isMissing) THEN \(place + 1)")
        }
        return cases.joined(separator: "\n      ")
    }

    /// The cells' columns after the keys.
    private func sums(_ dialect: SQLDialect) -> [String] {
        let all = variables.indices.map { "d\($0)" }.joined(separator: " + ")
        var sums = ["count(*) AS n", "count(\(all)) AS filled"]
        sums += variables.indices.map { "min(c\($0)) AS c\($0)" }
        sums += variables.indices.map { "\(dialect.sum("d\($0)")) AS s\($0)" }
        for i in variables.indices {
            sums += (0...i).map { "\(dialect.sum("d\(i) * d\($0)")) AS p\(i)_\($0)" }
        }
        return sums
    }

    /// The same columns for rows that are left out.
    private var lostSums: [String] {
        let width = variables.count
        return ["count(*)", "count(*)"]
            + Array(repeating: "NULL", count: 2 * width + width * (width + 1) / 2)
    }

    /// Reads the answer to ``query(table:dialect:)``.
    ///
    /// - Throws: `CausalError.Code.badValue` where a sum is not finite or a number could not be read;
    ///   `CausalError.Code.missingValue` for a cluster without a name; `CausalError.Code.noRows`.
    public func statistics(answer: DataTable) throws(CausalError) -> CrossProducts {
        let (lost, counts) = (try answer.numbers("lost"), try answer.numbers("n"))
        let filled = try answer.numbers("filled")
        let numbers = try numbers(answer)
        var (cells, missing): ([CrossProducts.Cell], [String: Int]) = ([], [:])
        var origin: [Double]?
        for row in 0..<answer.rowCount where counts[row] > 0 {
            guard let count = Int(exactly: counts[row]), let place = Int(exactly: lost[row]),
                (0...required.count).contains(place)
            else { throw CausalError(.badValue, "the database's answer has no count", row: row + 1) }
            guard place == 0 else {
                missing[required[place - 1], default: 0] += count
                continue
            }
            if let column = try missingKey(answer, row) {
                missing[column, default: 0] += count
                continue
            }
            guard filled[row] == counts[row] else {
                throw CausalError(.badValue, "the database could not read all values as numbers")
            }
            let values = numbers.map { $0[row] }
            let width = variables.count
            origin = origin ?? Array(values[..<width])
            cells.append(
                .init(
                    key: try keyValues(answer, row), count: count, sums: Array(values[width..<(2 * width)]),
                    products: Array(values[(2 * width)...])))
        }
        guard let origin else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
        return try CrossProducts(
            variables: variables, keys: keys, origin: origin, cells: cells, missing: missing)
    }

    private func numbers(_ answer: DataTable) throws(CausalError) -> [[Double]] {
        var names = variables.indices.map { "c\($0)" } + variables.indices.map { "s\($0)" }
        for i in variables.indices { names += (0...i).map { "p\(i)_\($0)" } }
        var numbers: [[Double]] = []
        for name in names { numbers.append(try AggregateLeastSquares.sums(answer.column(name))) }
        return numbers
    }

    /// Numbers as databases write them: also `12345678901234568000`, which a table keeps as text, `inf` and `nan`.
    private static func sums(_ column: Column) throws(CausalError) -> [Double] {
        if let numbers = column.numbers { return numbers }
        var numbers: [Double] = []
        for row in 0..<column.count {
            let text = column.label(row)
            guard let number = text.map(Double.init) ?? .nan else {
                throw CausalError(
                    .notNumeric, "the database's answer has no number", column: column.name, row: row + 1,
                    value: text)
            }
            numbers.append(number)
        }
        return numbers
    }

    /// The column of categories whose value a cell misses; a cluster may miss none.
    private func missingKey(_ answer: DataTable, _ row: Int) throws(CausalError) -> String? {
        var lacking: [String] = []
        for (place, name) in keys.enumerated() where try answer.column("k\(place)").isMissing(row) {
            lacking.append(name)
        }
        if let read = lacking.first(where: required.contains) { return read }
        guard let cluster = lacking.first else { return nil }
        throw CausalError(
            .missingValue, "a value is missing where none may be", column: cluster,
            remedy: "Fill it in, or leave such rows out in a view.")
    }

    private func keyValues(_ answer: DataTable, _ row: Int) throws(CausalError) -> [CrossProducts.Key] {
        var key: [CrossProducts.Key] = []
        for place in keys.indices {
            let column = try answer.column("k\(place)")
            key.append(column.numbers.map { .number($0[row]) } ?? .text(column.label(row) ?? ""))
        }
        return key
    }
}
