import Causal
import Foundation
import Testing

@Suite struct SchemaTests {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()

    static let commands: [String] = {
        let file = folder.appendingPathComponent("Schema/commands.txt")
        let lines = (try? String(contentsOf: file, encoding: .utf8))?.split(separator: "\n") ?? []
        return lines.map(String.init).filter { !$0.hasPrefix("#") }
    }()

    /// The tables that commands name in braces.
    static let tables: [String: Result<TemporaryFile, any Error>] = [
        "{clinics}": Result { try TemporaryFile(try SimulatedClinics().table().csv()) },
        "{staggered}": Result {
            var clinics = SimulatedClinics()
            clinics.clinics = 30
            clinics.adoption = .staggered(months: [7, 13], neverTreatedShare: 0.4)
            return try TemporaryFile(try clinics.table().csv())
        },
        "{series}": Result {
            let rows = (1...24).map { "\($0),\(50 - $0 % 5 + ($0 > 12 ? 4 : 0)).5,\(90 + $0 * 7 % 11)" }
            return try TemporaryFile("month,rate,count\n" + rows.joined(separator: "\n") + "\n")
        },
    ]

    static let schema = Result<JSONValue, any Error> {
        let file = folder.appendingPathComponent("../../Docs/schema.json")
        return try JSONValue(parsing: Array(Data(contentsOf: file)))
    }

    /// What every command writes is what the schema says, and survives being read and written again.
    @Test(arguments: commands) func outputIsValid(command: String) throws {
        let words = try Self.words(command).map { try Self.tables[$0]?.get().path ?? $0 }
        let run = try CommandRun(words + ["--format", "json"])
        try #require(run.status == 0, "\(run.error)")
        let value = try JSONValue(parsing: run.output)
        let faults = JSONSchema(try Self.schema.get()).faults(of: value)
        #expect(faults.isEmpty, "\(faults)")
        // Where no row has a covariance the list may be empty, and is read as one of unknown numbers.
        guard value["command"]?.text != "describe", value["covariance"]?.elements?.isEmpty == false else {
            return
        }
        #expect(try Estimates(json: value).json.text(indent: 2) + "\n" == run.output)
    }

    /// The validator itself finds what is wrong.
    @Test func faultsAreFound() throws {
        let schema = JSONSchema(try Self.schema.get())
        let right: JSONValue = [
            "schema": "causal/1", "command": "ols", "estimates": [], "model": ["nobs": .integer(3)],
            "diagnostics": [["name": "f-test", "p.value": .number(0.5)]], "covariance": [[.null]],
            "notes": [],
        ]
        #expect(schema.faults(of: right).isEmpty)
        guard case .object(let members) = right else { return }
        let wrong: [(String, JSONValue)] = [
            ("schema", "causal/2"), ("estimates", [["term": "x"]]), ("model", ["nobs": "many"]),
            ("diagnostics", [["name": "f-test", "p.value": .number(1.5)]]), ("covariance", [["x"]]),
            ("notes", .null),
        ]
        for (name, value) in wrong {
            let changed = members.map { $0.name == name ? .init(name, value) : $0 }
            #expect(!schema.faults(of: .object(changed)).isEmpty, "\(name)")
        }
        #expect(!schema.faults(of: .object(Array(members.dropLast()))).isEmpty)
    }

    /// The words of a line, those between quotes as one.
    static func words(_ line: String) -> [String] {
        line.split(separator: "\"", omittingEmptySubsequences: false).enumerated().flatMap { place, part in
            place % 2 == 1 ? [String(part)] : part.split(separator: " ").map(String.init)
        }
    }
}
