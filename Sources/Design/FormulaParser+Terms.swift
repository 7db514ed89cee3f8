import Groundwork
import Tables

/// The algebra of terms.
extension FormulaParser {
    /// A sum of terms at the outermost level, where 0 and 1 speak of the intercept.
    mutating func right() throws(CausalError) -> ParsedFormula.Right {
        var intercept = true
        let set = try sum(0, &intercept)
        let names = set.terms.map { term in Term(variables: term.map { variables[$0] }) }
        let byDegree = names.enumerated().sorted {
            ($0.element.variables.count, $0.offset) < ($1.element.variables.count, $1.offset)
        }
        return ParsedFormula.Right(terms: byDegree.map(\.element), intercept: intercept)
    }

    private mutating func sum(_ depth: Int, _ intercept: inout Bool) throws(CausalError) -> TermSet {
        guard depth < ExpressionParser.depthLimit else { throw tooDeep() }
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

    private mutating func atom(_ depth: Int) throws(CausalError) -> TermSet {
        if accept("(") {
            var ignored = true
            let inner = try sum(depth + 1, &ignored)
            try expect(")", "to close the bracket")
            return inner
        }
        guard case .name(let name, let isQuoted) = current.kind else {
            throw fault("a term is expected, and here is \(current.shown)")
        }
        if !isQuoted, tokens[index + 1].kind == .symbol("(") { return try call(name) }
        index += 1
        if name == ".", !isQuoted { return allColumns() }
        return TermSet(variable: position(of: .value(Expression(column: name))))
    }

    private mutating func allColumns() -> TermSet {
        usesEverything = true
        var set = TermSet()
        for name in everything ?? [] {
            set.add(TermSet(variable: position(of: .value(Expression(column: name)))))
        }
        return set
    }
}
