import ArgumentParser
import Causal

/// What the parser of arguments says, and what was probably meant.
struct UsageMessage {
    private let words: String
    private let arguments: [String]

    init(_ words: String, _ arguments: [String]) {
        self.words = words
        self.arguments = arguments
    }

    /// The parser's message with a suggestion behind its first line, where there is one.
    var text: String {
        guard let suggestion, !words.contains("Did you mean") else { return words + "\n" }
        var lines = words.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        lines[0] += suggestion
        return lines.joined(separator: "\n") + "\n"
    }

    private var suggestion: String? { missingOption ?? subcommand ?? value }

    /// An option that is missing because it is misspelt.
    private var missingOption: String? {
        let option = quoted(after: "Missing expected argument '")?.split(separator: " ").first
        return option.flatMap { UsageMessage.misspelt(arguments, meant: [String($0)]) }
    }

    /// `. Is '--outcom' meant to be '--outcome'?` for an option that is nearly one of these.
    static func misspelt(_ arguments: [String], meant: [String]) -> String? {
        for argument in arguments where argument.hasPrefix("--") {
            let name = String(argument.prefix { $0 != "=" })
            if !meant.contains(name), let near = Spelling.nearest(to: name, among: meant) {
                return ". Is '\(name)' meant to be '\(near)'?"
            }
        }
        return nil
    }

    /// A subcommand that is misspelt.
    private var subcommand: String? {
        guard let word = quoted(after: "Unexpected argument '"), let first = arguments.first else {
            return nil
        }
        var all = CausalTool.configuration.subcommands
        if word != first {
            all = all.first { $0.configuration.commandName == first }?.configuration.subcommands ?? []
        }
        let names = all.compactMap { $0.configuration.commandName }
        return Spelling.nearest(to: word, among: names).map { ". Did you mean '\($0)'?" }
    }

    /// A value that is nearly one of those that an option takes.
    private var value: String? {
        guard let word = quoted(after: "The value '") else { return nil }
        let lines = words.split(separator: "\n").map { $0.trimming(" ") }
        let allowed = lines.filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) }
        return Spelling.nearest(to: word, among: allowed).map { " Did you mean '\($0)'?" }
    }

    private func quoted(after start: String) -> String? {
        guard let line = words.split(separator: "\n").first, let range = line.firstRange(of: start) else {
            return nil
        }
        return String(line[range.upperBound...].prefix { $0 != "'" })
    }
}
