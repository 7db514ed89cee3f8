import Groundwork

extension FormulaParser {
    private static let factorNames = ["factor", "as.factor", "C"]
    private static let knownNames =
        ["I", "i", "l", "f", "d"] + factorNames + Arithmetic.Function.allCases.map(\.rawValue)

    /// A function among the terms; the next token is its opening bracket.
    mutating func call(_ name: String, at start: Int, _ depth: Int) throws(CausalError) -> TermSet {
        if name == "i" { return TermSet(variable: position(of: .indicator(try indicator()))) }
        if FormulaParser.factorNames.contains(name) {
            index += 1
            let column = try columnName()
            try expect(")", "after the column")
            return TermSet(variable: position(of: .factor(column: column, written: name)))
        }
        var set = TermSet()
        for value in try arithmeticCall(name, at: start, depth) {
            set.add(TermSet(variable: position(of: .value(value))))
        }
        return set
    }

    /// A function of arithmetic: several values for `l(x, 1:3)`, one for everything else.
    mutating func arithmeticCall(
        _ name: String, at start: Int, _ depth: Int
    ) throws(CausalError) -> [Arithmetic] {
        index += 1
        if let shift = Arithmetic.Shift(rawValue: name) { return try shifted(shift, depth) }
        let function = Arithmetic.Function(rawValue: name)
        guard name == "I" || function != nil else { throw unknown(name, start) }
        let inner = try arithmetic(depth + 1)
        try expect(")", "to close '\(name)('")
        return [function.map { .call($0, inner) } ?? .identity(inner)]
    }

    private func unknown(_ name: String, _ start: Int) -> CausalError {
        let near = Spelling.nearest(to: name, among: FormulaParser.knownNames).map { "Did you mean '\($0)'?" }
        return fault(
            "there is no function '\(name)'", at: start,
            remedy: near ?? "There are " + FormulaParser.knownNames.joined(separator: ", ") + ":")
    }

    // MARK: l, f, d

    private mutating func shifted(_ shift: Arithmetic.Shift, _ depth: Int) throws(CausalError) -> [Arithmetic]
    {
        let inner = try arithmetic(depth + 1)
        var periods = 1...1
        var start = current.start
        if accept(",") {
            start = current.start
            let first = try wholeNumber()
            let last = accept(":") ? try wholeNumber() : first
            guard abs(last - first) <= 1000 else { throw fault("more than 1000 periods are asked for") }
            periods = min(first, last)...max(first, last)
        }
        if shift == .difference, periods.lowerBound < 1 {
            throw fault("a difference needs a number of periods of at least 1", at: start)
        }
        try expect(")", "to close '\(shift.rawValue)('")
        return periods.map { .shift(inner, by: shift == .lead ? -$0 : $0, written: shift) }
    }

    private mutating func wholeNumber() throws(CausalError) -> Int {
        let sign = accept("-") ? -1.0 : 1.0
        guard case .number(let value) = current.kind, value == value.rounded(), value <= 1e6 else {
            throw fault("a whole number of periods is expected, and here is \(current.shown)")
        }
        index += 1
        return Int(sign * value)
    }

    // MARK: i

    private mutating func columnName() throws(CausalError) -> String {
        guard case .name(let name) = current.kind else {
            throw fault("a column is expected, and here is \(current.shown)")
        }
        index += 1
        return name
    }

    private mutating func indicator() throws(CausalError) -> Indicator {
        index += 1
        let first = try columnName()
        var second: String?
        var options: [String: [Literal]] = [:]
        while accept(",") {
            let start = current.start
            let name = try columnName()
            if accept("=") {
                guard name == "ref" || name == "ref2", options[name] == nil else {
                    throw fault(
                        "i( ) has no further argument '\(name)'", at: start, remedy: "It takes ref and ref2:")
                }
                options[name] = try literals()
            } else if second == nil, options.isEmpty {
                second = name
            } else {
                throw fault("i( ) takes two columns at most, before ref", at: start)
            }
        }
        try expect(")", "to close 'i('")
        let forced = second.map { $0.hasPrefix("i.") && $0.count > 2 } ?? false
        return Indicator(
            first: first, second: forced ? second.map { String($0.dropFirst(2)) } : second,
            secondIsFactor: forced, references: options["ref"] ?? [], secondReferences: options["ref2"] ?? [])
    }

    private mutating func literals() throws(CausalError) -> [Literal] {
        guard case .name("c") = current.kind, tokens[min(index + 1, tokens.count - 1)].kind == .symbol("(")
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
        case .string(let text) where !negative: value = .text(text)
        case .name(let text) where !negative: value = .text(text)
        default: throw fault("a value is expected, and here is \(current.shown)")
        }
        index += 1
        return value
    }
}
