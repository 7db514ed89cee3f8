/// One step of an expression on a stack, with the character at which it was written.
struct Step: Sendable {
    let action: Action
    let position: Int

    enum Action: Sendable {
        case number(Double)
        case text(String)
        /// A position in ``Expression/leaves``.
        case leaf(Int)
        /// Brackets: they calculate nothing, and stand in the expression's name as they were written.
        case group
        case negate, not
        case arithmetic(Arithmetic)
        case comparison(Comparison)
        case and, or
        case function(Function)
        case isMissing
        case numberMember([Double])
        case textMember([String])

        /// How many values it takes from the stack.
        var arity: Int {
            switch self {
            case .number, .text, .leaf: 0
            case .group, .negate, .not, .function, .isMissing, .numberMember, .textMember: 1
            case .arithmetic, .comparison, .and, .or: 2
            }
        }
    }

    enum Arithmetic: String, Sendable {
        case add = "+"
        case subtract = "-"
        case multiply = "*"
        case divide = "/"
        case power = "^"
    }

    enum Comparison: String, Sendable {
        case equal = "=="
        case notEqual = "!="
        case less = "<"
        case lessOrEqual = "<="
        case greater = ">"
        case greaterOrEqual = ">="

        /// Whether the comparison holds between two values.
        @inline(__always)
        func holds<Value: Comparable>(_ first: Value, _ second: Value) -> Bool {
            switch self {
            case .equal: first == second
            case .notEqual: first != second
            case .less: first < second
            case .lessOrEqual: first <= second
            case .greater: first > second
            case .greaterOrEqual: first >= second
            }
        }
    }

    /// Functions of one number.
    enum Function: String, Sendable, CaseIterable {
        case log, log2, log10, log1p, exp, expm1, sqrt, abs, sin, cos, tan, floor, ceiling, round, sign
        case identity = "I"
    }
}
