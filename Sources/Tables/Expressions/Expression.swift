import Groundwork

/// A calculation on the columns of a table, row by row: `year < 2016 & state != 'CA'`, `log(income / 1000)`.
///
/// | written | meaning |
/// |---|---|
/// | `12`, `.5`, `1e-3`, `TRUE`, `FALSE` | numbers; a condition is 1 where it holds and 0 where it does not |
/// | `'text'`, `"text"` | text; the quote itself is doubled, `'it''s'` |
/// | `name`, `first.treat`, a name between backticks | a column |
/// | `+ - * / ^` | arithmetic; `^` binds tightest and to the right, so `-2^2` is −4 |
/// | `== = != < <= > >=` | comparison of two numbers or two texts (texts in the order of their characters) |
/// | `x in (1, 2)`, `x not in ('a', 'b')`, `x %in% c(1, 2)` | membership |
/// | `!` `not`, `&` `&&` `and`, `\|` `\|\|` `or` | logic, binding in this order, after comparison |
/// | `is.na(x)`, `missing(x)` | 1 where `x` is missing |
/// | `log log2 log10 log1p exp expm1 sqrt abs sin cos tan floor ceiling round sign I` | functions of one number |
///
/// What is calculated from a missing value is missing, except that `0 & missing` is 0 and `1 | missing` is 1.
/// A value that does not exist (the logarithm of a number that is not positive, a division by zero, the
/// root of a negative number, an overflow) is missing too: no infinity comes from finite data.
///
/// The expressions inside a model's formula, such as `log(x)` and `I(x > 1)`, are of this type as well; there
/// shifts in time (`l(x, 1)`) may stand in place of columns, and `is.na` may not.
///
/// An expression is parsed once, without a table, and holds no recursion: it is a list of steps for a stack.
public struct Expression: Sendable {
    /// The expression as R would print it: `log(x/2) + 1`. Two expressions are equal when this is.
    public let description: String
    /// The columns it needs, each once, in the order in which they appear.
    public let names: [String]
    /// What it reads in a row: columns and shifts in time, each once.
    package let leaves: [Leaf]
    /// The steps, in the order in which a stack calculates them.
    let steps: [Step]
    /// The text that errors show.
    let text: SyntaxText
    let grammar: Grammar

    /// What may stand in an expression besides what always may.
    package enum Grammar: Sendable {
        /// `is.na(x)`
        case table
        /// `l(x, 1)`, `f(x, 1)`, `d(x, 1)`: values of other periods.
        case formula
    }

    /// Parses an expression.
    ///
    /// - Throws: `CausalError.Code.syntax` with the position of the character that cannot stand there.
    public init(_ text: String) throws(CausalError) {
        let text = SyntaxText(text, kind: "expression")
        var parser = ExpressionParser(try SyntaxLexer.tokens(text), at: 0, of: text, .table)
        self = try parser.whole()
    }

    /// A column by itself, as a formula names it.
    package init(column: String) {
        self.init(
            [Step(action: .leaf(0), position: 0)], leaves: [.column(column)],
            SyntaxText(column, kind: "formula"), .formula)
    }

    init(_ steps: [Step], leaves: [Leaf], _ text: SyntaxText, _ grammar: Grammar) {
        self.steps = steps
        self.leaves = leaves
        self.text = text
        self.grammar = grammar
        var seen: Set<String> = []
        names = leaves.flatMap(\.names).filter { seen.insert($0).inserted }
        description = Expression.written(steps[...], leaves)
    }

    /// The expression's value in each row of a table; NaN is missing.
    ///
    /// Rows are calculated in blocks on several threads; the numbers do not depend on how many.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`; `CausalError.Code.syntax` when text stands where a
    ///   number is needed, or a text is compared with a number.
    public func evaluate(_ table: DataTable) throws(CausalError) -> [Double] {
        try BoundExpression(self, table).values(rows: nil)
    }

    /// The expression's value in each row of a table; NaN where a column that it reads is missing.
    ///
    /// - Throws: What ``evaluate(_:)`` throws, and `CausalError.Code.badValue` with row and value where the
    ///   columns are there and the value is not (`log(0)`), or where a column is infinite.
    public func existingValues(_ table: DataTable) throws(CausalError) -> [Double] {
        try BoundExpression(self, table).existingValues(rows: nil)
    }

    /// The column, when the expression is nothing else.
    package var column: String? {
        guard steps.count == 1, case .column(let name)? = leaves.first else { return nil }
        return name
    }

    /// Whether the value is true or false rather than a quantity.
    package var isCondition: Bool {
        for step in steps.reversed() {
            switch step.action {
            case .group, .function(.identity): continue
            case .comparison, .and, .or, .not, .isMissing, .numberMember, .textMember: return true
            default: return false
            }
        }
        return false
    }
}

extension Expression: CustomStringConvertible, Hashable, Codable {
    /// Two expressions are equal when they are written alike but for blanks.
    public static func == (first: Expression, second: Expression) -> Bool {
        first.description == second.description
    }

    /// Hashes the description.
    public func hash(into hasher: inout Hasher) { hasher.combine(description) }

    /// Reads the text of an expression and parses it.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the expression as text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// What an expression reads in a row.
package enum Leaf: Sendable, Hashable {
    /// A column of the table.
    case column(String)
    /// A value of another period, which whoever knows the panel has looked up.
    case shift(Shift)

    /// The columns behind it.
    package var names: [String] {
        switch self {
        case .column(let name): [name]
        case .shift(let shift): shift.inner.names
        }
    }
}

/// The value of an expression in another period of the same unit, or the difference from it.
package struct Shift: Sendable, Hashable {
    /// How a shift is written.
    package enum Kind: String, Sendable, CaseIterable {
        /// `l(x, k)`: x(t − k).
        case lag = "l"
        /// `f(x, k)`: x(t + k).
        case lead = "f"
        /// `d(x, k)`: x(t) − x(t − k).
        case difference = "d"
    }

    package let kind: Kind
    /// What is shifted.
    package let inner: Expression
    /// k as it is written.
    package let periods: Int

    /// How many periods before the row's own the value is taken from; negative is later.
    package var lag: Int { kind == .lead ? -periods : periods }
}
