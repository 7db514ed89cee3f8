import Foundation
import Groundwork
import Testing

@testable import Tables

/// Files of Stata, SPSS and SAS that other programs have written; see Oracles/files.R and files.py.
@Suite struct StatisticsFileTests {
    static let folder = Bundle.module.resourceURL?.appendingPathComponent("Oracles").path ?? ""
    static let answers: [JSONValue] = {
        let bytes = (try? FileBytes.read(folder + "/files.json")) ?? []
        return (try? JSONValue(parsing: bytes))?["files"]?.elements ?? []
    }()
    static let names = [
        "haven118.dta", "haven114.dta", "foreign.dta", "pandas117.dta", "haven.sav", "haven.zsav",
        "haven.sas7bdat",
        "haven.xpt",
    ]

    private func answer(_ name: String) throws -> [JSONValue] {
        let file = try #require(Self.answers.first { $0["file"]?.text == name })
        return try #require(file["columns"]?.elements)
    }

    /// Every value, label and extended missing value is what the other program reads.
    @Test(arguments: names) func valueByValue(name: String) throws {
        let table = try DataTable(file: "\(Self.folder)/\(name)")
        let expected = try answer(name)
        #expect(table.columns.map(\.name) == expected.map { $0["name"]?.text })
        for (column, other) in zip(table.columns, expected) {
            let values = try #require(other["values"]?.elements)
            try #require(values.count == table.rowCount)
            for (row, value) in values.enumerated() {
                #expect(agree(column, row, value), "\(name) \(column.name) \(row)")
            }
            #expect(column.labels?.variable ?? "" == other["label"]?.text)
            let labels = other["labels"]?.elements ?? []
            let own = (column.labels?.values ?? []).filter {
                if case .missing = $0.value { false } else { true }
            }
            for label in labels {
                let pair = try #require(label.elements)
                let key: ColumnLabels.Value? =
                    pair[0].double.map { .number($0) } ?? pair[0].text.map { .text($0) }
                let found = own.contains { $0.value == key && $0.label == pair[1].text }
                // pyreadstat gives the labels of extended missing values under their letters.
                let letter = pair[0].text?.first
                let isLetter = column.labels?.values.contains { entry in
                    if case .missing(let own) = entry.value { own == letter } else { false }
                }
                #expect(found || isLetter == true, "\(name) \(column.name) \(pair)")
            }
        }
    }

    private func agree(_ column: Column, _ row: Int, _ value: JSONValue) -> Bool {
        if let number = value.double { return column.numbers?[row] == number }
        guard let text = value.text else { return column.isMissing(row) }
        let trimmed = String(text.reversed().drop { $0 == " " }.reversed())
        return column.label(row) == trimmed || column.label(row).map { $0 + " 00:00:00" } == trimmed
    }

    @Test func extendedMissingValuesKeepTheirLetters() throws {
        let table = try DataTable(file: Self.folder + "/haven118.dta")
        let why = try table.column("why")
        let letters = (why.numbers ?? []).map { ExtendedMissing.letter($0) }
        #expect(letters[2] == "a" && letters[3] == "z" && letters[5] == nil && why.isMissing(5))
        #expect(why.rows([3, 2]).numbers.map { $0.map(ExtendedMissing.letter) } == ["z", "a"])
        #expect(why.labels?.values.contains(.init(.missing("a"), "Refused")) == true)
        let transport = try DataTable(file: Self.folder + "/haven.xpt").column("why")
        #expect(transport.numbers.flatMap { ExtendedMissing.letter($0[0]) } == "a")
    }

    @Test func labelsTakeThePlaceOfCodes() throws {
        let table = try DataTable(file: Self.folder + "/haven.sav").labelled()
        #expect(try table.column("site").label(2) == "Øst & vest")
        #expect(try table.column("site").label(11) == nil)
        #expect(try table.column("sex").label(1) == "Woman")
        #expect(try table.column("score").numbers != nil)
    }

