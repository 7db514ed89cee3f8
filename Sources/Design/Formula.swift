import Groundwork
import Tables

/// A model's formula: `response ~ terms | absorbed factors | endogenous ~ instruments`.
///
///     y ~ x1 + log(x2) + I(x^2) + x1:x2 + a*b + i(year, ref = 2010) | unit + year | price ~ cost
///
/// **Terms.** `a:b` is an interaction; `a*b` means `a + b + a:b`; `a/b` means `a + a:b`; `(a + b)^2` crosses
/// up to the second order; `- a` removes a term; `- 1` or `+ 0` removes the intercept; `.` stands for every
/// column that the response, the absorbed factors and the instruments' part do not name. Terms are put in
/// order of their degree and repeated ones dropped. Names that are not plain stand between backticks.
///
/// **Numbers.** The response, functions such as `log( )`, and what stands inside `I( )` are expressions:
/// `Expression` lists operators and functions. A condition such as `I(state == 'CA')` is 1 or 0. In a panel
/// `l(x, k)` is the value k periods before, `f(x, k)` after, `d(x)` the difference; `l(x, 1:3)` means three
/// terms.
///
/// **Categories.** A column of text enters as categories; `factor(x)` (or `C(x)`) makes categories of
/// numbers. `i(x, ref = v)` makes indicators named `x::value` with `v` left out; `i(x, z, ref = v)` multiplies
/// them by the number `z` (`x::value:z`). Which of the two columns is the categorical one is decided thus:
/// the only one that holds text; else, with `ref`, the only one that has that value, or the only one of more
/// than two values; else the first.
///
/// **Absorbed.** Columns, or combinations `a^b`, whose indicators are eliminated; `0` stands for none.
/// `unit[x]` gives every unit a level and a slope of x of its own, `unit[[x]]` a slope only, `unit[x1, x2]` two
/// slopes; x may be an expression such as `log(x)`.
///
/// Grammar and expansion follow Wilkinson & Rogers (1973, Applied Statistics 22) as R and fixest write them.
public struct Formula: Sendable, Hashable {
    /// The formula as it was written.
    public let text: String
    /// Whether the terms include an intercept, as written (absorbed factors take its place).
    public let writesIntercept: Bool
    /// The absorbed factors whose levels have effects, each the columns whose combinations are its levels.
    public let absorbed: [[String]]
    /// Whether `.` stands among the terms.
    public let usesAllColumns: Bool

    let response: Expression
    let slopes: [SlopeTerm]
    let terms: [Term]
    let endogenous: [Term]
    let instruments: [Term]

    /// Reads a formula.
    ///
    /// - Throws: `CausalError.Code.syntax` with the character at fault; the remedy shows it with a caret.
    public init(_ text: String) throws(CausalError) { try self.init(text, columns: nil) }

    /// Reads a formula in which `.` stands for these columns.
    init(_ text: String, columns: [String]?) throws(CausalError) {
        var parser = try FormulaParser(text, everything: columns)
        let parsed = try parser.formula()
        self.text = text
        response = parsed.response
        terms = parsed.right.terms
        writesIntercept = parsed.right.intercept
        absorbed = parsed.absorbed
        slopes = parsed.slopes
        endogenous = parsed.endogenous
        instruments = parsed.instruments
        usesAllColumns = parser.usesEverything
    }

    /// The terms of a formula alone, for another response.
    init(termsOf formula: Formula, response: Expression) {
        text = formula.text
        self.response = response
        terms = formula.terms
        writesIntercept = formula.writesIntercept || !formula.absorbed.isEmpty
        absorbed = []
        slopes = []
        endogenous = []
        instruments = []
        usesAllColumns = false
    }

    /// The response as it is written.
    public var responseName: String { response.description }
    /// The terms after expansion, as a formula writes them, without the intercept.
    public var termNames: [String] { terms.map(\.description) }
    /// The endogenous terms of the instruments' part.
    public var endogenousNames: [String] { endogenous.map(\.description) }
    /// The excluded instruments.
    public var instrumentNames: [String] { instruments.map(\.description) }
    /// The slopes that vary by the levels of a factor, as `unit[x]`, also where the levels have no effect.
    public var slopeNames: [String] {
        slopes.map { "\($0.factor.joined(separator: "^"))[\($0.variable)]" }
    }
    /// Whether a fit has an intercept of its own: it was not removed, and no factor's levels are absorbed (slopes
    /// alone leave it).
    public var hasIntercept: Bool { writesIntercept && absorbed.isEmpty }
    /// Whether a value of another period is read (`l`, `f`, `d`).
    public var usesPanel: Bool { variables.contains { $0.readsOtherPeriods } }

    /// Every column that is read, in the order in which it is first named; without what `.` stands for.
    public var names: [String] {
        var seen: Set<String> = []
        let all = variables.flatMap(\.columns) + factorColumns
        return all.filter { seen.insert($0).inserted }
    }

    /// Every variable, the response first.
    var variables: [Variable] {
        [.value(response)] + (terms + endogenous + instruments).flatMap(\.variables)
            + slopes.map { .value($0.variable) }
    }

    /// The columns of the absorbed factors and of those with slopes; some perhaps twice.
    var factorColumns: [String] { absorbed.flatMap { $0 } + slopes.flatMap(\.factor) }

    /// The formula with `.` replaced by the columns of a table.
    func resolved(_ columns: [String]) throws(CausalError) -> Formula {
        guard usesAllColumns else { return self }
        let parts =
            [.value(response)] + (endogenous + instruments).flatMap(\.variables)
            + slopes.map { .value($0.variable) }
        let taken = Set(parts.flatMap(\.columns) + factorColumns)
        return try Formula(text, columns: columns.filter { !taken.contains($0) })
    }
}

extension Formula: CustomStringConvertible {
    /// The formula as it was written.
    public var description: String { text }
}

extension Variable {
    /// Whether it reads a value of another period.
    var readsOtherPeriods: Bool {
        guard case .value(let expression) = self else { return false }
        return expression.leaves.contains { if case .shift = $0 { true } else { false } }
    }
}
