import Regression

/// The design's columns over equivalent rows.
struct AggregateDesign {
    /// The coefficients' names, without the intercept.
    var names: [String] = []
    /// The columns; those of numbers alone are less their origin where there is an intercept.
    var columns: [[Double]] = []
    /// What was subtracted from each column.
    var origin: [Double] = []
    /// The keys' values at each row.
    let table: DataTable

    init(_ model: AggregateLeastSquares, _ statistics: CrossProducts, _ rows: EquivalentRows)
        throws(CausalError)
    {
        let keyColumns = AggregateDesign.keyColumns(statistics, rows)
        table = try DataTable(keyColumns.isEmpty ? [Column("cell", rows.cells.map(Int.init))] : keyColumns)
        let renamed = Renaming(model)
        var inputs: [Column] = [Column(renamed.response, rows.weights)]
        // Ones in the numbers' places leave the categories' coding, which depends on all terms; the numbers come after.
        for name in renamed.numbers { inputs.append(Column(name, rows.weights.map { _ in 1.0 })) }
        for (column, name) in zip(keyColumns, renamed.keys) { inputs.append(Column(name, column.values)) }
        let frame = try ModelFrame(try Formula(renamed.formula), table: try DataTable(inputs))
        for (position, term) in model.terms.enumerated() {
            let isCentred = term.factors.isEmpty && model.formula.hasIntercept
            let place = term.number.flatMap { model.variables.dropFirst().firstIndex(of: $0) }
            for column in frame.columns where column.term == renamed.terms[position] {
                names.append(renamed.original(column.name))
                guard let place else {
                    columns.append(column.values)
                    origin.append(0)
                    continue
                }
                let shift = statistics.origin[place]
                columns.append(
                    isCentred
                        ? rows.columns[place]
                        : zip(column.values, rows.columns[place]).map { $0 * ($1 + shift) })
                origin.append(isCentred ? shift : 0)
            }
        }
        guard names.count == frame.columns.count else {
            throw CausalError(.defect, "a term of the aggregates was not found")
        }
    }

    /// The keys' values at each row, numbers where all of them are.
    private static func keyColumns(_ statistics: CrossProducts, _ rows: EquivalentRows) -> [Column] {
        statistics.keys.enumerated().map { position, name in
            let keys = statistics.cells.map { $0.key[position] }
            let numbers = keys.compactMap { key -> Double? in
                if case .number(let value) = key { value } else { nil }
            }
            if numbers.count == keys.count { return Column(name, rows.cells.map { numbers[Int($0)] }) }
            return Column(name, rows.cells.map { Optional(keys[Int($0)].description) })
        }
    }
}

/// Names that no column of the database has, for the formula over equivalent rows.
private struct Renaming {
    let response = "⟦y⟧"
    let numbers: [String]
    let keys: [String]
    let terms: [String]
    let formula: String
    private let written: [(String, String)]

    init(_ model: AggregateLeastSquares) {
        var variables: [String] = []
        for name in model.variables.dropFirst().flatMap(AggregateTerm.variables)
        where !variables.contains(name) {
            variables.append(name)
        }
        let numbers = variables.indices.map { "⟦v\($0)⟧" }
        let keys = model.keys.indices.map { "⟦k\($0)⟧" }
        terms = model.terms.map { term in
            term.parts.map { part in
                switch part {
                case .numbers(let name):
                    AggregateTerm.variables(name).map { "`\(numbers[variables.firstIndex(of: $0) ?? 0])`" }
                        .joined(separator: ":")
                case .factor(let column, let function):
                    "\(function)(`\(keys[model.keys.firstIndex(of: column) ?? 0])`)"
                }
            }.joined(separator: ":")
        }
        let sides = terms + (model.formula.writesIntercept ? (terms.isEmpty ? ["1"] : []) : ["0"])
        formula = "`\(response)` ~ " + sides.joined(separator: " + ")
        self.numbers = numbers
        self.keys = keys
        written =
            zip(numbers, variables).map { ("`\($0)`", $1) }
            + zip(keys, model.keys).map { ("`\($0)`", Expression(column: $1).description) }
    }

    /// A coefficient's name in the terms of the database.
    func original(_ name: String) -> String {
        var result = name
        for (new, old) in written {
            result = result.split(separator: new, omittingEmptySubsequences: false).joined(separator: old)
        }
        return result
    }
}
