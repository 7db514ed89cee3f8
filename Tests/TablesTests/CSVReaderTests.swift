import Groundwork
import Testing

@testable import Tables

@Suite struct CSVReaderTests {
    func read(_ text: String, pieces: Int = 1 << 20, _ options: CSVOptions = CSVOptions()) throws -> DataTable
    {
        var options = options
        options.pieceSize = pieces
        return try DataTable(csvText: text, options: options)
    }

    func labels(_ table: DataTable, _ name: String) throws -> [String?] {
        let column = try table.column(name)
        return (0..<table.rowCount).map { column.label($0) }
    }

    @Test func rowsOfEveryEnding() throws {
        for end in ["\n", "\r\n", "\r"] {
            let lines = ["x,y", "1,a", "2,\"b\nc\"", "3,", ""]
            let table = try read(lines.joined(separator: end))
            #expect(try table.numbers("x") == [1, 2, 3])
            #expect(try labels(table, "y") == ["a", "b\nc", nil])
            #expect(try read(lines.dropLast().joined(separator: end)) == table)
            #expect(try read(lines.joined(separator: end) + end + "  " + end + end) == table)
        }
    }

    @Test func byteOrderMarkAndBlanksArePassedOver() throws {
        let table = try read("\u{FEFF} x , \"y z\" \n 1 , \" a \" \n\t2\t,b b \n")
        #expect(table.columns.map(\.name) == ["x", "y z"])
        #expect(try table.numbers("x") == [1, 2])
        #expect(try labels(table, "y z") == [" a ", "b b"])
        #expect(try read("\u{FEFF}\u{FEFF}x\n1\n").columns.map(\.name) == ["x"])
        let marked = try DataTable([Column("\u{FEFF}x", [1.0, 2])])
        #expect(try read(marked.csv()).columns.map(\.name) == ["\u{FEFF}x"])
    }

    /// A first name that begins as a Parquet or bzip2 file does is text all the same, whatever letters follow.
    @Test(arguments: ["PAR1", "PAR1 größe", "BZhaus", "ARROW1", "<stata_dta>"])
    func aFirstNameMayLookLikeAnotherFile(_ name: String) throws {
        #expect(try read("\(name),größe\n1,2\n3,4\n").columns.map(\.name) == [name, "größe"])
        let table = try DataTable([Column(name, ["a\u{3}b", "c"])])
        #expect(try read(table.csv()).columns.map(\.name) == [name])
    }

    @Test(arguments: [",", ";", "\t", "|"])
    func theDelimiterIsFound(_ delimiter: String) throws {
        let text = ["a,b;c", "d", "1,5;\"x\(delimiter)y\"", "2"].map {
            $0.contains(delimiter) ? "\"\($0)\"" : $0
        }
        let rows = ["\(text[0])\(delimiter)d", "\"p,q\"\(delimiter)1", "\"r;s\"\(delimiter)2"]
        #expect(try read(rows.joined(separator: "\n")).numbers("d") == [1, 2])
    }

