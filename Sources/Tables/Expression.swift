import Groundwork

/// A calculation on the columns of a table, row by row: `year < 2016 & state != 'CA'`, `log(income / 1000)`.
///
/// | written | meaning |
/// |---|---|
/// | `12`, `.5`, `1e-3`, `TRUE`, `FALSE` | numbers; a condition is 1 where it holds and 0 where it does not |
/// | `'text'`, `"text"` | text; the quote itself is doubled, `'it''s'` |
/// | `name`, `first.treat`, `` `any name` `` | a column |
/// | `+ - * / ^` | arithmetic; `^` binds tightest and to the right, so `-2^2` is −4 |
/// | `== = != < <= > >=` | comparison of two numbers or two texts (texts in the order of their characters) |
/// | `x in (1, 2)`, `x not in ('a', 'b')`, `x %in% c(1, 2)` | membership |
/// | `!` `not`, `&` `&&` `and`, `\|` `\|\|` `or` | logic, binding in this order, after comparison |
/// | `is.na(x)`, `missing(x)` | 1 where `x` is missing |
/// | `log log2 log10 log1p exp expm1 sqrt abs floor ceiling round sign I` | functions of one number |
///
/// What is calculated from a missing value is missing, except that `0 & missing` is 0 and `1 | missing` is 1.
/// A value that does not exist (the logarithm of a number that is not positive, a division by zero, the
/// root of a negative number, an overflow) is missing too: no infinity comes from finite data.
///
/// An expression is parsed once, without a table, and holds no recursion: it is a list of steps for a stack.
public struct Expression: Sendable, Hashable {
    /// What was parsed.
    public let text: String
    /// The columns it needs, each once, in the order in which they appear.
    public let names: [String]
    /// The steps, in the order in which a stack calculates them.
    let steps: [Step]
    /// Where the expression stands in the text that errors show.
    let place: SyntaxPlace

    /// Parses an expression.
    ///
    /// - Throws: ``CausalError/Code/syntax`` with the position of the character that cannot stand there.
    public init(_ text: String) throws(CausalError) { try self.init(text[...]) }

    /// Parses a part of a longer text, such as one term of a formula; errors show the whole text and count
    /// positions in it.
    ///
    /// - Throws: ``CausalError/Code/syntax`` with the position of the character that cannot stand there.
    public init(_ part: Substring) throws(CausalError) {
        let whole = part.base
        place = SyntaxPlace(whole: whole, start: whole.distance(from: whole.startIndex, to: part.startIndex))
        text = String(part)
        let tokens = try ExpressionTokens(text, place).tokens
        var parser = ExpressionParser(tokens: tokens, place: place)
        try parser.parseAll()
        steps = parser.steps
        names = parser.names
    }

    /// The expression's value in each row of a table; NaN is missing.
    ///
    /// Rows are calculated in blocks on several threads; the numbers do not depend on how many.
    ///
    /// - Throws: ``CausalError/Code/unknownColumn``; ``CausalError/Code/syntax`` when text stands where a
    ///   number is needed, or a text is compared with a number.
    public func evaluate(_ table: DataTable) throws(CausalError) -> [Double] {
        let program = try BoundExpression(self, table)
        return Parallel.array(table.rowCount, blockSize: BoundExpression.blockSize) { rows, result in
            program.run(rows, result)
        }
    }
}

extension Expression: CustomStringConvertible {
    /// The expression as it was written.
    public var description: String { text }
}

extension Expression {
    /// Two expressions are equal when they were written alike.
    public static func == (first: Expression, second: Expression) -> Bool { first.text == second.text }

    /// Hashes the text.
    public func hash(into hasher: inout Hasher) { hasher.combine(text) }
}

extension Expression: Codable {
    /// Reads the text of an expression and parses it.
    public init(from decoder: any Decoder) throws {
        try self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes the text.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

/// One step of an expression, with the character at which it was written.
struct Step: Sendable {
    let action: Action
    let position: Int

    enum Action: Sendable {
        case number(Double)
        case text(String)
        /// A position in ``Expression/names``.
        case column(Int)
        case negate, not
        case arithmetic(Arithmetic)
        case comparison(Comparison)
        case and, or
        case function(Function)
        case isMissing
        case numberMember([Double])
        case textMember([String])
    }

    enum Arithmetic: Sendable { case add, subtract, multiply, divide, power }

    enum Comparison: Sendable { case equal, notEqual, less, lessOrEqual, greater, greaterOrEqual }

    enum Function: String, Sendable, CaseIterable {
        case log, log2, log10, log1p, exp, expm1, sqrt, abs, floor, ceiling, round, sign
        case identity = "I"
    }
}
