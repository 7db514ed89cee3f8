import Groundwork
import Tables

/// What a formula's text says.
struct ParsedFormula {
    /// The terms of a part and whether it keeps the intercept.
    struct Right {
        var terms: [Term] = []
        var intercept = true
    }

    var response: Expression
    var right = Right()
    var absorbed: [[String]] = []
    var slopes: [SlopeTerm] = []
    var endogenous: [Term] = []
    var instruments: [Term] = []
}

/// Reads a formula by recursive descent.
///
///     formula  = expression ~ sum [| absorbed] [| sum ~ sum]     (absorbed: see the extension)
///     sum      = [+ -] product {+ - product}           (0 and 1 stand for the intercept)
///     product  = crossing {* / crossing}
///     crossing = power {: power}
///     power    = atom [^ whole number]
///     atom     = name | function( … ) | ( sum )
///
/// This file holds the parts; terms and calls stand in extensions. The response and the arguments of functions
/// are read by ``ExpressionParser`` from the same words.
struct FormulaParser {
    let text: SyntaxText
    let tokens: [SyntaxToken]
    /// What `.` stands for, once the table is known.
    let everything: [String]?
    var index = 0
    /// The variables in the order in which they were met.
    var variables: [Variable] = []
    var usesEverything = false
    private var positions: [Variable: Int] = [:]

    /// The longest text that is read.
    static let lengthLimit = 50_000

    init(_ text: String, everything: [String]?) throws(CausalError) {
        guard text.utf8.count <= FormulaParser.lengthLimit else {
            throw CausalError(
                .syntax, "the formula has more than \(FormulaParser.lengthLimit) bytes",
                remedy: "Use '.' for all columns, or absorb factors after '|'.")
        }
        self.text = SyntaxText(text, kind: "formula")
        tokens = try SyntaxLexer.tokens(self.text)
        self.everything = everything
    }

    mutating func formula() throws(CausalError) -> ParsedFormula {
        guard tokens.contains(where: { $0.kind == .symbol("~") }) else {
            throw fault("there is no '~'", at: text.characters.count, remedy: "Write 'outcome ~ x1 + x2':")
        }
        guard !peeks("~") else {
            throw fault("there is no response before '~'", remedy: "Write 'outcome ~ x1 + x2':")
        }
        var parsed = ParsedFormula(response: try expression())
        try expect("~", "after the response")
        parsed.right = try right()
        if accept("|") { try laterParts(&parsed) }
        guard current.kind == .end else { throw unexpected() }
        let isEmpty =
            parsed.right.terms.isEmpty && parsed.absorbed.isEmpty && parsed.slopes.isEmpty
            && parsed.endogenous.isEmpty
        guard !isEmpty || parsed.right.intercept || (usesEverything && everything == nil) else {
            throw fault("there is no term to estimate", remedy: "Name a column after '~', or write '~ 1':")
        }
        return parsed
    }

    private mutating func laterParts(_ parsed: inout ParsedFormula) throws(CausalError) {
        if nextDivider != "~" {
            try absorbedPart(&parsed)
            guard accept("|") else { return }
        }
        parsed.endogenous = try instrumentSide("endogenous")
        try expect("~", "between the endogenous terms and the instruments")
        parsed.instruments = try instrumentSide("instrument")
    }

    /// The next `|` or `~` outside brackets.
    private var nextDivider: String? {
        var depth = 0
        for case .symbol(let symbol) in tokens[index...].map(\.kind) {
            if symbol == "(" { depth += 1 }
            if symbol == ")" { depth -= 1 }
            if depth == 0, symbol == "|" || symbol == "~" { return symbol }
        }
        return nil
    }

    /// An expression that starts at the next word.
    mutating func expression() throws(CausalError) -> Expression {
        var parser = ExpressionParser(tokens, at: index, of: text, .formula)
        let expression = try parser.expression()
        index = parser.index
        return expression
    }

    private mutating func instrumentSide(_ called: String) throws(CausalError) -> [Term] {
        let start = current.position
        let side = try right()
        guard !side.terms.isEmpty else { throw fault("there is no \(called) term", at: start) }
        return side.terms
    }

    /// The variable's place among those met, new or known.
    mutating func position(of variable: Variable) -> Int {
        if let known = positions[variable] { return known }
        positions[variable] = variables.count
        variables.append(variable)
        return variables.count - 1
    }
}