    @Test func aGivenDelimiterIsTaken() throws {
        let table = try read("a;b,c\n1;2,3\n", CSVOptions(delimiter: ";"))
        #expect(table.columns.map(\.name) == ["a", "b,c"])
        for bad in ["\"", "1", "a", ".", "é", "\n", " "] as [Character] {
            let error = #expect(throws: CausalError.self) {
                try self.read("a,b\n1,2", CSVOptions(delimiter: bad))
            }
            #expect(error?.code == .badArgument)
        }
    }

    @Test func numbersAreNumbersHoweverTheyAreWritten() throws {
        let written = [
            "1", "-2.5", "+3", ".5", "5.", "\"2003\"", " \" 7 \" ", "1e3", "-1E-2", "Inf", "-inf", "0.0",
        ]
        let table = try read("n,x\n" + written.map { "0,\($0)\n" }.joined())
        #expect(
            try table.numbers("x") == [1, -2.5, 3, 0.5, 5, 2003, 7, 1000, -0.01, .infinity, -.infinity, 0])
    }

    @Test(arguments: [
        "0x10", "1e", "1d5", "1,5", "12a", "--1", "+-1", "1 2", "1_000", "nan(1)", "-", "e5", "1e400",
    ])
    func whatIsNoNumberMakesTheColumnText(_ written: String) throws {
        let table = try read("x;y\n1;1\n\(written);2\n")
        #expect(try labels(table, "x") == ["1", written])
        #expect(try table.column("x").numbers == nil)
    }

    @Test func identifiersKeepEveryDigit() throws {
        let text = "fips,big,plain,zero\n01001,9007199254740993,9007199254740992,0\n2,1,-1,0.05\n"
        let table = try read(text)
        #expect(try labels(table, "fips") == ["01001", "2"])
        #expect(try labels(table, "big") == ["9007199254740993", "1"])
        #expect(try table.numbers("plain") == [9_007_199_254_740_992, -1])
        #expect(try table.numbers("zero") == [0, 0.05])
    }

    @Test func missingValuesQuotedOrNot() throws {
        let table = try read("x,y\nNA,\"NA\"\n.,a\n\"\",\nNaN,.\n1,b\n")
        #expect(try table.numbers("x").map(\.isNaN) == [true, true, true, true, false])
        #expect(try labels(table, "y") == [nil, "a", nil, nil, "b"])
        let own = try read("x,y\n-99,NA\n,u\n1,\n", CSVOptions(missing: ["-99"]))
        #expect(try own.numbers("x").map(\.isNaN) == [true, true, false])
        #expect(try labels(own, "y") == ["NA", "u", nil])
        #expect(try read("x\nNA\n\n").numbers("x")[0].isNaN)
    }

    @Test func truthIsOneAndZero() throws {
        let table = try read("t,u,v\nTRUE,true,TRUE\nNA,False,1\nFALSE,,x\n")
        #expect(try table.numbers("t")[0] == 1)
        #expect(try table.numbers("t")[1].isNaN)
        #expect(try table.numbers("u").prefix(2) == [1, 0])
        #expect(try labels(table, "v") == ["TRUE", "1", "x"])
        #expect(try read("v\nTRUE\n1\n").column("v").numbers == nil)
    }

    @Test func levelsStandInOrderOfFirstAppearance() throws {
        let texts = ["z", "b", "é\"", "a", "z", "b"]
        let text = "k,t\n" + texts.map { "1,\"\($0 == "é\"" ? "é\"\"" : $0)\"\n" }.joined()
        for pieces in 1...30 {
            let table = try read(text, pieces: pieces)
            guard case .categories(let categories) = try table.column("t").values else {
                Issue.record("not categories")
                return
            }
            #expect(categories.levels == ["z", "b", "é\"", "a"])
            #expect(categories.codes == [0, 1, 2, 3, 0, 1])
        }
    }

    @Test func aTextFarDownMakesTheWholeColumnText() throws {
        let rows = (0..<5000).map { "\($0),\($0 == 4321 ? "n/a" : "\($0 % 7)"),0.5" }
        let table = try read("i,x,y\n" + rows.joined(separator: "\n"), pieces: 1000)
        #expect(try labels(table, "x")[4320...4322] == ["1", "n/a", "3"])
        #expect(try table.numbers("i")[4999] == 4999)
    }

    @Test func almostDistinctTextsStayText() throws {
        let rows = (0..<2000).map { "id\($0),c\($0 % 3)" }
        let table = try read("i,c\n" + rows.joined(separator: "\n"), pieces: 777)
        guard case .text(let texts) = try table.column("i").values else {
            Issue.record("not text")
            return
        }
        #expect(texts[1999] == "id1999")
        guard case .categories = try table.column("c").values else {
            Issue.record("not categories")
            return
        }
    }

    @Test func optionsForHeaderAndColumns() throws {
        let bare = try read("1,a\n2,b\n", CSVOptions(header: false))
        #expect(try bare.numbers("V1") == [1, 2])
        let some = try read("a,b,c\n1,x,3\n4,y,6\n", CSVOptions(columns: ["c", "b", "none"]))
        #expect(some.columns.map(\.name) == ["b", "c"])
        #expect(try some.numbers("c") == [3, 6])
    }

    /// Rows whose every kind of byte falls on the border of a piece for some size.
    static let awkward =
        "id,\"na\"\"me\",x\r\n1,\"a,b\r\nc\",1.5\r\n2,\"é\"\"漢🙂\",-2e-3\r\n3,,\r\n4,plain ,\"4\"\r\n5,\"\"\"\",5\r\n\r\n"

    @Test func theBordersOfPiecesDoNotShow() throws {
        let whole = try read(Self.awkward)
        #expect(try labels(whole, "na\"me") == ["a,b\r\nc", "é\"漢🙂", nil, "plain", "\""])
        #expect(try labels(whole, "x") == ["1.5", "-0.002", nil, "4", "5"])
        for pieces in 1...Self.awkward.utf8.count {
            try expectSame(read(Self.awkward, pieces: pieces), whole)
        }
    }

    @Test func theNumberOfThreadsDoesNotShow() throws {
        var random = SplitMix(state: 6)
        let rows = (0..<3000).map { row in
            "\(row),\(Double.random(in: -1...1, using: &random)),\"t\(random.next() % 50)\n\",u\(random.next())"
        }
        let text = "i,x,t,u\n" + rows.joined(separator: "\n")
        defer { Parallel.threads = 0 }
        let tables = try [1, 2, 5].map { threads in
            Parallel.threads = threads
            return try read(text, pieces: 999).filtered(where: "x > -0.5 & t != 't7\n'")
        }
        #expect(tables[0].rowCount > 1000)
        for table in tables { try expectSame(table, tables[0]) }
    }

    /// Equal column by column, missing numbers being equal.
    func expectSame(_ first: DataTable, _ second: DataTable) throws {
        #expect(first.columns.map(\.name) == second.columns.map(\.name))
        for (a, b) in zip(first.columns, second.columns) {
            if let x = a.numbers, let y = b.numbers {
                #expect(x.map(\.bitPattern) == y.map(\.bitPattern))
            } else {
                #expect(a == b)
            }
        }
    }

    @Test(arguments: 0..<60)
    func randomTablesAsTheNaiveParserReadsThem(_ seed: UInt64) throws {
        var random = SplitMix(state: seed)
        let text = RandomCSV.text(&random)
        let expected = NaiveCSV.rows(text)
        for pieces in [1, 2, 3, 7, 16, 61, 1 << 20] {
            let table = try read(text, pieces: pieces)
            #expect(table.columns.map(\.name) == expected.names)
            #expect(table.rowCount == expected.rows.count, "\(text.debugDescription)")
            for (index, column) in table.columns.enumerated() {
                let wanted = NaiveCSV.labels(expected.rows.map { $0[index] })
                let found = (0..<table.rowCount).map { row in
                    column.numbers.map { $0[row].isNaN ? nil : "\($0[row])" } ?? column.label(row)
                }
                #expect((column.numbers != nil) == wanted.isNumber)
                #expect(found == wanted.labels, "\(text.debugDescription)")
            }
        }
    }
}

