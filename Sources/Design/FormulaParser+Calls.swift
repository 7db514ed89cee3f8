import Groundwork
import Tables

extension FormulaParser {
    private static let factorNames = ["factor", "as.factor", "C"]

    /// A function among the terms, from its name on.
    mutating func call(_ name: String) throws(CausalError) -> TermSet {
        if name == "i" { return TermSet(variable: position(of: .indicator(try indicator()))) }
        if FormulaParser.factorNames.contains(name) {
            index += 2
            let column = try columnName()
            try expect(")", "after the column")
            return TermSet(variable: position(of: .factor(column: column, written: name)))
        }
        let functions = ExpressionParser.functions(.formula)
        guard functions.contains(name) || ExpressionParser.functions(.table).contains(name) else {
            let known = ["i"] + FormulaParser.factorNames + functions
            throw text.unknownFunction(name, at: current.position, among: known)
        }
        var parser = ExpressionParser(tokens, at: index, of: text, .formula)
        var set = TermSet()
        for value in try parser.call() { set.add(TermSet(variable: position(of: .value(value)))) }
        index = parser.index
        return set
    }

    // MARK: i

    private mutating func columnName() throws(CausalError) -> String {
        guard case .name(let name, _) = current.kind else {
            throw fault("a column is expected, and here is \(current.shown)")
        }
        index += 1
        return name
    }

    private mutating func indicator() throws(CausalError) -> Indicator {
        index += 2
        let first = try columnName()
        var second: String?
        var isFactor = false
        var options: [String: [Literal]] = [:]
        while accept(",") {
            let word = current
            let name = try columnName()
            if accept("=") {
                guard name == "ref" || name == "ref2", options[name] == nil else {
                    throw fault(
                        "i( ) has no further argument '\(name)'", at: word.position,
                        remedy: "It takes ref and ref2:")
                }
                options[name] = try literals()
            } else if second == nil, options.isEmpty {
                isFactor = word.kind == .name(name, quoted: false) && name.hasPrefix("i.") && name.count > 2
                second = isFactor ? String(name.dropFirst(2)) : name
            } else {
                throw fault("i( ) takes two columns at most, before ref", at: word.position)
            }
        }
        try expect(")", "to close 'i('")
        return Indicator(
            first: first, second: second, secondIsFactor: isFactor, references: options["ref"] ?? [],
            secondReferences: options["ref2"] ?? [])
    }

    private mutating func literals() throws(CausalError) -> [Literal] {
        guard case .name("c", quoted: false) = current.kind,
            tokens[min(index + 1, tokens.count - 1)].kind == .symbol("(")
        else { return [try literal()] }
        index += 2
        var values = [try literal()]
        while accept(",") { values.append(try literal()) }
        try expect(")", "to close 'c('")
        return values
    }

    private mutating func literal() throws(CausalError) -> Literal {
        let negative = accept("-")
        let value: Literal
        switch current.kind {
        case .number(let number): value = .number(negative ? -number : number)
        case .text(let text) where !negative: value = .text(text)
        case .name(let text, _) where !negative: value = .text(text)
        default: throw fault("a value is expected, and here is \(current.shown)")
        }
        index += 1
        return value
    }
}
