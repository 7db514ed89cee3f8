import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The numbers that arithmetic reads: whole columns and shifts in time, all of the table's length.
typealias ArithmeticInputs = [Arithmetic: [Double]]

extension Arithmetic {
    /// Computes the expression at rows of the table (all of them when `rows` is nil), in parallel blocks.
    ///
    /// A value that is missing among the inputs gives a missing result. A plain column without `rows` is
    /// returned as it is, without a copy.
    ///
    /// - Throws: ``CausalError/Code/badValue`` with row and value where an input is infinite, or the inputs are
    ///   there and the result is not a finite number (`log(0)`, `1/0`, the square root of a negative number).
    func evaluate(_ inputs: ArithmeticInputs, rows: [Int32]?, rowCount: Int) throws(CausalError) -> [Double] {
        for leaf in self.inputs { try leaf.checkLeaf(inputs[leaf], rows) }
        let count = rows?.count ?? rowCount
        let result: [Double]
        if case .column = self, rows == nil, let column = inputs[self] {
            result = column
        } else {
            result = Parallel.array(count, blockSize: 1 << 13) { range, block in
                _ = block.initialize(from: self.block(inputs, rows, range))
            }
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
            for index in values.indices { values[index] = function.apply(values[index]) }
            return values
        case .binary(let symbol, let first, let second):
            var values = first.block(inputs, rows, range)
            let others = second.block(inputs, rows, range)
            for index in values.indices { values[index] = symbol.apply(values[index], others[index]) }
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
    private func checkLeaf(_ values: [Double]?, _ rows: [Int32]?) throws(CausalError) {
        guard let values else { throw CausalError(.defect, "\(self) has not been read") }
        guard !AllFinite.holds(values) else { return }
        let found =
            rows.map { $0.first { values[Int($0)].isInfinite }.map { Int($0) } }
            ?? values.firstIndex(where: \.isInfinite)
        if let row = found { throw fault([self: values], row) }
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
            value: NumberText.shortest(subject.value(inputs, row)),
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

extension Arithmetic.Function {
    /// The function's value; NaN or infinite outside its domain.
    @inline(__always)
    func apply(_ x: Double) -> Double {
        switch self {
        case .log: Self.natural(x)
        case .log2: Self.binary(x)
        case .log10: Self.decimal(x)
        case .log1p: Self.onePlus(x)
        case .exp: Self.exponential(x)
        case .expm1: Self.exponentialMinusOne(x)
        case .sqrt: x.squareRoot()
        case .abs: x.magnitude
        case .sin: Self.sine(x)
        case .cos: Self.cosine(x)
        case .tan: Self.tangent(x)
        case .floor: x.rounded(.down)
        case .ceiling: x.rounded(.up)
        }
    }

    // The cases above hide the C functions of the same name, so these name them once.
    #if canImport(Glibc)
        private static func natural(_ x: Double) -> Double { Glibc.log(x) }
        private static func binary(_ x: Double) -> Double { Glibc.log2(x) }
        private static func decimal(_ x: Double) -> Double { Glibc.log10(x) }
        private static func onePlus(_ x: Double) -> Double { Glibc.log1p(x) }
        private static func exponential(_ x: Double) -> Double { Glibc.exp(x) }
        private static func exponentialMinusOne(_ x: Double) -> Double { Glibc.expm1(x) }
        private static func sine(_ x: Double) -> Double { Glibc.sin(x) }
        private static func cosine(_ x: Double) -> Double { Glibc.cos(x) }
        private static func tangent(_ x: Double) -> Double { Glibc.tan(x) }
    #else
        private static func natural(_ x: Double) -> Double { Darwin.log(x) }
        private static func binary(_ x: Double) -> Double { Darwin.log2(x) }
        private static func decimal(_ x: Double) -> Double { Darwin.log10(x) }
        private static func onePlus(_ x: Double) -> Double { Darwin.log1p(x) }
        private static func exponential(_ x: Double) -> Double { Darwin.exp(x) }
        private static func exponentialMinusOne(_ x: Double) -> Double { Darwin.expm1(x) }
        private static func sine(_ x: Double) -> Double { Darwin.sin(x) }
        private static func cosine(_ x: Double) -> Double { Darwin.cos(x) }
        private static func tangent(_ x: Double) -> Double { Darwin.tan(x) }
    #endif
}

extension Arithmetic.Operator {
    /// The operator's value. A comparison with a missing value is missing; x^2 is x·x, and a power with a
    /// missing base or exponent is missing, even where C says 1.
    @inline(__always)
    func apply(_ a: Double, _ b: Double) -> Double {
        if a.isNaN || b.isNaN { return .nan }
        switch self {
        case .plus: return a + b
        case .minus: return a - b
        case .times: return a * b
        case .over: return a / b
        case .power: return b == 2 ? a * a : pow(a, b)
        case .less: return a < b ? 1 : 0
        case .atMost: return a <= b ? 1 : 0
        case .more: return a > b ? 1 : 0
        case .atLeast: return a >= b ? 1 : 0
        case .equal: return a == b ? 1 : 0
        case .unequal: return a != b ? 1 : 0
        }
    }
}
