import Groundwork

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension BoundExpression {
    /// Calculates the rows of one block into `result`, whose index 0 is the first of them.
    func run(_ rows: Range<Int>, _ result: UnsafeMutableBufferPointer<Double>) {
        var stack: [[Double]] = []
        for step in steps {
            switch step {
            case .unary(let action): BoundExpression.apply(action, &stack[stack.count - 1])
            case .binary(let action):
                let right = stack.removeLast()
                BoundExpression.apply(action, &stack[stack.count - 1], right)
            case .isMissing: BoundExpression.change(&stack[stack.count - 1]) { $0.isNaN ? 1 : 0 }
            case .member(let values):
                BoundExpression.change(&stack[stack.count - 1]) {
                    $0.isNaN ? .nan : values.contains($0) ? 1 : 0
                }
            default: stack.append(BoundExpression.leaf(step, rows))
            }
        }
        _ = result.initialize(from: stack[0])
    }

    private static func leaf(_ step: BoundStep, _ rows: Range<Int>) -> [Double] {
        switch step {
        case .number(let value): [Double](repeating: value, count: rows.count)
        case .column(let numbers): Array(numbers[rows])
        case .categories(let codes, let values):
            codes[rows].map { $0 < 0 ? .nan : values[Int($0)] }
        case .texts(let first, let comparison, let second):
            rows.map { row in
                guard let a = first.text(row), let b = second.text(row) else { return .nan }
                return comparison.holds(a, b) ? 1 : 0
            }
        case .textMember(let column, let members):
            rows.map { row in column.label(row).map { members.contains($0) ? 1 : 0 } ?? .nan }
        case .textMissing(let column): rows.map { column.isMissing($0) ? 1 : 0 }
        case .unary, .binary, .isMissing, .member: []
        }
    }

    private static func apply(_ action: Step.Action, _ values: inout [Double]) {
        switch action {
        case .negate: change(&values) { -$0 }
        case .not: change(&values) { $0.isNaN ? .nan : $0 == 0 ? 1 : 0 }
        case .function(let function): apply(function, &values)
        default: break
        }
    }

    private static func apply(_ function: Step.Function, _ values: inout [Double]) {
        switch function {
        case .identity: break
        case .log: change(&values) { existing(log($0), $0) }
        case .log2: change(&values) { existing(log2($0), $0) }
        case .log10: change(&values) { existing(log10($0), $0) }
        case .log1p: change(&values) { existing(log1p($0), $0) }
        case .exp: change(&values) { existing(exp($0), $0) }
        case .expm1: change(&values) { existing(expm1($0), $0) }
        case .sqrt: change(&values) { $0.squareRoot() }
        case .abs: change(&values) { $0.magnitude }
        case .floor: change(&values) { $0.rounded(.down) }
        case .ceiling: change(&values) { $0.rounded(.up) }
        case .round: change(&values) { $0.rounded(.toNearestOrEven) }
        case .sign: change(&values) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
        }
    }

    /// A result, or NaN when finite arguments have an infinite one.
    private static func existing(_ result: Double, _ first: Double, _ second: Double = 0) -> Double {
        result.isInfinite && first.isFinite && second.isFinite ? .nan : result
    }

    private static func apply(_ action: Step.Action, _ left: inout [Double], _ right: [Double]) {
        switch action {
        case .arithmetic(.add): combine(&left, right) { existing($0 + $1, $0, $1) }
        case .arithmetic(.subtract): combine(&left, right) { existing($0 - $1, $0, $1) }
        case .arithmetic(.multiply): combine(&left, right) { existing($0 * $1, $0, $1) }
        case .arithmetic(.divide): combine(&left, right) { existing($0 / $1, $0, $1) }
        case .arithmetic(.power):
            combine(&left, right) { $0.isNaN || $1.isNaN ? .nan : existing(pow($0, $1), $0, $1) }
        case .comparison(let comparison):
            combine(&left, right) { $0.isNaN || $1.isNaN ? .nan : comparison.holds($0, $1) ? 1 : 0 }
        case .and:
            combine(&left, right) { a, b in
                a == 0 || b == 0 ? 0 : a.isNaN || b.isNaN ? .nan : 1
            }
        case .or:
            combine(&left, right) { a, b in
                (a != 0 && !a.isNaN) || (b != 0 && !b.isNaN) ? 1 : a.isNaN || b.isNaN ? .nan : 0
            }
        default: break
        }
    }

    @inline(__always)
    private static func change(_ values: inout [Double], _ body: (Double) -> Double) {
        for row in values.indices { values[row] = body(values[row]) }
    }

    @inline(__always)
    private static func combine(
        _ left: inout [Double], _ right: [Double], _ body: (Double, Double) -> Double
    ) {
        for row in 0..<min(left.count, right.count) { left[row] = body(left[row], right[row]) }
    }
}
