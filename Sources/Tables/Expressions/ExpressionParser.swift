import Groundwork

/// Turns the words of an expression into steps for a stack, by precedence climbing.
///
/// It calls itself only for brackets, prefix operators and powers, and those nest at most 100 deep; a long
/// chain such as `a + b + …` is a loop.
package struct ExpressionParser {
    /// The next word's position among the words.
    package internal(set) var index: Int
    var steps: [Step] = []
    var leaves: [Leaf] = []
    let tokens: [SyntaxToken]
    let text: SyntaxText
    let grammar: Expression.Grammar
    var depth = 0

    /// The deepest nesting that is read.
    package static let depthLimit = 100
    /// The most steps of an expression within a formula, whose name would be too long to read.
    private static let stepLimit = 1000

    /// Starts at one of the words of a text.
    package init(
        _ tokens: [SyntaxToken], at index: Int, of text: SyntaxText, _ grammar: Expression.Grammar
    ) {
        self.tokens = tokens
        self.index = index
        self.text = text
        self.grammar = grammar
    }

    var token: SyntaxToken { tokens[min(index, tokens.count - 1)] }

    /// Reads an expression that nothing follows.
    mutating func whole() throws(CausalError) -> Expression {
        let expression = try expression()
        guard token.kind == .end else {
            throw text.fault("an operator is expected before \(token.shown)", at: token.position)
        }
        return expression
    }

    /// Reads an expression as far as it goes.
    package mutating func expression() throws(CausalError) -> Expression {
        let start = token.position
        try parse(.or)
        return try finished(start)
    }

    /// What has been read, which starts at a character.
    func finished(_ start: Int) throws(CausalError) -> Expression {
        guard grammar == .table || steps.count <= Self.stepLimit else {
            throw text.fault("the expression has more than \(Self.stepLimit) parts", at: start)
        }
        return Expression(steps, leaves: leaves, text, grammar)
    }

    mutating func append(_ action: Step.Action, _ written: SyntaxToken) {
        steps.append(Step(action: action, position: written.position))
    }

    /// How tightly an operator binds, loosest first.
    enum Binding: Int { case or, and, not, comparison, sum, product, sign, power }

    /// An infix operator; without an action it is membership.
    private struct Infix {
        let binding: Binding
        let action: Step.Action?
    }

    mutating func parse(_ loosest: Binding) throws(CausalError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.depthLimit else {
            throw text.fault("brackets and signs nest more than \(Self.depthLimit) deep", at: token.position)
        }
        try parsePrefix()
        var compared = false
        while let infix = infix(), infix.binding.rawValue >= loosest.rawValue {
            let written = token
            if infix.binding == .comparison {
                guard !compared else {
                    throw text.fault(
                        "comparisons cannot be chained", at: written.position,
                        remedy: "Write 1 < x & x < 5 rather than 1 < x < 5:")
                }
                compared = true
            }
            index += 1
            try parseOperand(after: infix, written)
        }
    }

    /// What follows an infix operator, and the operator's step after it.
    private mutating func parseOperand(after infix: Infix, _ written: SyntaxToken) throws(CausalError) {
        guard let action = infix.action else { return try parseMembership(written) }
        // The right side binds tighter than the operator, except for powers, which group to the right and
        // may be followed by a sign.
        try parse(infix.binding == .power ? .sign : Binding(rawValue: infix.binding.rawValue + 1) ?? .power)
        append(action, written)
    }

    private func infix() -> Infix? {
        switch token.kind {
        case .symbol(let symbol): Self.symbols[symbol]
        case .name("or", quoted: false): Infix(binding: .or, action: .or)
        case .name("and", quoted: false): Infix(binding: .and, action: .and)
        case .name("in", quoted: false), .name("not", quoted: false):
            Infix(binding: .comparison, action: nil)
        default: nil
        }
    }

    private static let symbols: [String: Infix] = [
        "|": Infix(binding: .or, action: .or), "||": Infix(binding: .or, action: .or),
        "&": Infix(binding: .and, action: .and), "&&": Infix(binding: .and, action: .and),
        "=": Infix(binding: .comparison, action: .comparison(.equal)),
        "==": Infix(binding: .comparison, action: .comparison(.equal)),
        "!=": Infix(binding: .comparison, action: .comparison(.notEqual)),
        "<": Infix(binding: .comparison, action: .comparison(.less)),
        "<=": Infix(binding: .comparison, action: .comparison(.lessOrEqual)),
        ">": Infix(binding: .comparison, action: .comparison(.greater)),
        ">=": Infix(binding: .comparison, action: .comparison(.greaterOrEqual)),
        "%in%": Infix(binding: .comparison, action: nil),
        "+": Infix(binding: .sum, action: .arithmetic(.add)),
        "-": Infix(binding: .sum, action: .arithmetic(.subtract)),
        "*": Infix(binding: .product, action: .arithmetic(.multiply)),
        "/": Infix(binding: .product, action: .arithmetic(.divide)),
        "^": Infix(binding: .power, action: .arithmetic(.power)),
    ]

    private mutating func parsePrefix() throws(CausalError) {
        let written = token
        switch written.kind {
        case .symbol("!"), .name("not", quoted: false):
            index += 1
            try parse(.not)
            append(.not, written)
        case .symbol("-"):
            index += 1
            try parse(.sign)
            append(.negate, written)
        case .symbol("+"):
            index += 1
            try parse(.sign)
        default:
            try parsePrimary()
        }
    }
}
