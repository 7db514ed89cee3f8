import Groundwork
import Testing

@testable import Tables

/// Bad files, each with the error it must give: the code, the row of data and the column.
@Suite struct CSVFaultTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let bytes: [UInt8]
        let code: CausalError.Code
        let row: Int?
        let column: String?
        /// What the message must contain.
        let says: String
        var testDescription: String { String(decoding: bytes.prefix(40), as: UTF8.self).debugDescription }

        init(_ text: String, _ code: CausalError.Code, _ row: Int?, _ column: String?, _ says: String) {
            self.init(Array(text.utf8), code, row, column, says)
        }

        init(_ bytes: [UInt8], _ code: CausalError.Code, _ row: Int?, _ column: String?, _ says: String) {
            self.bytes = bytes
            self.code = code
            self.row = row
            self.column = column
            self.says = says
        }
    }

    static let latin1 = Array("a,b\n1,x\n2,caf".utf8) + [0xE9, 0x0A]
    static let cases: [Case] = [
        Case("", .emptyFile, nil, nil, "the file is empty"),
        Case("\u{FEFF}", .emptyFile, nil, nil, "the file is empty"),
        Case("\n \r\n\n", .emptyFile, nil, nil, "the file is empty"),
        Case("a,b", .emptyFile, nil, nil, "a header and no rows"),
        Case("a,b\r\n\r\n", .emptyFile, nil, nil, "a header and no rows"),
        Case("a,b\n1,2\n3\n5,6\n", .raggedRow, 2, "b", "line 3 has 1 field where the header has 2"),
        Case("a,b\n\"x\ny\",2\n3\n", .raggedRow, 2, "b", "line 4 has 1 field"),
        Case("a,b\n1,2\n3,4,5\n", .raggedRow, 2, "b", "line 3 has more than 2 fields"),
        Case("a,b\n1,2\n\n5,6\n", .raggedRow, 2, "b", "line 3 is blank"),
        Case("a,b\n1,2\n3,4\n,", .raggedRow, 4, nil, "never"),
        Case("a,b,c\n1,2,3\n\"x\",\"y\"\n", .raggedRow, 2, "c", "line 3 has 2 fields"),
        Case("a,b\n1,\"2\n3,4\n", .badQuote, 1, "b", "the quote that opens on line 2 is never closed"),
        Case("a,b\n1,x\n2,\"y\"z\n", .badQuote, 2, "b", "text follows a closing quote"),
        Case("a,b\n1,x\n2,\"y\" \"z\"\n", .badQuote, 2, "b", "text follows a closing quote"),
        Case("a,b\n1,5\" pipe\n", .badQuote, 1, "b", "a quote stands inside a field"),
        Case("a,b\n1,\"x\n2,\"y\"\n3,z\n", .badQuote, 1, "b", "text follows a closing quote"),
        Case("a,\"b\n1,2\n", .badQuote, nil, "2", "never closed"),
        Case("a,\"b\"c\n1,2\n", .badQuote, nil, "2", "text follows"),
        Case("a,b\"c\"\n1,2\n", .badQuote, nil, "2", "inside a name"),
        Case("a,a\n1,2\n", .badHeader, nil, "a", "columns 1 and 2 have the same name"),
        Case("a, a \n1,2\n", .badHeader, nil, "a", "columns 1 and 2 have the same name"),
        Case("\"\",a\n1,2\n", .badHeader, nil, "1", "column 1 has no name"),
        Case("a,b,\n1,2,3\n", .badHeader, nil, "3", "column 3 has no name"),
        Case(String(repeating: "x", count: 20_000) + ",b\n1,2\n", .badHeader, nil, nil, "has 20000 bytes"),
        Case(latin1, .invalidEncoding, 2, "b", "the text on line 3 is not UTF-8"),
        Case(
            [0x61, 0x2C, 0xC3, 0x0A, 0x31, 0x2C, 0x32], .invalidEncoding, nil, "2", "the header is not UTF-8"),
        Case([0xFF, 0xFE, 0x61, 0, 0x2C, 0], .invalidEncoding, nil, nil, "UTF-16"),
        Case("a,b\n1,x\u{0}y\n", .invalidEncoding, 1, "b", "NUL"),
        Case("a,b\n1\u{0},2\n", .invalidEncoding, 1, "a", "NUL"),
        Case("a\u{0},b\n1,2\n", .invalidEncoding, nil, "1", "NUL"),
        Case(
            Array("PK\u{3}\u{4}".utf8) + [UInt8](repeating: 0, count: 40), .invalidEncoding, nil, nil, "Excel"
        ),
    ].filter { $0.says != "never" }

    /// Overlong, surrogate, beyond U+10FFFF, a lone continuation, cut short.
    static let notUTF8: [[UInt8]] = [
        [0xC0, 0x80], [0xE0, 0x80, 0x80], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0x80], [0xF0, 0x9F],
        [0xFE],
        [0xE2, 0x82], [0xF8, 0x88, 0x80, 0x80, 0x80],
    ]

    @Test(arguments: cases, [1, 3, 1 << 20])
    func aFaultIsNamedWithItsPlace(_ bad: Case, _ pieceSize: Int) throws {
        var options = CSVOptions()
        options.pieceSize = pieceSize
        let error = #expect(throws: CausalError.self) {
            try DataTable(csvBytes: bad.bytes, source: "bad.csv", options: options)
        }
        #expect(error?.code == bad.code, "\(error?.description ?? "")")
        #expect(error?.file == "bad.csv")
        #expect(error?.row == bad.row)
        if let column = bad.column { #expect(error?.column == column) }
        #expect(error?.message.contains(bad.says) == true, "\(error?.description ?? "")")
    }

    @Test(arguments: notUTF8)
    func whatIsNotUTF8IsRefused(_ bytes: [UInt8]) throws {
        let text = Array("a,b\nx,1\n".utf8) + bytes + Array(",2\n".utf8)
        let error = #expect(throws: CausalError.self) { try DataTable(csvBytes: text) }
        #expect(error?.code == .invalidEncoding)
        #expect(error?.row == 2)
        #expect(error?.column == "a")
    }

    @Test func theFirstOfManyFaultsIsNamed() throws {
        let rows = (1...20_000).map { $0 % 1000 == 777 ? "\($0)" : "\($0),x" }
        let text = "a,b\n" + rows.joined(separator: "\n")
        for pieceSize in [100, 5000, 1 << 20] {
            var options = CSVOptions()
            options.pieceSize = pieceSize
            let error = #expect(throws: CausalError.self) { try DataTable(csvText: text, options: options) }
            #expect(error?.row == 777)
        }
    }

    /// Damaged copies of a good file: an error or a table, never a trap.
    @Test func damageNeverTraps() throws {
        var random = SplitMix(state: 5)
        let good = Array(CSVReaderTests.awkward.utf8)
        let bytes: [UInt8] = [0, 10, 13, 34, 44, 59, 46, 45, 48, 57, 101, 0x80, 0xC3, 0xFF]
        for _ in 0..<20_000 {
            var damaged = good
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                let place = Int.random(in: 0..<damaged.count, using: &random)
                switch random.next() % 3 {
                case 0: damaged[place] = bytes[Int.random(in: 0..<bytes.count, using: &random)]
                case 1: damaged.remove(at: place)
                default: damaged.removeSubrange(place...)
                }
                if damaged.isEmpty { break }
            }
            var options = CSVOptions()
            options.pieceSize = Int.random(in: 1...40, using: &random)
            let small = Result { try DataTable(csvBytes: damaged, options: options) }
            let whole = Result { try DataTable(csvBytes: damaged) }
            #expect(summary(small) == summary(whole), "\(damaged)")
        }
    }

    func summary(_ result: Result<DataTable, any Error>) -> String {
        switch result {
        case .success(let table): table.csv()
        case .failure(let error): "\(error)"
        }
    }
}
