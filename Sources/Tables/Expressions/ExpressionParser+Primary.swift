import Groundwork

/// Numbers, texts, names, brackets and lists.
extension ExpressionParser {
    /// Names that are no columns unless they stand between backticks.
    static let reserved: Set<String> = Set(constants.keys).union(keywords)
    private static let constants = ["TRUE": 1.0, "true": 1, "FALSE": 0, "false": 0]
    private static let keywords: Set<String> = ["NA", "not"]

    mutating func parsePrimary() throws(CausalError) {
        let written = token
        index += 1
        switch written.kind {
        case .number(let value): append(.number(value), written)
        case .text(let content): append(.text(content), written)
        case .name(let name, let quoted): try parseName(name, quoted, written)
        case .symbol("("):
            try parse(.or)
            try close(written)
            append(.group, written)
        default:
            index -= 1
            throw text.fault(
                "a number or a column is expected, and here is \(written.shown)", at: written.position)
        }
    }

    private mutating func parseName(
        _ name: String, _ quoted: Bool, _ written: SyntaxToken
    ) throws(CausalError) {
        if !quoted, token.kind == .symbol("(") { return try parseCall(name, written) }
        if !quoted, let value = Self.constants[name] { return append(.number(value), written) }
        if !quoted, Self.keywords.contains(name) {
            throw text.fault(
                "'\(name)' cannot stand here", at: written.position,
                remedy: name == "NA"
                    ? "Write is.na(x) to ask whether x is missing:"
                    : "If a column is called \(name), put its name between backticks:")
        }
        append(.column(name), written)
    }

    mutating func append(_ leaf: Leaf, _ written: SyntaxToken) {
        let position = leaves.firstIndex(of: leaf) ?? leaves.count
        if position == leaves.count { leaves.append(leaf) }
        append(.leaf(position), written)
    }

    /// The bracket that closes another.
    private mutating func close(_ opening: SyntaxToken) throws(CausalError) {
        guard token.kind != .end else {
            throw text.fault("the bracket ( is opened and never closed", at: opening.position)
        }
        guard token.kind == .symbol(")") else {
            throw text.fault("')' or an operator is expected before \(token.shown)", at: token.position)
        }
        index += 1
    }

    /// `in (…)`, `%in% c(…)` or `not in (…)`, from behind its first word.
    mutating func parseMembership(_ written: SyntaxToken) throws(CausalError) {
        let negated = written.kind == .name("not", quoted: false)
        if negated { try expectIn() }
        if token.kind == .name("c", quoted: false) { index += 1 }
        guard token.kind == .symbol("(") else {
            throw text.fault(
                "a list in brackets is expected before \(token.shown)", at: token.position,
                remedy: "Write x in (1, 2):")
        }
        let opening = token
        var list = MemberList()
        repeat {
            index += 1
            try parseMember(&list)
        } while token.kind == .symbol(",")
        try close(opening)
        append(list.action, written)
        if negated { append(.not, written) }
    }

    private mutating func expectIn() throws(CausalError) {
        guard token.kind == .name("in", quoted: false) else {
            throw text.fault("'in' is expected after 'not'", at: token.position)
        }
        index += 1
    }

    private mutating func parseMember(_ list: inout MemberList) throws(CausalError) {
        let isNegative = token.kind == .symbol("-")
        if isNegative { index += 1 }
        switch token.kind {
        case .number(let value) where list.texts.isEmpty: list.numbers.append(isNegative ? -value : value)
        case .text(let text) where list.numbers.isEmpty && !isNegative: list.texts.append(text)
        case .number, .text:
            throw text.fault("a list holds either numbers or texts", at: token.position)
        default:
            throw text.fault(
                "a number or a text is expected, and here is \(token.shown)", at: token.position)
        }
        index += 1
    }

    private struct MemberList {
        var numbers: [Double] = []
        var texts: [String] = []
        var action: Step.Action { texts.isEmpty ? .numberMember(numbers) : .textMember(texts) }
    }
}
