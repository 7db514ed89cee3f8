import Groundwork
import Testing

@testable import Tables

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Files, pipes and gzip.
@Suite final class CSVFileTests {
    let folder: String

    init() throws {
        var template = Array("/tmp/tables-XXXXXX".utf8CString)
        let made = mkdtemp(&template)
        folder = String(cString: try #require(made))
    }

    deinit {
        if let entries = opendir(folder) {
            while let entry = readdir(entries) {
                let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
                    String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
                }
                unlink("\(folder)/\(name)")
            }
            closedir(entries)
        }
        rmdir(folder)
    }

    func save(_ bytes: [UInt8], _ name: String) throws -> String {
        let path = "\(folder)/\(name)"
        let file = try ReplacingFile(path)
        try file.write(bytes)
        try file.finish()
        return path
    }

    func failure(_ path: String) -> CausalError? {
        #expect(throws: CausalError.self) { try DataTable(csv: path) }
    }

    /// "a,b\n1,x\n" and "2,y\n" as two members: `gzip -n < first > f; gzip -n < second >> f`.
    static let gzip: [UInt8] = [
        0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x03, 0x4B, 0xD4, 0x49, 0xE2, 0x32, 0xD4, 0xA9,
        0xE0, 0x02, 0x00, 0xF4, 0xA0, 0x01, 0x00, 0x08, 0x00, 0x00, 0x00, 0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00,
        0x00, 0x00, 0x00, 0x03, 0x33, 0xD2, 0xA9, 0xE4, 0x02, 0x00, 0x13, 0x7B, 0x19, 0x54, 0x04, 0x00, 0x00,
        0x00,
    ]

    @Test func aMappedFileIsReadToItsLastByte() throws {
        // Lengths around a page, so that the file's end and the page's meet.
        for length in 4090...4100 {
            let text = "a,b\n" + String(repeating: "1,2\n", count: 1000)
            let last = String(repeating: "0", count: length - text.utf8.count - 4)
            let path = try save(Array((text + "3,0." + last + "").utf8), "page.csv")
            #expect(try DataTable(csv: path).numbers("a")[1000] == 3)
        }
    }

    @Test func gzipIsInflatedWithAllItsMembers() throws {
        let path = try save(Self.gzip, "two.csv.gz")
        let table = try DataTable(csv: path)
        #expect(try table.numbers("a") == [1, 2])
        #expect(try DataTable(csvBytes: Self.gzip).columns == table.columns)
        #expect(try DataTable(csvBytes: Self.gzip + [0, 0, 0]).columns == table.columns)
    }

    @Test func gzipThatEndsEarlyOrIsDamagedSaysSo() throws {
        for count in 2..<Self.gzip.count where count != 28 {
            let error = #expect(throws: CausalError.self) {
                try DataTable(csvBytes: Array(Self.gzip.prefix(count)), source: "cut.gz")
            }
            #expect(error?.code == .unreadableInput, "\(count)")
        }
        var damaged = Self.gzip
        damaged[12] ^= 0x10
        #expect(
            #expect(throws: CausalError.self) { try DataTable(csvBytes: damaged) }?.code == .unreadableInput)
    }

    @Test func whatCannotBeOpenedSaysWhy() throws {
        #expect(failure("\(folder)/none.csv")?.code == .noSuchInput)
        #expect(failure("\(folder)/none.csv")?.file == "\(folder)/none.csv")
        #expect(failure(folder)?.code == .isDirectory)
        #expect(failure("")?.code == .noSuchInput)
        #expect(failure("a\u{0}b")?.code == .noSuchInput)
        #expect(failure("/dev/null")?.code == .emptyFile)
    }

    @Test(.enabled(if: geteuid() != 0, "root may read everything"))
    func aFileThatMayNotBeReadSaysSo() throws {
        let path = try save(Array("a\n1\n".utf8), "secret.csv")
        chmod(path, 0)
        #expect(failure(path)?.code == .noSuchInput)
        #expect(failure(path)?.message.contains("may not be read") == true)
    }

    @Test func aPipeIsReadToItsEnd() throws {
        let path = "\(folder)/pipe"
        #expect(mkfifo(path, 0o600) == 0)
        let text = "a,b\n" + String(repeating: "1,2\n", count: 100_000)
        let writer = Task.detached {
            let descriptor = open(path, O_WRONLY)
            var bytes = Array(text.utf8)[...]
            while !bytes.isEmpty {
                let count = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
                guard count > 0 else { break }
                bytes = bytes.dropFirst(count)
            }
            close(descriptor)
        }
        #expect(try DataTable(csv: path).rowCount == 100_000)
        _ = writer
    }

    @Test func whatIsWrittenReadsBack() throws {
        let numbers = [
            0.1, -0.0, .nan, 1e300, -.leastNonzeroMagnitude, 9_007_199_254_740_994, .infinity, 1e15,
        ]
        let texts = ["a", "b,c", nil, "line\r\nbreak", " blank ", "q\"q", "é", "01"]
        let table = try DataTable([Column("x", numbers), Column("a \"name\", quoted", texts)])
        let path = "\(folder)/out.csv"
        try table.write(csv: path)
        let read = try DataTable(csv: path)
        #expect(read.columns.map(\.name) == table.columns.map(\.name))
        #expect(try read.numbers("x").map(\.bitPattern) == table.numbers("x").map(\.bitPattern))
        #expect(read.columns[1] == table.columns[1])
        #expect(read.csv() == table.csv())
    }

    @Test func whatIsWrittenIsPlain() throws {
        let table = try DataTable([
            Column("year", [2010.0, 2011]), Column("y", [1.5, .nan]), Column("t", ["a;b", ""]),
        ])
        #expect(table.csv() == "year,y,t\n2010,1.5,\"a;b\"\n2011,,\"\"\n")
        #expect(try DataTable([Column("x", [1, .nan])]).csv() == "x\n1\n\"\"\n")
        #expect(try DataTable(csvText: "x\n1\n\"\"\n").rowCount == 2)
    }

    @Test func manyRowsAreWrittenInOrder() throws {
        let numbers = (0..<300_000).map { Double($0) / 8 }
        let table = try DataTable([Column("x", numbers), Column("k", numbers)])
        let path = "\(folder)/many.csv"
        try table.write(csv: path)
        #expect(try DataTable(csv: path).columns == table.columns)
    }

    @Test func aFailedWriteLeavesTheOldFile() throws {
        let path = try save(Array("a\n1\n".utf8), "old.csv")
        let file = try ReplacingFile(path)
        try file.write(Array("half".utf8))
        file.abandon()
        #expect(try DataTable(csv: path).numbers("a") == [1])
        let table = try DataTable([Column("x", [1.0])])
        for bad in ["\(folder)/none/x.csv", folder, "", "/dev/full"] where bad != "/dev/full" || hasFull {
            let error = #expect(throws: CausalError.self) { try table.write(csv: bad) }
            #expect(error?.code == .unwritableOutput, "\(bad)")
        }
    }

    private var hasFull: Bool { access("/dev/full", W_OK) == 0 }
}
