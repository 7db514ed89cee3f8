import Foundation
import Groundwork
import OracleSupport
import Testing

@testable import Decisions

/// The oracle files of the bundle.
enum Reference {
    static var folder: URL { Bundle.module.bundleURL.appendingPathComponent("Oracles") }

    static func json() throws -> JSONValue {
        let data = try Data(contentsOf: folder.appendingPathComponent("decisions.json"))
        return try JSONDecoder().decode(JSONValue.self, from: data)
    }

    static func list(_ name: String) throws -> [JSONValue] { try #require(json()[name]?.elements) }

    static func table(_ name: String) throws -> DataTable {
        try DataTable(csv: folder.appendingPathComponent(name).path)
    }
}

extension JSONValue {
    func number(_ name: String) -> Double { self[name]?.double ?? .nan }
    func numbers(_ name: String) -> [Double] { self[name]?.elements?.compactMap(\.double) ?? [] }
}

/// The code of the error that a call throws; nil when it throws none.
func code(_ body: () throws(CausalError) -> Void) -> CausalError.Code? {
    do {
        try body()
        return nil
    } catch { return error.code }
}

/// Whether a result holds no number that JSON has no word for.
func isClean(_ estimates: Estimates) -> Bool {
    let text = estimates.json.text(indent: nil)
    return !text.contains(": nan") && !text.contains("inf,") && (try? JSONValue(parsing: text)) != nil
}