    /// What is written is read again: values, labels, dates and letters.
    @Test(arguments: ["dta", "sav", "zsav", "xpt"]) func writtenAndReadAgain(ending: String) throws {
        let kind = try #require(FileKind(named: ending))
        for name in Self.names {
            let table = try DataTable(file: "\(Self.folder)/\(name)")
            let file = try ScratchFile("again.\(ending)")
            try table.write(to: file.path)
            let again = try DataTable(file: file.path)
            #expect(again.rowCount == table.rowCount && again.columns.count == table.columns.count)
            for (old, new) in zip(table.columns, again.columns) {
                for row in 0..<table.rowCount {
                    // SAS's transport format holds numbers of IBM's range: 16 decimal exponents less than a double.
                    let isBeyond = kind == .transport && (old.numbers?[row].magnitude ?? 1) > 1e70
                    if isBeyond || (kind == .transport && (old.numbers?[row].magnitude ?? 1) < 1e-70) {
                        continue
                    }
                    #expect(old.label(row) == new.label(row), "\(name) \(old.name) \(row)")
                    if kind == .stata, let a = old.numbers?[row], let b = new.numbers?[row] {
                        #expect(ExtendedMissing.letter(a) == ExtendedMissing.letter(b))
                    }
                }
                guard kind != .transport else { continue }
                let (ours, theirs) = (new.labels?.values ?? [], Set(old.labels?.values ?? []))
                #expect(ours.allSatisfy(theirs.contains), "\(name) \(old.name)")
            }
        }
    }

    @Test func namesThatAProgramRefuses() throws {
        let table = try DataTable([Column("std.error", [1.0]), Column("2nd", ["x"]), Column("if", [2.5])])
        let file = try ScratchFile("names.dta")
        try table.write(to: file.path)
        let again = try DataTable(file: file.path)
        #expect(again.columns.map(\.name) == ["std_error", "_2nd", "V_if"])
        #expect(again.columns[0].labels?.variable == "std.error")
        let two = try DataTable([Column("a.b", [1.0]), Column("a_b", [1.0])])
        #expect(throws: CausalError.self) { try two.write(to: file.path) }
    }

    /// Damaged files end in an error and not in a signal: every prefix and every flipped byte of the heads.
    @Test(arguments: names) func damage(name: String) throws {
        let bytes = try FileBytes.read("\(Self.folder)/\(name)")
        let kind = try #require(FileKind(path: name))
        for cut in stride(from: 0, to: bytes.count, by: max(1, bytes.count / 60)) {
            _ = try? ReadStatReader(ByteSource(bytes[..<cut]), kind, CSVOptions(), file: name).columns()
        }
        for place in stride(from: 0, to: min(bytes.count, 2000), by: 17) {
            var damaged = bytes
            damaged[place] ^= 0x41
            _ = try? ReadStatReader(ByteSource(damaged), kind, CSVOptions(), file: name).columns()
        }
        #expect(throws: CausalError.self) {
            try ReadStatReader(ByteSource([1, 2, 3]), kind, CSVOptions(), file: name).columns()
        }
    }

    /// A SAS transport file need not say how many rows it has; its records of 80 bytes and the length of a row tell.
    @Test func cutTransportFile() throws {
        let table = try DataTable([
            Column("unit", (0..<500).map { Double($0) }),
            Column("site", (0..<500).map { "clinic \($0)" }),
        ])
        let file = try ScratchFile("cut.xpt")
        try table.write(to: file.path)
        var bytes = try FileBytes.read(file.path)
        func rows(_ count: Int) throws -> Int {
            let part = ByteSource(bytes[..<count])
            return try ReadStatReader(part, .transport, CSVOptions(), file: "cut.xpt").columns()[0].count
        }
        #expect(try rows(bytes.count) == 500)
        let mark = Array("HEADER RECORD*******OBS".utf8)
        let header = try #require(
            stride(from: 0, to: bytes.count, by: 80).first { bytes[$0...].starts(with: mark) })
        let start = header + 80
        for count in [bytes.count - 1, bytes.count - 80, start + 800, start + 90] {
            #expect(throws: CausalError.self, "\(count)") { try rows(count) }
        }
        bytes.replaceSubrange(header + 48..<header + 63, with: Array("000000000000500".utf8))
        #expect(try rows(bytes.count) == 500)
        // A cut between two rows, which only the number of rows tells.
        let whole = try #require((1...).first { $0 * 80 % 18 == 0 })
        #expect(throws: CausalError.self) { try rows(start + whole * 80) }
    }
}

/// A file that goes away with the value that owns it.
final class ScratchFile: Sendable {
    let path: String
    private let folder: URL

    init(_ name: String, _ bytes: [UInt8]? = nil) throws {
        folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        path = folder.appendingPathComponent(name).path
        if let bytes { try Data(bytes).write(to: URL(fileURLWithPath: path)) }
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
