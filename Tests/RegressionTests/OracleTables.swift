import Foundation
import OracleSupport
import Testing

/// The folder of this module's oracles.
let oracles = Bundle.module.bundleURL.appendingPathComponent("Oracles")

@Suite struct OracleTables {
    @Test func everyTableOfTheOraclesCanBeMade() throws {
        let data = try OracleData(folder: oracles)
        #expect(!data.settings.isEmpty)
        for name in data.settings.keys { #expect(try data.table(name).rowCount > 0) }
    }

    /// Not a check: writes the tables for the scripts, when the environment names a folder.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CAUSAL_ORACLE_TABLES"] != nil))
    func writeTheTablesForTheScripts() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CAUSAL_ORACLE_TABLES"])
        try OracleData(folder: oracles).write(to: URL(fileURLWithPath: folder))
    }
}
