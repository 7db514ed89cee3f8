import Aggregates
import Testing

extension EngineChecks {
    /// Loads the tables, asks one question after the other, and checks the answers.
    func run(_ client: DatabaseClient, load: (DataTable, String, Bool) throws -> Void) throws {
        for (name, table, hasNaN) in tables { try load(table, name, hasNaN) }
        for check in checks { try check.check(client.answer(check.query)) }
    }
}
