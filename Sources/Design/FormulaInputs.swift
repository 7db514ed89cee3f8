import Groundwork
import Tables

/// What a formula's expressions read, over the whole table: columns, and values of other periods.
struct FormulaInputs: Sendable {
    private let table: DataTable
    private let lags: Lags?
    private var shifts: [Shift: [Double]] = [:]
    private var expressions: [Expression: BoundExpression] = [:]
    private var checked: Set<Leaf> = []
    private var finite: Set<Leaf> = []

    /// Reads what the formula needs.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.notNumeric` and
    ///   `CausalError.Code.syntax` for text where a number is needed; `CausalError.Code.badArgument` for a
    ///   lag without a panel; `CausalError.Code.badPanel`.
    init(_ formula: Formula, _ table: DataTable, _ panel: PanelIndex?) throws(CausalError) {
        self.table = table
        lags = formula.usesPanel ? try Lags(table, panel) : nil
        try read(formula.response)
        for slope in formula.slopes { try read(slope.variable) }
        for variable in formula.variables.dropFirst() {
            for column in variable.columns { _ = try table.column(column) }
            if case .value(let expression) = variable, !variable.isCategorical(in: table) {
                try read(expression)
            }
        }
    }

    private mutating func read(_ expression: Expression) throws(CausalError) {
        guard expressions[expression] == nil else { return }
        for case .shift(let shift) in expression.leaves where shifts[shift] == nil {
            try read(shift.inner)
            shifts[shift] = try lags?.values(of: shift, now: values(shift.inner, rows: nil))
        }
        let bound = try BoundExpression(expression, table, shifts: shifts)
        for (leaf, values) in zip(expression.leaves, bound.numbers) where checked.insert(leaf).inserted {
            if let values, Parallel.allFinite(values) { finite.insert(leaf) }
        }
        expressions[expression] = bound
    }

    /// The values of an expression that was read, at rows of the table (all of them when `rows` is nil); NaN
    /// only where something that it reads is missing.
    ///
    /// - Throws: `CausalError.Code.badValue` with row and value where the expression does not exist
    ///   (`log(0)`), or an input is infinite.
    func values(_ expression: Expression, rows: [Int32]?) throws(CausalError) -> [Double] {
        guard let bound = expressions[expression] else {
            throw CausalError(.defect, "\(expression) has not been read")
        }
        return try bound.existingValues(rows: rows, finite: finite)
    }

    /// The rows where everything that the formula reads is present.
    func sample(_ formula: Formula, weights: String?, requiring: [String]) throws(CausalError) -> Sample {
        var filter = RowFilter(table)
        for variable in formula.variables {
            if case .value(let expression) = variable {
                for leaf in expression.leaves where !finite.contains(leaf) { try require(leaf, &filter) }
            } else {
                for name in variable.columns { filter.require(try table.column(name)) }
            }
        }
        for name in formula.factorColumns + requiring { filter.require(try table.column(name)) }
        if let weights { try filter.weigh(weights) }
        return try filter.sample()
    }

    private func require(_ leaf: Leaf, _ filter: inout RowFilter) throws(CausalError) {
        switch leaf {
        case .column(let name): filter.require(try table.column(name))
        case .shift(let shift): filter.require(leaf.description, shifts[shift] ?? [])
        }
    }
}

extension Variable {
    /// Whether it is expanded into categories by the rule of contrasts: `factor(x)`, `i(x)`, a column of text.
    func isCategorical(in table: DataTable) -> Bool {
        switch self {
        case .factor: true
        case .indicator(let indicator): indicator.second == nil && indicator.references.isEmpty
        case .value(let expression):
            expression.column.flatMap { table[$0] }.map { $0.numbers == nil } ?? false
        }
    }
}