/// Tables of awkward fields.
enum RandomCSV {
    static let fields = [
        "1", "-2.5", "0.1", "12345.678901234567", "NA", "", ".", "\"\"", "\"NA\"", "\"3\"", " 4 ", "\" 5 \"",
    ]
    static let texts = [
        "a", "b c", "\"x,y\"", "\"line\nbreak\"", "\"cr\r\nlf\"", "\"q\"\"q\"", "\"\"\"\"", "é漢🙂", "007",
        "\" padded \"", "9007199254740993", "1e5x",
    ]

    static func text(_ random: inout SplitMix) -> String {
        let columns = Int.random(in: 2...5, using: &random)
        let end = Bool.random(using: &random) ? "\n" : "\r\n"
        let hasTexts = (0..<columns).map { _ in Bool.random(using: &random) }
        var lines = [(0..<columns).map { "v\($0)" }.joined(separator: ",")]
        for _ in 0..<Int.random(in: 1...40, using: &random) {
            let row = hasTexts.map { hasText -> String in
                let pool = hasText && Int.random(in: 0..<3, using: &random) == 0 ? texts : fields
                return pool[Int.random(in: 0..<pool.count, using: &random)]
            }
            lines.append(row.joined(separator: ","))
        }
        return lines.joined(separator: end) + (Bool.random(using: &random) ? end : "")
    }
}
