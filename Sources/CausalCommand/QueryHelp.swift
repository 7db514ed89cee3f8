import ArgumentParser
import Causal

/// The help of a query: the options of the command whose arguments it takes that change the query.
enum QueryHelp {
    /// The help as text.
    ///
    /// - Parameters:
    ///   - query: the subcommand of `causal sql`.
    ///   - command: the command whose options it takes.
    ///   - name: that command as it is called.
    ///   - usage: the usage line.
    ///   - options: the arguments and options that are told.
    static func text(
        _ query: any ParsableCommand.Type, _ command: any ParsableCommand.Type, name: String, usage: String,
        options: Set<String>
    ) -> String {
        let configuration = query.configuration
        var parts = [
            "OVERVIEW: \(configuration.abstract)", configuration.discussion, "USAGE: \(usage)",
            QueryOptions.helpMessage().sections.filter { $0.title == "OPTIONS:" }.map { section in
                section.text { $0 != "-h" }
            }.joined(),
        ]
        for section in command.helpMessage().sections {
            let rest = section.text { options.contains($0) }
            if !rest.isEmpty { parts.append(rest) }
        }
        parts.append(
            "Other options of causal \(name) are taken too where sums serve them; they do\nnot change the query. It says so of those that need the rows."
        )
        return parts.joined(separator: "\n\n")
    }
}

/// A titled part of a help text.
private struct HelpSection {
    /// An option and the lines about it.
    struct Entry {
        let name: String
        var lines: [Substring]
    }

    let title: Substring
    var entries: [Entry] = []

    /// The part with the options that are wanted; empty where none is left.
    func text(where isWanted: (String) -> Bool) -> String {
        let kept = entries.filter { isWanted($0.name) }
        return kept.isEmpty ? "" : ([title] + kept.flatMap(\.lines)).joined(separator: "\n")
    }
}

extension String {
    /// The parts of a help text whose entries are indented by two blanks, what is said of them by more.
    fileprivate var sections: [HelpSection] {
        var sections: [HelpSection] = []
        for line in split(separator: "\n", omittingEmptySubsequences: false) where !line.isEmpty {
            if !line.hasPrefix(" ") {
                if line.hasSuffix(":") { sections.append(HelpSection(title: line)) }
            } else if line.hasPrefix("  "), line.dropFirst(2).first != " ", let last = sections.indices.last {
                let name = line.dropFirst(2).prefix { $0 != " " && $0 != "," }
                sections[last].entries.append(.init(name: String(name), lines: [line]))
            } else if let last = sections.indices.last, let entry = sections[last].entries.indices.last {
                sections[last].entries[entry].lines.append(line)
            }
        }
        return sections
    }
}
