import ArgumentParser
import Causal

/// What the parser of arguments says, and what was probably meant, as one message of the command's own form.
struct UsageMessage {
    private let words: String
    private let arguments: [String]

    init(_ words: String, _ arguments: [String]) {
        self.words = words
        self.arguments = arguments
    }

    /// `causal: error: the value 'foo' is invalid for --vcov. There are iid, hc0, …. See causal ols --help.`
    var text: String { "causal: error: \(sentence)\n" }

    /// What is wrong and what to do about it, on one line.
    var sentence: String {
        var parts = [head]
        if let suggestion, !head.contains("Did you mean") { parts.append(suggestion) }
        if !allowed.isEmpty, allowed.count <= 40 {
            parts.append("There are \(allowed.joined(separator: ", ")).")
        }
        if let meaning { parts.append(meaning) }
        if let command = quoted(after: "See '", in: words) { parts.append("See \(command).") }
        return parts.joined(separator: " ")
    }

    private var lines: [String] { words.split(separator: "\n").map { $0.trimming(" ") } }

    /// The first sentence, in the form of the command's other errors.
    private var head: String {
        if let unknownSubcommand { return unknownSubcommand }
        var text = lines.first ?? ""
        if text.hasPrefix("Error: ") { text.removeFirst("Error: ".count) }
        if let list = text.firstRange(of: " Please provide one of the following") {
            text = String(text[..<list.lowerBound])
        }
        // Options are told without the names of their values: '--vcov', not '--vcov <vcov>'.
        text = UsageMessage.withoutValueNames(text)
        if let last = text.last, !".?!".contains(last) { text += "." }
        let second = text.dropFirst().first
        return second?.isLowercase == true ? text.prefix(1).lowercased() + text.dropFirst() : text
    }

    private static func withoutValueNames(_ text: String) -> String {
        var result = ""
        var rest = text[...]
        while let start = rest.firstRange(of: " <"), let end = rest[start.upperBound...].firstIndex(of: ">") {
            result += rest[..<start.lowerBound]
            rest = rest[rest.index(after: end)...]
        }
        return result + rest
    }

    /// The values that an option takes, where the parser lists them.
    private var allowed: [String] { lines.filter { $0.hasPrefix("- ") }.map { String($0.dropFirst(2)) } }

    /// What a missing argument is.
    private var meaning: String? {
        guard head.hasPrefix("missing expected argument"),
            let line = lines.first(where: { $0.hasPrefix("Help:") })
        else { return nil }
        let parts = line.dropFirst("Help:".count).split(separator: "  ").dropFirst()
        return parts.isEmpty ? nil : "It is: " + parts.joined(separator: " ")
    }

    private var suggestion: String? { missingOption ?? value }

    /// An option that is missing because it is misspelt.
    private var missingOption: String? {
        let option = quoted(after: "Missing expected argument '", in: words)?.split(separator: " ").first
        return option.flatMap { UsageMessage.misspelt(arguments, meant: [String($0)]) }
    }

    /// `Is '--outcom' meant to be '--outcome'?` for an option that is nearly one of these.
    static func misspelt(_ arguments: [String], meant: [String]) -> String? {
        for argument in arguments where argument.hasPrefix("--") {
            let name = String(argument.prefix { $0 != "=" })
            if !meant.contains(name), let near = Spelling.nearest(to: name, among: meant) {
                return "Is '\(name)' meant to be '\(near)'?"
            }
        }
        return nil
    }

    /// A first word, or the second behind a group of commands, that is no subcommand.
    private var unknownSubcommand: String? {
        guard let first = arguments.first, !first.hasPrefix("-") else { return nil }
        var all = CausalTool.configuration.subcommands
        var word = first
        if let group = all.first(where: { $0.configuration.commandName == first }) {
            guard let second = arguments.dropFirst().first, !group.configuration.subcommands.isEmpty,
                !second.hasPrefix("-")
            else { return nil }
            (all, word) = (group.configuration.subcommands, second)
        }
        let names = all.compactMap { $0.configuration.commandName }
        guard !names.contains(word) else { return nil }
        return "there is no subcommand '\(word)'."
            + (Spelling.nearest(to: word, among: names).map { " Did you mean '\($0)'?" } ?? "")
    }

    /// A value that is nearly one of those that an option takes.
    private var value: String? {
        quoted(after: "The value '", in: words).flatMap { Spelling.nearest(to: $0, among: allowed) }.map {
            "Did you mean '\($0)'?"
        }
    }

    private func quoted(after start: String, in text: String) -> String? {
        guard let range = text.firstRange(of: start) else { return nil }
        return String(text[range.upperBound...].prefix { $0 != "'" })
    }
}
