import Tables

/// One variable of a term: a number computed from the row, or categories.
enum Variable: Sendable, Hashable {
    /// A number; a plain column that turns out to hold text counts as categories.
    case value(Expression)
    /// `factor(x)`, `C(x)`, `as.factor(x)`: a column as categories, whatever it holds.
    case factor(column: String, written: String)
    /// `i(x, …)`: indicators of a column's values, alone or multiplied by another column.
    case indicator(Indicator)

    /// The columns it reads.
    var columns: [String] {
        switch self {
        case .value(let expression): expression.names
        case .factor(let column, _): [column]
        case .indicator(let indicator): [indicator.first] + (indicator.second.map { [$0] } ?? [])
        }
    }
}

extension Variable: CustomStringConvertible {
    /// The variable as a formula writes it.
    var description: String {
        switch self {
        case .value(let expression): expression.description
        case .factor(let column, let written): "\(written)(\(Expression.quoted(column)))"
        case .indicator(let indicator): indicator.description
        }
    }
}

/// `i(first, second, ref = …, ref2 = …)`.
struct Indicator: Sendable, Hashable, CustomStringConvertible {
    /// The first column as written.
    let first: String
    /// The column that multiplies or is crossed, when there is one.
    let second: String?
    /// Whether the second was written `i.second`: categories even if it holds numbers.
    let secondIsFactor: Bool
    /// The values that get no indicator.
    let references: [Literal]
    /// The values of the second column that get no indicator.
    let secondReferences: [Literal]

    var description: String {
        var parts = [Expression.quoted(first)]
        if let second { parts.append((secondIsFactor ? "i." : "") + Expression.quoted(second)) }
        if !references.isEmpty { parts.append("ref = \(Literal.list(references))") }
        if !secondReferences.isEmpty { parts.append("ref2 = \(Literal.list(secondReferences))") }
        return "i(" + parts.joined(separator: ", ") + ")"
    }
}

/// A value written in a formula.
enum Literal: Sendable, Hashable, CustomStringConvertible {
    case number(Double)
    case text(String)

    /// The value as a level's label is written.
    var description: String {
        switch self {
        case .number(let value): value.shortestDecimal
        case .text(let text): text
        }
    }

    /// One value, or several as `c(…)`.
    static func list(_ values: [Literal]) -> String {
        let texts = values.map(\.description)
        return texts.count == 1 ? texts[0] : "c(" + texts.joined(separator: ", ") + ")"
    }
}

/// A product of variables, which becomes one column or several of the design.
struct Term: Sendable, Hashable, CustomStringConvertible {
    /// The variables, in the order in which the formula first names them.
    let variables: [Variable]

    /// The first column that it reads.
    var column: String? { variables.lazy.flatMap(\.columns).first }

    /// The columns that it reads, in its variables' order.
    var columns: [String] { variables.flatMap(\.columns) }

    /// The term as a formula writes it: `x1:x2`.
    var description: String { variables.map(\.description).joined(separator: ":") }
}
