import Groundwork

/// Functions, and shifts in time.
extension ExpressionParser {
    /// The functions that a grammar has.
    package static func functions(_ grammar: Expression.Grammar) -> [String] {
        Step.Function.allCases.map(\.rawValue)
            + (grammar == .formula ? Shift.Kind.allCases.map(\.rawValue) : missing)
    }

    private static let missing = ["is.na", "missing"]

    /// A call that is a formula's term by itself, from its name on: several expressions for `l(x, 1:3)`, one
    /// for everything else.
    package mutating func call() throws(CausalError) -> [Expression] {
        let written = token
        guard case .name(let name, quoted: false) = written.kind, let kind = Shift.Kind(rawValue: name) else {
            try parsePrimary()
            return [try finished(written.position)]
        }
        index += 1
        return try shifts(kind).map { shift in
            Expression(
                [Step(action: .leaf(0), position: written.position)], leaves: [.shift(shift)], text, grammar)
        }
    }

    /// A call from its bracket on.
    mutating func parseCall(_ name: String, _ written: SyntaxToken) throws(CausalError) {
        if grammar == .formula, let kind = Shift.Kind(rawValue: name) {
            let shifts = try shifts(kind)
            guard shifts.count == 1 else {
                throw text.fault(
                    "several periods make several terms, and here one number is needed", at: written.position)
            }
            return append(.shift(shifts[0]), written)
        }
        let action = try action(name, written)
        index += 1
        try parse(.or)
        try close(call: name)
        append(action, written)
    }

    private mutating func close(call name: String) throws(CausalError) {
        guard token.kind == .symbol(")") else {
            throw text.fault(
                "')' is expected to close '\(name)(', and here is \(token.shown)", at: token.position)
        }
        index += 1
    }

    private func action(_ name: String, _ written: SyntaxToken) throws(CausalError) -> Step.Action {
        if let function = Step.Function(rawValue: name) { return .function(function) }
        guard Self.missing.contains(name) else { throw unknownFunction(name, written.position) }
        guard grammar == .table else {
            throw text.fault(
                "a model uses the rows where nothing is missing, so '\(name)' is 0 in all of them",
                at: written.position, remedy: "Make a column of it beforehand:")
        }
        return .isMissing
    }

    private func unknownFunction(_ name: String, _ position: Int) -> CausalError {
        text.unknownFunction(name, at: position, among: Self.functions(grammar))
    }

    /// `(x)`, `(x, k)` or `(x, k:m)` behind `l`, `f` or `d`.
    private mutating func shifts(_ kind: Shift.Kind) throws(CausalError) -> [Shift] {
        index += 1
        var nested = ExpressionParser(tokens, at: index, of: text, grammar)
        nested.depth = depth
        let inner = try nested.expression()
        index = nested.index
        let periods = try shiftedPeriods(kind)
        try close(call: kind.rawValue)
        return periods.map { Shift(kind: kind, inner: inner, periods: $0) }
    }

    private mutating func shiftedPeriods(_ kind: Shift.Kind) throws(CausalError) -> ClosedRange<Int> {
        guard token.kind == .symbol(",") else { return 1...1 }
        index += 1
        let start = token.position
        let first = try wholeNumber()
        var last = first
        if token.kind == .symbol(":") {
            index += 1
            last = try wholeNumber()
        }
        guard abs(last - first) <= 1000 else {
            throw text.fault("more than 1000 periods are asked for", at: start)
        }
        guard kind != .difference || min(first, last) >= 1 else {
            throw text.fault("a difference needs a number of periods of at least 1", at: start)
        }
        return min(first, last)...max(first, last)
    }

    private mutating func wholeNumber() throws(CausalError) -> Int {
        let isNegative = token.kind == .symbol("-")
        if isNegative { index += 1 }
        guard case .number(let value) = token.kind, value == value.rounded(), value <= 1e6 else {
            throw text.fault(
                "a whole number of periods is expected, and here is \(token.shown)", at: token.position)
        }
        index += 1
        return isNegative ? -Int(value) : Int(value)
    }
}

extension SyntaxText {
    /// The error of a function that there is not, with the nearest that there is.
    package func unknownFunction(_ name: String, at position: Int, among known: [String]) -> CausalError {
        let near = Spelling.nearest(to: name, among: known).map { "Did you mean '\($0)'?" }
        return fault(
            "there is no function '\(name.prefix(40))'", at: position,
            remedy: near ?? "The functions are \(known.joined(separator: ", ")):")
    }
}
