import Groundwork

extension BoundExpression {
    /// The value in each row of the table, or in some of them; NaN only where something that it reads is
    /// missing.
    ///
    /// - Parameter finite: Leaves whose values are known to be finite.
    /// - Throws: `CausalError.Code.badValue` with row and value where a leaf is infinite, or all leaves are
    ///   there and the value is not (`log(0)`, `1/0`, the square root of a negative number).
    package func existingValues(
        rows: [Int32]?, finite: Set<Leaf> = []
    ) throws(CausalError) -> [Double] {
        for (leaf, values) in zip(expression.leaves, numbers) where !finite.contains(leaf) {
            guard let values, let row = firstInfinite(values, rows) else { continue }
            throw badValue("\(leaf) is infinite", leaf.names.first, row, values[row])
        }
        let result = values(rows: rows)
        if expression.column != nil || Parallel.allFinite(result) { return result }
        let columns = numbers.compactMap { $0 }
        for index in result.indices where !result[index].isFinite {
            let row = rows.map { Int($0[index]) } ?? index
            if columns.contains(where: { $0[row].isNaN }) { continue }
            if let fault = fault(row) { throw fault }
        }
        return result
    }

    private func firstInfinite(_ values: [Double], _ rows: [Int32]?) -> Int? {
        if Parallel.allFinite(values) { return nil }
        guard let rows else { return values.firstIndex(where: \.isInfinite) }
        return rows.first { values[Int($0)].isInfinite }.map { Int($0) }
    }

    /// The error of the first step that has no value in a row though its operands have: the innermost
    /// operation that fails, with its operand's column and value. Nil when something is missing there.
    private func fault(_ row: Int) -> CausalError? {
        var stack: [[Double]] = []
        var found: CausalError?
        for (step, source) in steps {
            let operands = stack.suffix(step.arity).map { $0[0] }
            BoundExpression.apply(step, to: &stack, RowRange(row..<(row + 1), of: nil))
            guard found == nil || step.arity == 0, stack.last?.first?.isFinite == false else { continue }
            if step.arity == 0 { return nil }
            found = failure(source, operands, row)
        }
        return found
    }

    private func failure(_ source: Int, _ operands: [Double], _ row: Int) -> CausalError {
        // What is at fault is the divisor, and the first operand of everything else.
        let last = expression.part(endingAt: source - 1)
        var isLast = operands.count == 1
        if case .arithmetic(.divide) = expression.steps[source].action { isLast = true }
        let subject = isLast ? last : expression.part(endingAt: last.lowerBound - 1)
        let value = operands[isLast ? operands.count - 1 : 0]
        let whole = expression.part(endingAt: source)
        return badValue(
            "\(expression.written(whole)) is not a finite number", firstColumn(subject), row, value)
    }

    private func firstColumn(_ part: Range<Int>) -> String? {
        for step in expression.steps[part] {
            if case .leaf(let index) = step.action { return expression.leaves[index].names.first }
        }
        return nil
    }

    private func badValue(_ message: String, _ column: String?, _ row: Int, _ value: Double) -> CausalError {
        CausalError(
            .badValue, message, file: table.source, column: column, row: row + 1,
            value: value.shortestDecimal,
            remedy: "Mend the value, leave the row out with --where, or use another transformation.")
    }
}
