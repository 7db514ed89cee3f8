import Foundation
import OracleSupport
import Regression
import Testing

/// Covariances under serial and spatial dependence as R and Python computed them, on the same tables.
///
/// Both sides sum products of the same scores in double precision: 1e-8 relative is loose by two digits and more.
@Suite struct DependenceOracles {
    static let folder = oracles.appendingPathComponent("dependence")

    struct File: Decodable {
        let tool: String
        let cases: [Case]

        static func read(_ name: String) throws -> File {
            try JSONDecoder().decode(
                File.self, from: Data(contentsOf: folder.appendingPathComponent(name + ".json")))
        }
    }

    /// One answer; what a file's cases do not have is nil.
    struct Case: Decodable {
        let name: String
        let data: String?
        let unit: Int?
        let formula: String
        let weights: String?
        let kernel: String?
        let bandwidth: String?
        let lag: Int?
        let width: Double?
        let used: Int?
        let across: Bool?
        let distance: Double?
        let time: Bool?
        let places: Int?
        let nobs: Int
        let df: Double
        let coef: [String: Double]
        let se: [String: Double]
    }

    @Test func everyTableCanBeMade() throws {
        let data = try OracleData(folder: Self.folder)
        #expect(data.settings.count == 3)
        for name in data.settings.keys { #expect(try data.table(name).rowCount > 100) }
    }

    /// Kernels, named lags and bandwidths, estimated bandwidths.
    @Test func oneSeriesAgreesWithSandwich() throws {
        let table = try OracleData(folder: Self.folder).table("series")
        let cases = try File.read("series").cases
        #expect(cases.count == 252)
        for entry in cases {
            let unit = try #require(entry.unit)
            let series = try table.filtered(where: "clinician == \(unit)")
            let kernel = try #require(SerialKernel(rawValue: entry.kernel ?? ""))
            let covariance: LinearCovariance
            switch entry.bandwidth {
            case nil: covariance = .neweyWest(lag: entry.lag, time: "month")
            case "default": covariance = .neweyWest(time: "month")
            case "width":
                covariance = .hac(kernel: kernel, bandwidth: .width(try #require(entry.width)), time: "month")
            case "andrews": covariance = .hac(kernel: kernel, bandwidth: .andrews, time: "month")
            default: covariance = .hac(kernel: kernel, bandwidth: .neweyWest, time: "month")
            }
            let result = try check(entry, series, covariance)
            let dependence = try #require(result.fact("dependence"), "\(entry.name)")
            if let width = entry.width {
                let found = try #require(dependence["bandwidth"]?.double)
                #expect(agree(found, width, relative: 1e-8), "\(entry.name)")
            }
            if let lag = entry.lag { #expect(dependence["lag"]?.double == Double(lag), "\(entry.name)") }
        }
    }

    @Test func panelsAgreeWithPyfixest() throws {
        let data = try OracleData(folder: Self.folder)
        let cases = try File.read("panel").cases
        #expect(cases.count == 80)
        for entry in cases {
            let covariance: LinearCovariance =
                entry.across == true
                ? .driscollKraay(lag: entry.lag, unit: "clinician", time: "month")
                : .neweyWest(lag: entry.lag, unit: "clinician", time: "month")
            let result = try check(entry, data.table(#require(entry.data)), covariance)
            #expect(result.fact("dependence")?["lag"]?.double == entry.used.map(Double.init), "\(entry.name)")
        }
    }

    @Test func placesAgreeWithAllPairs() throws {
        let data = try OracleData(folder: Self.folder)
        let cases = try File.read("conley").cases
        #expect(cases.count == 190)
        for entry in cases {
            let table = try Self.placed(data.table(#require(entry.data)))
            let covariance = LinearCovariance.conley(
                latitude: "latitude", longitude: "longitude", kilometres: try #require(entry.distance),
                kernel: try #require(SpatialKernel(rawValue: entry.kernel ?? "")),
                unit: entry.lag == nil ? nil : "clinician", time: entry.time == true ? "month" : nil,
                lag: entry.lag)
            let result = try check(entry, table, covariance)
            #expect(result.notes.allSatisfy { !$0.contains("eigenvalues") }, "\(entry.name)")
        }
    }

    /// The table with the coordinates that the script makes.
    static func placed(_ table: DataTable) throws -> DataTable {
        let (clinic, clinician) = (try table.numbers("clinic"), try table.numbers("clinician"))
        let latitude = zip(clinic, clinician).map {
            46 + 2.5 * sin(1.7 * $0) + 0.01 * $1.truncatingRemainder(dividingBy: 4)
        }
        let longitude = zip(clinic, clinician).map {
            8 + 3 * cos(2.3 * $0) + 0.02 * $1.truncatingRemainder(dividingBy: 3)
        }
        return try DataTable(table.columns + [Column("latitude", latitude), Column("longitude", longitude)])
    }

    private func check(
        _ entry: Case, _ table: DataTable, _ covariance: LinearCovariance
    ) throws -> Estimates {
        let result = try LeastSquares(entry.formula, weights: entry.weights).fit(table).estimates(covariance)
        #expect(result.fact("nobs") == .integer(entry.nobs), "\(entry.name)")
        #expect(!entry.se.isEmpty)
        for (term, se) in entry.se {
            let row = try result.row(term)
            let value = try #require(entry.coef[term])
            #expect(abs(row.estimate - value) <= 1e-8 * max(abs(value), 1e-3 * se), "\(entry.name) \(term)")
            #expect(
                agree(row.standardError, se, relative: 1e-8),
                "\(entry.name) \(term): \(row.standardError) against \(se)")
            #expect(row.degreesOfFreedom == entry.df, "\(entry.name)")
        }
        return result
    }

    /// Not a check: writes the tables for the scripts, when the environment names a folder.
    @Test(.enabled(if: ProcessInfo.processInfo.environment["CAUSAL_ORACLE_TABLES"] != nil))
    func writeTheTablesForTheScripts() throws {
        let folder = try #require(ProcessInfo.processInfo.environment["CAUSAL_ORACLE_TABLES"])
        try OracleData(folder: Self.folder).write(to: URL(fileURLWithPath: folder))
    }
}
