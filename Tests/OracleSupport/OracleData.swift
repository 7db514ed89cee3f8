import DifferenceInDifferences
import Foundation
import Groundwork
import Tables

/// The tables that oracle scripts were run on, made again from their settings.
///
/// `data.json` in a folder of oracles maps a table's name to the settings of ``SimulatedClinics``. The
/// scripts read the same tables as CSV files, which ``write(to:)`` makes.
public struct OracleData: Sendable {
    /// Settings by the table's name.
    public let settings: [String: SimulatedClinics]

    /// Reads `data.json` of a folder.
    public init(folder: URL) throws {
        let text = try Data(contentsOf: folder.appendingPathComponent("data.json"))
        settings = try JSONDecoder().decode([String: SimulatedClinics].self, from: text)
    }

    /// The table of that name.
    public func table(_ name: String) throws -> DataTable {
        guard let simulation = settings[name] else {
            throw CausalError(.noSuchInput, "data.json has no table '\(name)'")
        }
        return try simulation.table()
    }

    /// Writes every table as NAME.csv, numbers with the fewest digits that read back to the same Double.
    public func write(to folder: URL) throws {
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, simulation) in settings {
            let text = OracleData.csv(try simulation.table())
            try text.write(
                to: folder.appendingPathComponent("\(name).csv"), atomically: true, encoding: .utf8)
        }
    }

    /// A table as CSV text; a missing value is an empty field.
    static func csv(_ table: DataTable) -> String {
        var text = table.columns.map(\.name).joined(separator: ",") + "\n"
        for row in 0..<table.rowCount {
            text += table.columns.map { $0.label(row) ?? "" }.joined(separator: ",") + "\n"
        }
        return text
    }
}
