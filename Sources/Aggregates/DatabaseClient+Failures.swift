import Groundwork

extension DatabaseClient {
    /// The error that a client's end and words tell. Where they name what the caller can mend, it has the code of the same mistake
    /// with rows; else it is the engine's.
    func failure(_ run: ChildProcess) -> CausalError {
        let words = DatabaseClient.message(run.error)
        let ended =
            "\(command[0]) ended with \(DatabaseClient.end(run))" + (words.isEmpty ? "" : ": \(words)")
        guard let known = DatabaseClient.known.first(where: { $0.isMeant(words) }) else {
            return CausalError(
                .engineFailed, ended,
                remedy: run.status > 128 ? "The engine was ended from outside; run the command again." : nil)
        }
        return CausalError(known.code, ended, remedy: known.remedy)
    }

    /// A mistake that the engines' messages name.
    private struct Known: Sendable {
        let code: CausalError.Code
        /// Each a message of one of the engines, by words that all stand in it.
        let messages: [[String]]
        let remedy: String

        func isMeant(_ words: String) -> Bool {
            messages.contains { $0.allSatisfy { words.contains($0) } }
        }
    }

    private static let known: [Known] = [
        Known(
            code: .unknownColumn,
            messages: [
                ["Referenced column ", "not found"], ["column \"", "does not exist"], ["UNRESOLVED_COLUMN"],
            ],
            remedy:
                "Check the columns' names in --table; databases tell capitals from small letters in quotes."),
        Known(
            code: .noSuchInput,
            messages: [
                ["Table with name", "does not exist"], ["Schema with name", "does not exist"],
                ["Catalog \"", "does not exist"], ["database does not exist"], ["No files found that match"],
                ["relation \"", "does not exist"], ["schema \"", "does not exist"],
                ["database \"", "does not exist"], ["connection to server", "failed"],
                ["could not translate host name"],
                ["definition of service", "not found"], ["TABLE_OR_VIEW_NOT_FOUND"], ["PATH_NOT_FOUND"],
                ["SCHEMA_NOT_FOUND"],
            ], remedy: "Check --table, and the database that --engine names."),
        Known(
            code: .notNumeric,
            messages: [
                ["Could not convert string"], ["Unimplemented type for cast", "DOUBLE"],
                ["invalid input syntax for type double precision"],
                ["cannot cast type", "to double precision"],
                ["CAST_INVALID_INPUT"], ["CAST_WITHOUT_SUGGESTION"],
            ],
            remedy:
                "Write factor(COLUMN) for categories; elsewhere give a view in which the column is a number."),
    ]

    /// How a client ended: a shell that ran it makes of a signal 128 and its number, Python less than zero, which is a byte.
    private static func end(_ run: ChildProcess) -> String {
        let signal = (192..<255).contains(run.status) ? 256 - run.status : run.status - 128
        return run.status > 128 && (1...64).contains(signal)
            ? "signal \(signal)" : "exit status \(run.status)"
    }
}
