import ArgumentParser
import Causal

/// `--help` right behind the words of a subcommand, which is answered without parsing: the parser would look at every option of
/// the root and of the subcommand several times before it finds that help is wanted.
struct HelpRequest {
    private let command: ParsableCommand.Type

    /// nil when the arguments are something else; the parser then decides.
    init?(_ arguments: [String]) {
        guard let last = arguments.last, last == "--help" || last == "-h" else { return nil }
        var command: ParsableCommand.Type = CausalTool.self
        for word in arguments.dropLast() {
            let next = command.configuration.subcommands.first { $0.configuration.commandName == word }
            // The help of a query is a page of its own.
            guard let next, next != SQLCommand.self else { return nil }
            command = next
        }
        self.command = command
    }

    /// Writes the help.
    func answer() throws(CausalError) {
        try Console.standardOutput(CausalTool.helpMessage(for: command) + "\n")
    }
}
