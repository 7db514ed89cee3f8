import Regression

extension SwitcherPanel {
    func checkedWeights(_ name: String) throws(CausalError) -> [Double] {
        let values = try sample.numbers(name)
        if let row = values.firstIndex(where: { !($0 >= 0) || $0.isInfinite }) {
            throw CausalError(
                .badValue, "a weight is negative or not finite", column: name, row: sample.tableRow(row),
                value: values[row].shortestDecimal)
        }
        return values
    }

    /// A column's numbers or an expression's values; NaN is missing.
    func values(_ outcome: String) throws(CausalError) -> [Double] {
        if sample.table[outcome] == nil {
            let expression = try Expression(outcome)
            if expression.column == nil {
                let all = try expression.evaluate(sample.table)
                return sample.rows.map { Parallel.gather(all, at: $0) } ?? all
            }
        }
        return try sample.numbers(outcome, allowingMissing: true)
    }

    func finite(_ values: [Double], _ name: String) throws(CausalError) -> [Double] {
        if let row = values.firstIndex(where: { $0.isInfinite }) {
            throw CausalError(
                .badValue, "the value is not finite", column: name, row: sample.tableRow(row),
                value: values[row].shortestDecimal)
        }
        return values
    }
}
