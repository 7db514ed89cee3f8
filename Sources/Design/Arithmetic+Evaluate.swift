import Groundwork
import Tables

/// The numbers that arithmetic reads: whole columns and shifts in time, all of the table's length.
struct ArithmeticInputs: Sendable {
    private var columns: [Arithmetic: [Double]] = [:]
    private var finite: Set<Arithmetic> = []

    init() {}

    /// The values of a column or a shift.
    subscript(leaf: Arithmetic) -> [Double]? { columns[leaf] }

    /// Whether none of its values is missing or infinite.
    func isFinite(_ leaf: Arithmetic) -> Bool { finite.contains(leaf) }

    /// Adds values, and finds out once whether they are all finite.
    mutating func add(_ leaf: Arithmetic, _ values: [Double]) {
        columns[leaf] = values
        if AllFinite.holds(values) { finite.insert(leaf) }
    }
}

extension Arithmetic {
    /// Computes the expression at rows of the table (all of them when `rows` is nil), in parallel blocks.
    ///
    /// A value that is missing among the inputs gives a missing result. A plain column without `rows` is
    /// returned as it is, without a copy.
    ///
    /// - Throws: ``CausalError/Code/badValue`` with row and value where an input is infinite, or the inputs are
    ///   there and the result is not a finite number (`log(0)`, `1/0`, the square root of a negative number).
    func evaluate(_ inputs: ArithmeticInputs, rows: [Int32]?, rowCount: Int) throws(CausalError) -> [Double] {
        for leaf in self.inputs { try leaf.checkLeaf(inputs, rows) }
        if let column = inputs[self] { return rows.map { Gather.numbers(column, $0) } ?? column }
        let result = Parallel.array(rows?.count ?? rowCount, blockSize: 1 << 12) { range, block in
            _ = block.initialize(from: self.block(inputs, rows, range))
        }
        if !AllFinite.holds(result) { try check(result, inputs, rows) }
        return result
    }

    /// The values of one block of rows.
    private func block(_ inputs: ArithmeticInputs, _ rows: [Int32]?, _ range: Range<Int>) -> [Double] {
        switch self {
        case .number(let value): return [Double](repeating: value, count: range.count)
        case .column, .shift:
            // `evaluate` has made sure that every input is there.
            guard let column = inputs[self] else { return [Double](repeating: .nan, count: range.count) }
            guard let rows else { return Array(column[range]) }
            return range.map { column[Int(rows[$0])] }
        case .group(let inner), .identity(let inner): return inner.block(inputs, rows, range)
        case .negative(let inner): return inner.block(inputs, rows, range).map { -$0 }
        case .call(let function, let inner):
            var values = inner.block(inputs, rows, range)
            function.apply(to: &values)
            return values
        case .binary(let symbol, let first, let second):
            var values = first.block(inputs, rows, range)
            symbol.apply(to: &values, second.block(inputs, rows, range))
            return values
        }
    }

    /// The value at one row of the table.
    private func value(_ inputs: ArithmeticInputs, _ row: Int) -> Double {
        switch self {
        case .number(let value): value
        case .column, .shift: inputs[self]?[row] ?? .nan
        case .group(let inner), .identity(let inner): inner.value(inputs, row)
        case .negative(let inner): -inner.value(inputs, row)
        case .call(let function, let inner): function.apply(inner.value(inputs, row))
        case .binary(let symbol, let first, let second):
            symbol.apply(first.value(inputs, row), second.value(inputs, row))
        }
    }

    /// Throws when an input has not been read, or is infinite in one of the rows.
    private func checkLeaf(_ inputs: ArithmeticInputs, _ rows: [Int32]?) throws(CausalError) {
        guard let values = inputs[self] else { throw CausalError(.defect, "\(self) has not been read") }
        guard !inputs.isFinite(self) else { return }
        let found =
            rows.map { $0.first { values[Int($0)].isInfinite }.map { Int($0) } }
            ?? values.firstIndex(where: \.isInfinite)
        if let row = found { throw fault(inputs, row) }
    }

    /// Throws at the first row whose inputs are all there and whose result is not finite.
    private func check(_ result: [Double], _ inputs: ArithmeticInputs, _ rows: [Int32]?) throws(CausalError) {
        let leaves = self.inputs
        for index in result.indices where !result[index].isFinite {
            let row = rows.map { Int($0[index]) } ?? index
            guard leaves.allSatisfy({ !(inputs[$0]?[row] ?? .nan).isNaN }) else { continue }
            throw fault(inputs, row)
        }
    }

    /// The error that names the innermost operation that fails, its operand's column and value.
    private func fault(_ inputs: ArithmeticInputs, _ row: Int) -> CausalError {
        for operand in operands where !operand.value(inputs, row).isFinite {
            return operand.fault(inputs, row)
        }
        let culprit = isDivision ? operands.last : operands.first
        let subject = culprit ?? self
        let verb = operands.isEmpty ? "is infinite" : "is not a finite number"
        return CausalError(
            .badValue, "\(self) \(verb)", column: subject.columns.first, row: row + 1,
            value: Column.label(subject.value(inputs, row)),
            remedy: "Mend the value, leave the row out with --where, or use another transformation.")
    }

    private var operands: [Arithmetic] {
        switch self {
        case .number, .column, .shift: []
        case .negative(let inner), .group(let inner), .identity(let inner), .call(_, let inner): [inner]
        case .binary(_, let first, let second): [first, second]
        }
    }

    private var isDivision: Bool {
        if case .binary(.over, _, _) = self { true } else { false }
    }
}
