import Groundwork

/// A word of an expression and the character at which it starts.
struct ExpressionToken: Sendable {
    let kind: Kind
    let position: Int

    enum Kind: Sendable, Hashable {
        case number(Double)
        case text(String)
        /// A name; `quoted` when it stood between backticks and so can be no keyword.
        case name(String, quoted: Bool)
        case symbol(String)
        case end
    }

    /// The token as an error message shows it.
    var shown: String {
        switch kind {
        case .number(let value): "the number \(Column.label(value))"
        case .text(let text): "the text '\(text.prefix(40))'"
        case .name(let name, _): "'\(name.prefix(40))'"
        case .symbol(let symbol): "'\(symbol)'"
        case .end: "the end"
        }
    }
}

/// Cuts an expression into words.
struct ExpressionTokens {
    private(set) var tokens: [ExpressionToken] = []
    private let characters: [Character]
    private let place: SyntaxPlace
    private var position = 0

    init(_ text: String, _ place: SyntaxPlace) throws(CausalError) {
        characters = Array(text)
        self.place = place
        while position < characters.count {
            if characters[position].isWhitespace { position += 1 } else { try readToken() }
        }
        tokens.append(ExpressionToken(kind: .end, position: characters.count))
    }

    private func character(_ offset: Int) -> Character? {
        position + offset < characters.count ? characters[position + offset] : nil
    }

    private mutating func readToken() throws(CausalError) {
        let first = characters[position]
        let start = position
        let kind: ExpressionToken.Kind
        if first.isDecimal || (first == "." && character(1)?.isDecimal == true) {
            kind = try readNumber()
        } else if first == "'" || first == "\"" {
            kind = .text(try readQuoted(first))
        } else if first == "`" {
            kind = .name(try readQuoted(first), quoted: true)
        } else if first.isNameStart {
            kind = .name(readWhile(\.isNamePart), quoted: false)
        } else {
            kind = try readSymbol()
        }
        tokens.append(ExpressionToken(kind: kind, position: start))
    }

    private mutating func readWhile(_ belongs: (Character) -> Bool) -> String {
        let start = position
        while position < characters.count, belongs(characters[position]) { position += 1 }
        return String(characters[start..<position])
    }

    private mutating func readNumber() throws(CausalError) -> ExpressionToken.Kind {
        let start = position
        var text = readWhile { $0.isDecimal || $0 == "." }
        if let mark = character(0), mark == "e" || mark == "E" {
            let signed = character(1) == "-" || character(1) == "+"
            if character(signed ? 2 : 1)?.isDecimal == true {
                text += String(characters[position...(position + (signed ? 1 : 0))])
                position += signed ? 2 : 1
                text += readWhile(\.isDecimal)
            }
        }
        guard let value = Double(text), value.isFinite, character(0)?.isNamePart != true else {
            let written = text + readWhile(\.isNamePart)
            throw place.fault("'\(written.prefix(40))' is not a number", at: start)
        }
        return .number(value)
    }

    /// Text up to the quote that closes it; a doubled quote stands for itself.
    private mutating func readQuoted(_ quote: Character) throws(CausalError) -> String {
        let start = position
        var text = ""
        position += 1
        while let next = character(0) {
            position += 1
            if next != quote {
                text.append(next)
            } else if character(0) == quote {
                text.append(quote)
                position += 1
            } else {
                return text
            }
        }
        throw place.fault("the quote \(quote) is opened and never closed", at: start)
    }

    private static let symbols = [
        "%in%", "==", "!=", "<=", ">=", "&&", "||", "=", "<", ">", "!", "&", "|", "+", "-", "*", "/", "^",
        "(", ")", ",",
    ]

    private mutating func readSymbol() throws(CausalError) -> ExpressionToken.Kind {
        let rest = String(characters[position..<min(position + 4, characters.count)])
        guard let symbol = Self.symbols.first(where: { rest.hasPrefix($0) }) else {
            throw place.fault(
                "'\(characters[position])' means nothing in an expression", at: position,
                remedy: "A column's name with such a character stands between backticks.")
        }
        position += symbol.count
        return .symbol(symbol)
    }
}

extension Character {
    fileprivate var isDecimal: Bool { self >= "0" && self <= "9" && isASCII }
    fileprivate var isNameStart: Bool { isLetter || self == "_" || self == "." }
    fileprivate var isNamePart: Bool { isNameStart || isNumber }
}
