import ArgumentParser
import Causal

/// The help of a query: the options of the command whose arguments it takes, without those about files and output.
enum QueryHelp {
    /// The help as text.
    ///
    /// - Parameters:
    ///   - query: the subcommand of `causal sql`.
    ///   - command: the command whose options it takes.
    ///   - name: that command as it is called.
    static func text(_ query: any ParsableCommand.Type, _ command: any ParsableCommand.Type, name: String)
        -> String
    {
        let configuration = query.configuration
        let subcommand = configuration.commandName ?? ""
        let idle = Set(
            [InputOptions.helpMessage(), OutputOptions.helpMessage()].flatMap(entries).map(\.name))
        var parts = [
            "OVERVIEW: \(configuration.abstract)", configuration.discussion,
            "USAGE: causal sql \(subcommand) --table <table> --dialect <dialect> [<options of causal \(name)>]",
            QueryOptions.helpMessage().sections.filter { $0.title == "OPTIONS:" }.map { section in
                section.text(without: ["-h"])
            }.joined(),
        ]
        for section in command.helpMessage().sections where section.title != "ARGUMENTS:" {
            let rest = section.text(without: idle)
            if !rest.isEmpty { parts.append(rest) }
        }
        return parts.joined(separator: "\n\n")
    }

    private static func entries(_ help: String) -> [HelpSection.Entry] { help.sections.flatMap(\.entries) }
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

    /// The part without some options; empty where none is left.
    func text(without idle: Set<String>) -> String {
        let kept = entries.filter { !idle.contains($0.name) }
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
