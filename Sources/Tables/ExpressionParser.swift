import Groundwork

/// Turns the words of an expression into steps for a stack, by precedence climbing.
///
/// It calls itself only for brackets, prefix operators and powers, and those nest at most 100 deep; a long
/// chain such as `a + b + …` is a loop.
struct ExpressionParser {
    private(set) var steps: [Step] = []
    private(set) var names: [String] = []
    private let tokens: [ExpressionToken]
    private let place: SyntaxPlace
    private var index = 0
    private var depth = 0

    init(tokens: [ExpressionToken], place: SyntaxPlace) {
        self.tokens = tokens
        self.place = place
    }

    private var token: ExpressionToken { tokens[index] }

    mutating func parseAll() throws(CausalError) {
        try parse(.or)
        guard token.kind == .end else {
            throw place.fault("an operator is expected before \(token.shown)", at: token.position)
        }
    }

    /// How tightly an operator binds, loosest first.
    private enum Binding: Int { case or, and, not, comparison, sum, product, sign, power }

    private struct Infix {
        let binding: Binding
        let action: Step.Action?
    }

    private mutating func parse(_ loosest: Binding) throws(CausalError) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= 100 else {
            throw place.fault("brackets and signs nest more than 100 deep", at: token.position)
        }
        try parsePrefix()
        var compared = false
        while let infix = infix(), infix.binding.rawValue >= loosest.rawValue {
            let written = token
            if infix.binding == .comparison {
                guard !compared else {
                    throw place.fault(
                        "comparisons cannot be chained", at: written.position,
                        remedy: "Write 1 < x & x < 5 rather than 1 < x < 5.")
                }
                compared = true
            }
            index += 1
            try parseOperand(after: infix, written)
        }
    }

    /// What follows an infix operator, and the operator's step after it.
    private mutating func parseOperand(after infix: Infix, _ written: ExpressionToken) throws(CausalError) {
        guard let action = infix.action else { return try parseMembership(written) }
        // The right side binds tighter than the operator, except for powers, which group to the right and
        // may be followed by a sign.
        try parse(infix.binding == .power ? .sign : Binding(rawValue: infix.binding.rawValue + 1) ?? .power)
        steps.append(Step(action: action, position: written.position))
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
            steps.append(Step(action: .not, position: written.position))
        case .symbol("-"):
            index += 1
            try parse(.sign)
            steps.append(Step(action: .negate, position: written.position))
        case .symbol("+"):
            index += 1
            try parse(.sign)
        default:
            try parsePrimary()
        }
    }

    private mutating func parsePrimary() throws(CausalError) {
        let written = token
        index += 1
        switch written.kind {
        case .number(let value): steps.append(Step(action: .number(value), position: written.position))
        case .text(let text): steps.append(Step(action: .text(text), position: written.position))
        case .name(let name, let quoted): try parseName(name, quoted, written)
        case .symbol("("):
            try parse(.or)
            try expect(")", opened: written)
        default:
            index -= 1
            throw place.fault("a value is expected, and there is \(written.shown)", at: written.position)
        }
    }

    private mutating func parseName(
        _ name: String, _ quoted: Bool, _ written: ExpressionToken
    ) throws(CausalError) {
        if !quoted, token.kind == .symbol("(") { return try parseCall(name, written) }
        if !quoted, let value = Self.constants[name] {
            return steps.append(Step(action: .number(value), position: written.position))
        }
        if !quoted, Self.keywords.contains(name) {
            throw place.fault(
                "'\(name)' cannot stand here", at: written.position,
                remedy: name == "NA"
                    ? "Write is.na(x) to ask whether x is missing."
                    : "If a column is called \(name), put its name between backticks.")
        }
        let position = names.firstIndex(of: name) ?? names.count
        if position == names.count { names.append(name) }
        steps.append(Step(action: .column(position), position: written.position))
    }

    private static let constants = ["TRUE": 1.0, "true": 1, "FALSE": 0, "false": 0]
    private static let keywords: Set<String> = ["NA", "and", "or", "not", "in"]

    private mutating func parseCall(_ name: String, _ written: ExpressionToken) throws(CausalError) {
        let action: Step.Action
        if let function = Step.Function(rawValue: name) {
            action = .function(function)
        } else if ["is.na", "missing"].contains(name) {
            action = .isMissing
        } else {
            throw unknownFunction(name, written)
        }
        let bracket = token
        index += 1
        try parse(.or)
        try expect(")", opened: bracket)
        steps.append(Step(action: action, position: written.position))
    }

    private func unknownFunction(_ name: String, _ written: ExpressionToken) -> CausalError {
        let known = Step.Function.allCases.map(\.rawValue) + ["is.na", "missing"]
        let remedy = Spelling.nearest(to: name, among: known).map { "Did you mean '\($0)'?" }
        return place.fault(
            "there is no function '\(name.prefix(40))'", at: written.position,
            remedy: remedy ?? "The functions are: \(known.joined(separator: ", ")).")
    }

    private mutating func expect(_ symbol: String, opened: ExpressionToken) throws(CausalError) {
        guard token.kind == .symbol(symbol) else {
            let message =
                token.kind == .end
                ? "the bracket ( is opened and never closed"
                : "an operator or '\(symbol)' is expected before \(token.shown)"
            throw place.fault(message, at: token.kind == .end ? opened.position : token.position)
        }
        index += 1
    }

    /// `in (…)`, `%in% c(…)` or `not in (…)`, from behind its first word.
    private mutating func parseMembership(_ written: ExpressionToken) throws(CausalError) {
        let negated = written.kind == .name("not", quoted: false)
        if negated { try expectIn() }
        if token.kind == .name("c", quoted: false) { index += 1 }
        guard token.kind == .symbol("(") else {
            throw place.fault(
                "a list in brackets is expected before \(token.shown)", at: token.position,
                remedy: "Write x in (1, 2).")
        }
        let bracket = token
        var list = MemberList()
        repeat {
            index += 1
            try parseMember(&list)
        } while token.kind == .symbol(",")
        try expect(")", opened: bracket)
        steps.append(Step(action: list.action, position: written.position))
        if negated { steps.append(Step(action: .not, position: written.position)) }
    }

    private mutating func expectIn() throws(CausalError) {
        guard token.kind == .name("in", quoted: false) else {
            throw place.fault("'in' is expected after 'not'", at: token.position)
        }
        index += 1
    }

    private mutating func parseMember(_ list: inout MemberList) throws(CausalError) {
        let negative = token.kind == .symbol("-")
        if negative { index += 1 }
        switch token.kind {
        case .number(let value) where list.texts.isEmpty: list.numbers.append(negative ? -value : value)
        case .text(let text) where list.numbers.isEmpty && !negative: list.texts.append(text)
        case .number, .text:
            throw place.fault("a list holds either numbers or texts", at: token.position)
        default:
            throw place.fault(
                "a number or a text is expected, and there is \(token.shown)", at: token.position)
        }
        index += 1
    }

    private struct MemberList {
        var numbers: [Double] = []
        var texts: [String] = []
        var action: Step.Action { texts.isEmpty ? .numberMember(numbers) : .textMember(texts) }
    }
}
