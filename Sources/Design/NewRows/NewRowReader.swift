import Groundwork
import Tables

/// What it takes to read the rows of another table as a design's.
struct NewRowReader {
    private let frame: ModelFrame
    /// The sets of columns that are categorical in the terms: a row's combination has to be a known one.
    private let categorical: [[String]]
    /// The columns that terms read.
    private let names: [String]
    /// The positions of the rows that can be read.
    let readable: [Int32]
    let missing: Int
    let unseen: Int

    init(_ frame: ModelFrame, _ table: DataTable) throws(CausalError) {
        self.frame = frame
        let formula = frame.formula
        let variables = formula.terms.flatMap(\.variables)
        let expansion = Expansion(
            sample: frame.sample, inputs: try FormulaInputs(formula, frame.sample.table, nil))
        var categorical: [[String]] = []
        for variable in variables {
            if let columns = try expansion.categories(variable), !categorical.contains(columns) {
                categorical.append(columns)
            } else if case .value(let expression) = variable, !variable.isCategorical(in: frame.sample.table)
            {
                _ = try expression.existingValues(table)
            }
        }
        for slope in formula.slopes { _ = try slope.variable.existingValues(table) }
        self.categorical = categorical
        var seen: Set<String> = []
        names = variables.flatMap(\.columns).filter { seen.insert($0).inserted }
        let needed = names + formula.slopes.flatMap(\.variable.names) + formula.factorColumns
        var isComplete = [Bool](repeating: true, count: table.rowCount)
        for name in Set(needed) {
            let column = try table.column(name)
            for row in isComplete.indices where column.isMissing(row) { isComplete[row] = false }
        }
        missing = isComplete.count { !$0 }
        for columns in categorical {
            var parts: [Column] = []
            for name in columns { parts.append(try table.column(name)) }
            let codes = try frame.sample.factor(interacting: columns).codes(of: parts)
            for row in isComplete.indices where codes[row] < 0 { isComplete[row] = false }
        }
        readable = isComplete.indices.filter { isComplete[$0] }.map(Int32.init)
        unseen = isComplete.count - missing - readable.count
    }

    /// The design's columns at complete rows.
    func columns(_ table: DataTable) throws(CausalError) -> [[Double]] {
        let examples = try self.examples()
        var columns: [Column] = []
        for name in names { columns.append(try joined(name, examples, table)) }
        let outcome = "(outcome)"
        columns.append(Column(outcome, [Double](repeating: 0, count: examples.count + table.rowCount)))
        let formula = Formula(termsOf: frame.formula, response: Expression(column: outcome))
        let both = try ModelFrame(formula, table: DataTable(columns))
        let ones =
            frame.columns.count > both.columns.count ? [[Double](repeating: 1, count: table.rowCount)] : []
        let shift = frame.columns.count - both.columns.count
        guard shift == (frame.formula.hasIntercept && !frame.slopes.isEmpty ? 1 : 0),
            both.columns.map(\.name) == frame.columns.dropFirst(shift).map(\.name),
            both.sample.count == examples.count + table.rowCount
        else { throw CausalError(.defect, "the new rows do not give the columns of the fit") }
        return ones + both.columns.map { Array($0.values[examples.count...]) }
    }

    /// Rows of the fit's table in which every category occurs: the first of each level. At least one.
    private func examples() throws(CausalError) -> [Int32] {
        var positions: Set<Int32> = [0]
        for columns in categorical {
            positions.formUnion(try frame.sample.factor(interacting: columns).firstRows)
        }
        return positions.sorted().map { position in frame.sample.rows?[Int(position)] ?? position }
    }

    /// A column at the fit's examples and at the new rows, of the kind that the fit's table has.
    private func joined(
        _ name: String, _ examples: [Int32], _ table: DataTable
    ) throws(CausalError) -> Column {
        let first = try frame.sample.table.column(name).rows(examples)
        if let numbers = first.numbers { return Column(name, numbers + (try table.numbers(name))) }
        let second = try table.column(name)
        let labels = (0..<first.count).map(first.label) + (0..<second.count).map(second.label)
        return Column(name, labels)
    }
}

extension Expansion {
    /// The columns whose combinations are a variable's categories; nil for numbers.
    func categories(_ variable: Variable) throws(CausalError) -> [String]? {
        switch variable {
        case .factor(let column, _): return [column]
        case .value(let expression):
            return variable.isCategorical(in: sample.table) ? expression.column.map { [$0] } : nil
        case .indicator(let indicator):
            guard let second = indicator.second else { return [indicator.first] }
            switch try roles(indicator, second) {
            case .firstIsFactor: return [indicator.first]
            case .secondIsFactor: return [second]
            case .bothAreFactors: return [indicator.first, second]
            }
        }
    }
}
