import Groundwork

/// What a formula's text says.
struct ParsedFormula {
    /// The terms of a part and whether it keeps the intercept.
    struct Right {
        var terms: [Term] = []
        var intercept = true
    }

    var response: Arithmetic
    var right = Right()
    var absorbed: [[String]] = []
    var endogenous: [Term] = []
    var instruments: [Term] = []
}

/// Reads a formula by recursive descent.
///
///     formula  = arithmetic ~ sum [| absorbed] [| sum ~ sum]
///     sum      = [+ -] product {+ - product}           (0 and 1 stand for the intercept)
///     product  = crossing {* / crossing}
///     crossing = power {: power}
///     power    = atom [^ whole number]
///     atom     = name | function( … ) | ( sum )
///
/// This file holds the parts and the algebra of terms; atoms and arithmetic stand in extensions.
struct FormulaParser {
    let text: [Character]
    let tokens: [FormulaToken]
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
        var lexer = FormulaLexer(text)
        tokens = try lexer.tokens()
        self.text = lexer.text
        self.everything = everything
    }

    // MARK: Parts

    mutating func formula() throws(CausalError) -> ParsedFormula {
        guard tokens.contains(where: { $0.kind == .symbol("~") }) else {
            throw fault("there is no '~'", at: text.count, remedy: "Write 'outcome ~ x1 + x2':")
        }
        guard !peeks("~") else {
            throw fault("there is no response before '~'", remedy: "Write 'outcome ~ x1 + x2':")
        }
        var parsed = ParsedFormula(response: try arithmetic(0))
        try expect("~", "after the response")
        parsed.right = try right()
        if accept("|") { try laterParts(&parsed) }
        guard current.kind == .end else { throw unexpected() }
        let isEmpty = parsed.right.terms.isEmpty && parsed.absorbed.isEmpty && parsed.endogenous.isEmpty
        guard !isEmpty || parsed.right.intercept || (usesEverything && everything == nil) else {
            throw fault("there is no term to estimate", remedy: "Name a column after '~', or write '~ 1':")
        }
        return parsed
    }

    private mutating func laterParts(_ parsed: inout ParsedFormula) throws(CausalError) {
        if !tokens[index...].contains(where: { $0.kind == .symbol("~") }) || hasBarBeforeTilde {
            parsed.absorbed = try absorbedFactors()
            guard accept("|") else { return }
        }
        parsed.endogenous = try instrumentSide("endogenous")
        try expect("~", "between the endogenous terms and the instruments")
        parsed.instruments = try instrumentSide("instrument")
    }

    private var hasBarBeforeTilde: Bool {
        for token in tokens[index...] {
            if token.kind == .symbol("|") { return true }
            if token.kind == .symbol("~") { return false }
        }
        return false
    }

    private mutating func instrumentSide(_ called: String) throws(CausalError) -> [Term] {
        let start = current.start
        let side = try right()
        guard !side.terms.isEmpty else { throw fault("there is no \(called) term", at: start) }
        return side.terms
    }

    private mutating func absorbedFactors() throws(CausalError) -> [[String]] {
        if case .number(0) = current.kind {
            index += 1
            return []
        }
        var factors: [[String]] = []
        repeat {
            var names = [try absorbedName()]
            while accept("^") || accept(":") { names.append(try absorbedName()) }
            if peeks("[") {
                throw fault(
                    "varying slopes in the absorbed part are not available",
                    remedy: "Write the slopes as terms:")
            }
            if !factors.contains(names) { factors.append(names) }
        } while accept("+")
        return factors
    }

    private mutating func absorbedName() throws(CausalError) -> String {
        guard case .name(let name) = current.kind else {
            throw fault("a column to absorb is expected, and here is \(current.shown)")
        }
        index += 1
        return name
    }

    // MARK: Terms

    /// A sum of terms at the outermost level, where 0 and 1 speak of the intercept.
    private mutating func right() throws(CausalError) -> ParsedFormula.Right {
        var intercept = true
        let set = try sum(0, &intercept)
        let names = set.terms.map { term in Term(variables: term.map { variables[$0] }) }
        let byDegree = names.enumerated().sorted {
            ($0.element.variables.count, $0.offset) < ($1.element.variables.count, $1.offset)
        }
        return ParsedFormula.Right(terms: byDegree.map(\.element), intercept: intercept)
    }

    private mutating func sum(_ depth: Int, _ intercept: inout Bool) throws(CausalError) -> TermSet {
        guard depth < Arithmetic.depthLimit else { throw tooDeep() }
        var result = TermSet()
        var adds = true
        if accept("-") { adds = false } else { _ = accept("+") }
        repeat {
            if let one = try interceptMark(depth) {
                intercept = one == adds
            } else {
                let next = try product(depth)
                if adds { result.add(next) } else { result.remove(next) }
            }
            guard result.terms.count <= TermSet.limit else { throw tooMany() }
            if accept("+") { adds = true } else if accept("-") { adds = false } else { return result }
        } while true
    }

    /// True for a 1, false for a 0, nil when a term begins here.
    private mutating func interceptMark(_ depth: Int) throws(CausalError) -> Bool? {
        guard case .number(let value) = current.kind else { return nil }
        guard depth == 0, value == 0 || value == 1 else {
            throw fault("a number is no term", remedy: "For arithmetic write I( ), as in I(2*x):")
        }
        index += 1
        return value == 1
    }

    private mutating func product(_ depth: Int) throws(CausalError) -> TermSet {
        var result = try crossing(depth)
        while true {
            let crossed: TermSet?
            if accept("*") {
                crossed = result.product(try crossing(depth))
            } else if accept("/") {
                crossed = result.nesting(try crossing(depth))
            } else {
                return result
            }
            guard let crossed else { throw tooMany() }
            result = crossed
        }
    }

    private mutating func crossing(_ depth: Int) throws(CausalError) -> TermSet {
        var result = try power(depth)
        while accept(":") {
            guard let crossed = result.crossed(try power(depth)) else { throw tooMany() }
            result = crossed
        }
        return result
    }

    private mutating func power(_ depth: Int) throws(CausalError) -> TermSet {
        let base = try atom(depth)
        guard accept("^") else { return base }
        guard case .number(let order) = current.kind, order >= 1, order <= 1000, order == order.rounded()
        else {
            throw fault(
                "a whole number is expected after '^', and here is \(current.shown)",
                remedy: "For a power of a column write I(x^2):")
        }
        index += 1
        guard let result = base.power(Int(order)) else { throw tooMany() }
        return result
    }

    mutating func atom(_ depth: Int) throws(CausalError) -> TermSet {
        if accept("(") {
            var ignored = true
            let inner = try sum(depth + 1, &ignored)
            try expect(")", "to close the bracket")
            return inner
        }
        guard case .name(let name) = current.kind else {
            throw fault("a term is expected, and here is \(current.shown)")
        }
        let start = current.start
        index += 1
        if peeks("("), text[start] != "`" { return try call(name, at: start, depth) }
        if name == ".", text[start] != "`" { return allColumns() }
        return TermSet(variable: position(of: .value(.column(name))))
    }

    private mutating func allColumns() -> TermSet {
        usesEverything = true
        var set = TermSet()
        for name in everything ?? [] { set.add(TermSet(variable: position(of: .value(.column(name))))) }
        return set
    }

    /// The variable's place among those met, new or known.
    mutating func position(of variable: Variable) -> Int {
        if let known = positions[variable] { return known }
        positions[variable] = variables.count
        variables.append(variable)
        return variables.count - 1
    }
}
