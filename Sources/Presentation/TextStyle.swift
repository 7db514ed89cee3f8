/// How text is set off: not at all, or with a terminal's codes.
public enum TextStyle: Sendable, Hashable {
    /// Nothing but text.
    case plain
    /// Bold headings and faint remarks (ECMA-48 codes).
    case terminal

    func bold(_ text: String) -> String { self == .terminal ? "\u{1B}[1m\(text)\u{1B}[0m" : text }
    func faint(_ text: String) -> String { self == .terminal ? "\u{1B}[2m\(text)\u{1B}[0m" : text }
}
