extension Leaf: CustomStringConvertible {
    /// The leaf as a formula writes it.
    package var description: String {
        switch self {
        case .column(let name): Expression.quoted(name)
        case .shift(let shift): "\(shift.kind.rawValue)(\(shift.inner), \(shift.periods))"
        }
    }
}

extension Expression {
    /// Steps as R prints a call: spaces around `+ - *`, comparisons and logic, none around `/ ^`.
    static func written(_ steps: ArraySlice<Step>, _ leaves: [Leaf]) -> String {
        var stack: [String] = []
        for step in steps { step.action.write(to: &stack, leaves) }
        return stack.last ?? ""
    }

    /// A part of the expression, as R prints it.
    func written(_ part: Range<Int>) -> String { Expression.written(steps[part], leaves) }

    /// The steps whose result step `last` completes.
    func part(endingAt last: Int) -> Range<Int> {
        var first = last + 1
        var missing = 1
        while missing > 0 {
            first -= 1
            missing += steps[first].action.arity - 1
        }
        return first..<(last + 1)
    }

    /// A column's name as formulas and expressions have to write it: between backticks, which are doubled
    /// inside, unless it is a plain name.
    package static func quoted(_ name: String) -> String {
        let isPlain = name.allSatisfy(\.isNamePart) && (name.first?.isNameStart ?? false)
        let looksNumeric = name.hasPrefix(".") && (name.dropFirst().first?.isNumber ?? true)
        guard !isPlain || looksNumeric || ExpressionParser.reserved.contains(name) else { return name }
        return quoted(name, by: "`")
    }

    /// A text between quotes, which are doubled inside.
    fileprivate static func quoted(_ text: String, by quote: Character) -> String {
        "\(quote)" + text.map { $0 == quote ? "\(quote)\(quote)" : "\($0)" }.joined() + "\(quote)"
    }
}

extension Step.Action {
    /// Replaces what the step takes from the stack by what it writes. The left side of an operator is added to
    /// in place, so that a long chain takes linear time.
    fileprivate func write(to stack: inout [String], _ leaves: [Leaf]) {
        switch self {
        case .number(let value): stack.append(value.shortestDecimal)
        case .text(let text): stack.append(Expression.quoted(text, by: "\""))
        case .leaf(let index): stack.append(leaves[index].description)
        case .group: enclose(&stack, "(", ")")
        case .negate: enclose(&stack, "-", "")
        case .not: enclose(&stack, "!", "")
        case .function(let function): enclose(&stack, function.rawValue + "(", ")")
        case .isMissing: enclose(&stack, "is.na(", ")")
        case .numberMember(let values): list(&stack, values.map(\.shortestDecimal))
        case .textMember(let texts): list(&stack, texts.map { Expression.quoted($0, by: "\"") })
        case .arithmetic(.divide): join(&stack, "/")
        case .arithmetic(.power): join(&stack, "^")
        case .arithmetic(let arithmetic): join(&stack, " \(arithmetic.rawValue) ")
        case .comparison(let comparison): join(&stack, " \(comparison.rawValue) ")
        case .and: join(&stack, " & ")
        case .or: join(&stack, " | ")
        }
    }

    private func enclose(_ stack: inout [String], _ before: String, _ after: String) {
        stack[stack.count - 1] = before + stack[stack.count - 1] + after
    }

    private func join(_ stack: inout [String], _ symbol: String) {
        let right = stack.removeLast()
        stack[stack.count - 1] += symbol + right
    }

    private func list(_ stack: inout [String], _ values: [String]) {
        stack[stack.count - 1] += " %in% c(" + values.joined(separator: ", ") + ")"
    }
}
