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

    /// Every case stands on a table that there is, has its own name, and uses no more rows than there are.
    @Test(arguments: ["least-squares", "feols", "ols"])
    func casesFitTheirTables(file: String) throws {
        let data = try OracleData(folder: oracles)
        let cases = try OracleFile.read(file, folder: oracles).cases
        #expect(cases.count > 50 && Set(cases.map(\.name)).count == cases.count)
        let rows = try data.settings.mapValues { try $0.table().rowCount }
        for oracle in cases { #expect(oracle.nobs <= rows[oracle.data] ?? 0, "\(oracle.name)") }
    }

    /// Not a check: writes the tables for the scripts, when the environment names a folder.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CAUSAL_ORACLE_TABLES"] != nil))
    func writeTheTablesForTheScripts() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CAUSAL_ORACLE_TABLES"])
        try OracleData(folder: oracles).write(to: URL(fileURLWithPath: folder))
    }
}
