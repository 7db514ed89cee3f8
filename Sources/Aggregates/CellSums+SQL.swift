import Groundwork

extension CellSums {
    /// The query whose answer ``statistics(answer:)`` reads: one row a cell, and one for each column that has missing
    /// values.
    ///
    /// Rows where a required column is NULL or NaN are left out and counted, as rows are that are read here. Names
    /// enter quoted and nothing else does, so that no column's name can change the query. The rows are read twice: for
    /// their means, and for sums about these.
    ///
    /// - Throws: `CausalError.Code.badArgument` for names that no database has.
    public func query(table: String, dialect: SQLDialect) throws(CausalError) -> String {
        let (k, v) = (keys.indices.map { "k\($0)" }, variables.indices.map { "v\($0)" })
        var columns = ["\(try missingRows.lost(dialect)) AS lost"]
        for (alias, key) in zip(k, keys) { columns.append("\(try dialect.quoted(key)) AS \(alias)") }
        for (alias, product) in zip(v, products) {
            var factors: [String] = []
            for column in product { factors.append(try dialect.number(column)) }
            columns.append("\(factors.joined(separator: " * ")) AS \(alias)")
        }
        if let weights { columns.append("\(try dialect.number(weights)) AS w") }
        let means = variables.indices.map {
            weights == nil ? "avg(v\($0)) AS c\($0)" : "sum(w * v\($0)) / nullif(sum(w), 0) AS c\($0)"
        }
        let shifted =
            k + (weights == nil ? [] : ["w"]) + variables.indices.map { "c\($0)" }
            + variables.indices.map { "v\($0) - c\($0) AS d\($0)" }
        return """
            WITH used AS \(dialect.notMaterialized)(
              SELECT \(columns.joined(separator: ",\n    "))
              FROM \(try dialect.table(table))
            ), found AS (
              SELECT \((["lost AS place", "count(*) AS n"] + means).joined(separator: ", "))
              FROM used GROUP BY lost
            ), shifted AS \(dialect.notMaterialized)(
              SELECT \((shifted.isEmpty ? ["lost"] : shifted).joined(separator: ", "))
              FROM used CROSS JOIN found WHERE lost = 0 AND place = 0
            )
            SELECT \((["0 AS lost"] + k + sums(dialect)).joined(separator: ",\n  "))
            FROM shifted
            \(k.isEmpty ? "" : "GROUP BY \(k.joined(separator: ", "))\n")UNION ALL
            SELECT \((["place"] + k.map { _ in "NULL" } + lostSums).joined(separator: ", "))
            FROM found WHERE place > 0

            """
    }

    /// The columns that decide whether a row is used.
    private var missingRows: MissingRows {
        let outcome = variables.isEmpty ? Set<String>() : Set(required.prefix(1))
        return MissingRows(
            columns: required,
            numbers: Set(products.flatMap { $0 } + (weights.map { [$0] } ?? [])).union(outcome),
            weights: weights)
    }

    /// The cells' columns after the keys.
    private func sums(_ dialect: SQLDialect) -> [String] {
        let all = variables.indices.map { "d\($0)" }.joined(separator: " + ")
        var sums = ["count(*) AS n", "count(\(variables.isEmpty ? "*" : all)) AS filled"]
        if weights != nil { sums += ["\(dialect.sum("w")) AS mass", "min(w) AS lightest"] }
        let w = weights == nil ? "" : "w * "
        sums += variables.indices.map { "min(c\($0)) AS c\($0)" }
        sums += variables.indices.map { "\(dialect.sum("\(w)d\($0)")) AS s\($0)" }
        for i in variables.indices {
            sums += (0...i).map { "\(dialect.sum("\(w)d\(i) * d\($0)")) AS p\(i)_\($0)" }
        }
        return sums
    }

    /// The same columns for rows that are left out.
    private var lostSums: [String] {
        let width = variables.count
        return ["n", "n"]
            + Array(
                repeating: "NULL",
                count: (weights == nil ? 0 : 2) + 2 * width + width * (width + 1) / 2)
    }

    /// Reads the answer to ``query(table:dialect:)``.
    ///
    /// - Throws: `CausalError.Code.badValue` where a sum is not finite, a weight negative, or a number could not be read;
    ///   `CausalError.Code.missingValue` for a cluster without a name; `CausalError.Code.noRows`.
    public func statistics(answer: DataTable) throws(CausalError) -> CrossProducts {
        let (lost, counts) = (try answer.numbers("lost"), try answer.engineCounts("n"))
        let filled = try answer.numbers("filled")
        let masses = weights == nil ? nil : try answer.numbers("mass")
        let lightest = weights == nil ? nil : try answer.numbers("lightest")
        let numbers = try numbers(answer)
        var (cells, left): ([CrossProducts.Cell], MissingRows.Counts) = ([], .init())
        var origin: [Double]?
        for row in 0..<answer.rowCount where counts[row] > 0 {
            let count = counts[row]
            guard lost[row] == 0 else {
                try missingRows.count(lost[row], count, row: row, in: &left)
                continue
            }
            if let column = try missingKey(answer, row) {
                left.missing[column, default: 0] += count
                continue
            }
            guard filled[row] == Double(count) else {
                throw CausalError(.badValue, "the database could not read all values as numbers")
            }
            if let weight = lightest?[row], !(weight > 0) {
                throw CausalError(
                    .badValue, "a weight is negative", column: weights, value: weight.shortestDecimal)
            }
            let values = numbers.map { $0[row] }
            let width = variables.count
            origin = origin ?? Array(values[..<width])
            cells.append(
                .init(
                    key: try keyValues(answer, row), count: count, mass: masses?[row],
                    sums: Array(values[width..<(2 * width)]), products: Array(values[(2 * width)...])))
        }
        guard let origin else {
            throw CausalError(.noRows, "no row of the table has all the columns that the model reads")
        }
        return try CrossProducts(
            variables: variables, keys: keys, origin: origin, cells: cells, missing: left.missing,
            zeroWeight: left.zeroWeight)
    }

    private func numbers(_ answer: DataTable) throws(CausalError) -> [[Double]] {
        var names = variables.indices.map { "c\($0)" } + variables.indices.map { "s\($0)" }
        for i in variables.indices { names += (0...i).map { "p\(i)_\($0)" } }
        var numbers: [[Double]] = []
        for name in names { numbers.append(try answer.column(name).engineNumbers()) }
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
        for place in keys.indices { key.append(try answer.column("k\(place)").key(row)) }
        return key
    }
}
