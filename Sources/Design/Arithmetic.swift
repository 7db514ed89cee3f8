import Tables

/// An arithmetic expression over the columns of a table: `log(x)`, `I(x^2)`, `l(y, 1) / pop`.
///
/// Its ``description`` writes it as R would print the call, and is the name of the coefficient.
indirect enum Arithmetic: Sendable, Hashable {
    /// A constant.
    case number(Double)
    /// A column of the table.
    case column(String)
    /// `-a`
    case negative(Arithmetic)
    /// `(a)`, kept so that the name is what was written.
    case group(Arithmetic)
    /// `I(a)`: the value of a, in which operators are arithmetic.
    case identity(Arithmetic)
    /// A function of one number.
    case call(Function, Arithmetic)
    /// An operator between two numbers; a comparison gives 1 or 0.
    case binary(Operator, Arithmetic, Arithmetic)
    /// The value `by` periods earlier of the same unit; later when negative.
    case shift(Arithmetic, by: Int, written: Shift)

    /// Functions of one number.
    enum Function: String, Sendable, Hashable, CaseIterable {
        case log, log2, log10, log1p, exp, expm1, sqrt, abs, sin, cos, tan, floor, ceiling
    }

    /// Operators between two numbers.
    enum Operator: String, Sendable, Hashable {
        case plus = "+"
        case minus = "-"
        case times = "*"
        case over = "/"
        case power = "^"
        case less = "<"
        case atMost = "<="
        case more = ">"
        case atLeast = ">="
        case equal = "=="
        case unequal = "!="

        /// Whether the result says true (1) or false (0).
        var isComparison: Bool {
            switch self {
            case .less, .atMost, .more, .atLeast, .equal, .unequal: true
            default: false
            }
        }
    }

    /// How a shift in time was written.
    enum Shift: String, Sendable, Hashable {
        /// `l(x, k)`: x(t − k).
        case lag = "l"
        /// `f(x, k)`: x(t + k).
        case lead = "f"
        /// `d(x, k)`: x(t) − x(t − k).
        case difference = "d"
    }

    /// The deepest nesting that is read.
    static let depthLimit = 100
}

extension Arithmetic {
    /// The columns it reads, in the order in which they are written, each once.
    var columns: [String] {
        switch self {
        case .number: []
        case .column(let name): [name]
        case .negative(let inner), .group(let inner), .identity(let inner), .call(_, let inner),
            .shift(let inner, _, _):
            inner.columns
        case .binary(_, let first, let second): Arithmetic.merged(first.columns, second.columns)
        }
    }

    /// What must be known before a row can be computed: the columns, and the shifts in time as a whole.
    var inputs: [Arithmetic] {
        switch self {
        case .number: []
        case .column, .shift: [self]
        case .negative(let inner), .group(let inner), .identity(let inner), .call(_, let inner):
            inner.inputs
        case .binary(_, let first, let second): Arithmetic.merged(first.inputs, second.inputs)
        }
    }

    /// Whether the value is true or false rather than a quantity.
    var isComparison: Bool {
        switch self {
        case .binary(let symbol, _, _): symbol.isComparison
        case .group(let inner), .identity(let inner): inner.isComparison
        default: false
        }
    }

    /// The levels of nesting.
    var depth: Int {
        switch self {
        case .number, .column: 1
        case .negative(let inner), .group(let inner), .identity(let inner), .call(_, let inner),
            .shift(let inner, _, _):
            inner.depth + 1
        case .binary(_, let first, let second): max(first.depth, second.depth) + 1
        }
    }

    private static func merged<Value: Equatable>(_ first: [Value], _ second: [Value]) -> [Value] {
        first + second.filter { !first.contains($0) }
    }
}

extension Arithmetic: CustomStringConvertible {
    /// The expression as R prints a call: spaces around `+ - *` and comparisons, none around `/ ^`.
    var description: String {
        switch self {
        case .number(let value): Column.label(value)
        case .column(let name): Arithmetic.quoted(name)
        case .negative(let inner): "-\(inner)"
        case .group(let inner): "(\(inner))"
        case .identity(let inner): "I(\(inner))"
        case .call(let function, let inner): "\(function.rawValue)(\(inner))"
        case .binary(.over, let first, let second): "\(first)/\(second)"
        case .binary(.power, let first, let second): "\(first)^\(second)"
        case .binary(let symbol, let first, let second): "\(first) \(symbol.rawValue) \(second)"
        case .shift(let inner, let periods, let written):
            "\(written.rawValue)(\(inner), \(written == .lead ? -periods : periods))"
        }
    }

    /// A column's name as a formula has to write it: between backticks unless it is a plain name.
    static func quoted(_ name: String) -> String {
        let plain = name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" || $0 == "." }
        let starts = name.first.map { $0.isLetter || $0 == "_" || $0 == "." } ?? false
        let looksNumeric = name.hasPrefix(".") && (name.dropFirst().first?.isNumber ?? true)
        return plain && starts && !looksNumeric ? name : "`\(name)`"
    }
}
