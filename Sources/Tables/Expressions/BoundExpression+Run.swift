import Groundwork

extension BoundExpression {
    /// The value in each row of the table, or in some of them; NaN is missing.
    ///
    /// Rows are calculated in blocks on several threads; the numbers do not depend on how many. A column by
    /// itself is returned as it is, without a copy.
    func values(rows: [Int32]?) -> [Double] {
        if expression.column != nil, let whole = numbers[0] {
            return rows.map { Parallel.gather(whole, at: $0) } ?? whole
        }
        return Parallel.array(rows?.count ?? table.rowCount, blockSize: Self.blockSize) { block, result in
            var stack: [[Double]] = []
            let rows = RowRange(block, of: rows)
            for step in steps { BoundExpression.apply(step.action, to: &stack, rows) }
            _ = result.initialize(from: stack[0])
        }
    }

    /// Takes what the step needs from the stack and puts its values there.
    static func apply(_ step: BoundStep, to stack: inout [[Double]], _ rows: RowRange) {
        switch step {
        case .unary(let action): apply(action, to: &stack[stack.count - 1])
        case .binary(let action):
            let right = stack.removeLast()
            apply(action, to: &stack[stack.count - 1], right)
        default: stack.append(leaf(step, rows))
        }
    }

    private static func leaf(_ step: BoundStep, _ rows: RowRange) -> [Double] {
        switch step {
        case .number(let value): [Double](repeating: value, count: rows.count)
        case .numbers(let numbers): rows.of(numbers)
        case .categories(let codes, let values): rows.map { codes[$0] < 0 ? .nan : values[Int(codes[$0])] }
        case .texts(let first, let comparison, let second):
            rows.map { row in
                guard let a = first.text(row), let b = second.text(row) else { return .nan }
                return comparison.holds(a, b) ? 1 : 0
            }
        case .textMember(let column, let members):
            rows.map { row in column.label(row).map { members.contains($0) ? 1 : 0 } ?? .nan }
        case .textMissing(let column): rows.map { column.isMissing($0) ? 1 : 0 }
        case .unary, .binary: []
        }
    }
}

/// Some rows of a table: a range of them, or of a list of rows.
struct RowRange {
    private let range: Range<Int>
    private let list: [Int32]?

    init(_ range: Range<Int>, of list: [Int32]?) {
        self.range = range
        self.list = list
    }

    var count: Int { range.count }

    /// The values of a column in these rows.
    func of(_ column: [Double]) -> [Double] {
        guard let list else { return Array(column[range]) }
        return list[range].map { column[Int($0)] }
    }

    /// A number for each of the rows.
    @inline(__always)
    func map(_ body: (Int) -> Double) -> [Double] {
        guard let list else { return range.map(body) }
        return list[range].map { body(Int($0)) }
    }
}
