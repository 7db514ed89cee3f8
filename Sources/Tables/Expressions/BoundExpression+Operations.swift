#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

// What operators and functions do to numbers: the only place where it is said.
extension BoundExpression {
    /// Replaces values by what an operator or a function of one number makes of them.
    static func apply(_ action: Step.Action, to values: inout [Double]) {
        switch action {
        case .negate: change(&values) { -$0 }
        case .not: change(&values) { $0.isNaN ? .nan : $0 == 0 ? 1 : 0 }
        case .function(let function): apply(function, to: &values)
        case .isMissing: change(&values) { $0.isNaN ? 1 : 0 }
        case .numberMember(let members):
            change(&values) { $0.isNaN ? .nan : members.contains($0) ? 1 : 0 }
        default: break
        }
    }

    private static func apply(_ function: Step.Function, to values: inout [Double]) {
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
        case .sin: change(&values) { sin($0) }
        case .cos: change(&values) { cos($0) }
        case .tan: change(&values) { tan($0) }
        case .floor: change(&values) { $0.rounded(.down) }
        case .ceiling: change(&values) { $0.rounded(.up) }
        case .round: change(&values) { $0.rounded(.toNearestOrEven) }
        case .sign: change(&values) { $0 > 0 ? 1 : $0 < 0 ? -1 : $0 }
        }
    }

    /// Replaces values by what an operator makes of them and their partners.
    ///
    /// x^2 is x·x, and a power with a missing base or exponent is missing, even where C says 1.
    static func apply(_ action: Step.Action, to left: inout [Double], _ right: [Double]) {
        switch action {
        case .arithmetic(.add): combine(&left, right) { existing($0 + $1, $0, $1) }
        case .arithmetic(.subtract): combine(&left, right) { existing($0 - $1, $0, $1) }
        case .arithmetic(.multiply): combine(&left, right) { existing($0 * $1, $0, $1) }
        case .arithmetic(.divide): combine(&left, right) { existing($0 / $1, $0, $1) }
        case .arithmetic(.power):
            combine(&left, right) { a, b in
                a.isNaN || b.isNaN ? .nan : existing(b == 2 ? a * a : pow(a, b), a, b)
            }
        case .comparison(let comparison): compare(comparison, &left, right)
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

    /// 1 where the comparison holds and 0 where it does not; missing beside a missing value.
    private static func compare(
        _ comparison: Step.Comparison, _ left: inout [Double], _ right: [Double]
    ) {
        // A loop for each comparison, as a choice within the loop would take longer than the comparison.
        switch comparison {
        case .equal: combine(&left, right) { truth($0 == $1, $0, $1) }
        case .notEqual: combine(&left, right) { truth($0 != $1, $0, $1) }
        case .less: combine(&left, right) { truth($0 < $1, $0, $1) }
        case .lessOrEqual: combine(&left, right) { truth($0 <= $1, $0, $1) }
        case .greater: combine(&left, right) { truth($0 > $1, $0, $1) }
        case .greaterOrEqual: combine(&left, right) { truth($0 >= $1, $0, $1) }
        }
    }

    @inline(__always)
    private static func truth(_ holds: Bool, _ first: Double, _ second: Double) -> Double {
        first.isNaN || second.isNaN ? .nan : holds ? 1 : 0
    }

    /// A result, or NaN when finite arguments have an infinite one.
    ///
    /// x − x is 0 for a finite x and NaN otherwise, so that no branch keeps the loops from vector instructions.
    @inline(__always)
    private static func existing(_ result: Double, _ first: Double, _ second: Double = 0) -> Double {
        (first - first) + (second - second) == 0 ? result - (result - result) : result
    }

    @inline(__always)
    private static func change(_ values: inout [Double], _ body: (Double) -> Double) {
        values.withUnsafeMutableBufferPointer { values in
            for row in values.indices { values[row] = body(values[row]) }
        }
    }

    @inline(__always)
    private static func combine(
        _ left: inout [Double], _ right: [Double], _ body: (Double, Double) -> Double
    ) {
        left.withUnsafeMutableBufferPointer { left in
            right.withUnsafeBufferPointer { right in
                for row in 0..<min(left.count, right.count) { left[row] = body(left[row], right[row]) }
            }
        }
    }
}
