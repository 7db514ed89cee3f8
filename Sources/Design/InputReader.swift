import Groundwork
import Tables

/// Finds what a formula reads: the columns as numbers, values of other periods, and the rows that have all.
enum InputReader {
    /// The numeric columns and shifts in time that the formula's arithmetic reads, over the whole table.
    static func inputs(
        _ formula: Formula, _ table: DataTable, _ panel: PanelIndex?
    ) throws(CausalError) -> ArithmeticInputs {
        let lags = formula.usesPanel ? try Lags(table, panel) : nil
        var inputs = ArithmeticInputs()
        try read(formula.response, table, lags, &inputs)
        for variable in formula.variables.dropFirst() {
            for column in variable.columns { _ = try table.column(column) }
            switch variable {
            case .value(let arithmetic) where !variable.isCategorical(in: table):
                try read(arithmetic, table, lags, &inputs)
            case .indicator(let indicator) where indicator.second != nil:
                // Either column may be the one that multiplies; which it is, is decided once the rows are known.
                for name in variable.columns where table[name]?.numbers != nil {
                    try read(.column(name), table, lags, &inputs)
                }
            default: break
            }
        }
        return inputs
    }

    private static func read(
        _ arithmetic: Arithmetic, _ table: DataTable, _ lags: Lags?, _ inputs: inout ArithmeticInputs
    ) throws(CausalError) {
        for leaf in arithmetic.inputs where inputs[leaf] == nil {
            switch leaf {
            case .column(let name): inputs.add(leaf, try table.numbers(name))
            case .shift(let inner, let periods, let written):
                try read(inner, table, lags, &inputs)
                guard let lags else { continue }
                let now = try inner.evaluate(inputs, rows: nil, rowCount: table.rowCount)
                let then = lags.shifted(now, by: periods)
                inputs.add(leaf, written == .difference ? zip(now, then).map { $0 - $1 } : then)
            default: break
            }
        }
    }

    /// The rows where everything that is read is present.
    static func sample(
        _ formula: Formula, _ table: DataTable, _ inputs: ArithmeticInputs, _ weights: String?,
        _ requiring: [String]
    ) throws(CausalError) -> Sample {
        var filter = RowFilter(table)
        for variable in formula.variables {
            if case .value(let arithmetic) = variable {
                for leaf in arithmetic.inputs {
                    if inputs.isFinite(leaf) { continue }
                    if case .column(let name) = leaf {
                        filter.require(try table.column(name))
                    } else if let values = inputs[leaf] {
                        filter.require(leaf.description, values)
                    }
                }
            } else {
                for name in variable.columns { filter.require(try table.column(name)) }
            }
        }
        for name in formula.absorbed.flatMap({ $0 }) + requiring { filter.require(try table.column(name)) }
        if let weights { try filter.weigh(weights) }
        return try filter.sample()
    }
}

extension Variable {
    /// Whether it is expanded into categories by the rule of contrasts: `factor(x)`, `i(x)`, a column of text.
    func isCategorical(in table: DataTable) -> Bool {
        switch self {
        case .factor: true
        case .indicator(let indicator): indicator.second == nil && indicator.references.isEmpty
        case .value(.column(let name)): table[name].map { $0.numbers == nil } ?? false
        case .value: false
        }
    }
}
