import Causal
import Synchronization

/// Takes what a command reads and finds, in place of standard output, while a report is made.
final class ReportSink: Sendable {
    /// The sink of the command that runs; nil outside reports.
    @TaskLocal static var current: ReportSink?

    /// What one command has found.
    struct Finding: Sendable {
        let estimates: Estimates
        let picture: Picture?
    }

    private let tables = Mutex<[String: DataTable]>([:])
    private let finding = Mutex<Finding?>(nil)

    /// The table of a path, read once for all commands of a report (standard input can be read only once).
    func table(_ path: String, _ read: () throws(CausalError) -> DataTable) throws(CausalError) -> DataTable {
        if let known = tables.withLock({ $0[path] }) { return known }
        let table = try read()
        tables.withLock { $0[path] = table }
        return table
    }

    /// Takes a command's answer.
    func take(_ estimates: Estimates, _ picture: Picture?) {
        let shown = picture ?? (try? Picture(of: estimates))
        finding.withLock { $0 = Finding(estimates: estimates, picture: shown) }
    }

    /// What a command line finds.
    ///
    /// - Throws: what the command throws; `CausalError.Code.badArgument` with the parser's words.
    func finding(_ arguments: [String]) throws(CausalError) -> Finding {
        finding.withLock { $0 = nil }
        let result = ReportSink.$current.withValue(self) {
            Result {
                try RepeatedOptions.check(arguments)
                var command = try CausalTool.parseAsRoot(arguments)
                try command.run()
            }
        }
        if case .failure(let error) = result {
            if let error = error as? CausalError { throw error }
            throw CausalError(
                .badArgument, UsageMessage(CausalTool.fullMessage(for: error), arguments).sentence)
        }
        guard let found = finding.withLock({ $0 }) else {
            throw CausalError(.badArgument, "this command has no answer that a report could show")
        }
        return found
    }
}
