import Groundwork
import Testing

@testable import Tables

/// Every number must be the double nearest to what is written: the very bits of Swift's own reading.
@Suite struct CSVNumberTests {
    func expectExact(_ written: [String], sourceLocation: SourceLocation = #_sourceLocation) throws {
        let table = try DataTable(csvText: "k,x\n" + written.map { "0,\($0)\n" }.joined())
        let found = try table.numbers("x")
        for (text, value) in zip(written, found) where value.bitPattern != Double(text)?.bitPattern {
            Issue.record("\(text) read as \(value)", sourceLocation: sourceLocation)
        }
        #expect(found.count == written.count, sourceLocation: sourceLocation)
    }

    @Test func edges() throws {
        try expectExact([
            "0.0", "-0.0", "-0", "1e308", "1.7976931348623157e308", "-1.7976931348623158e308", "5e-324",
            "4.9e-324",
            "2.2250738585072014e-308", "2.2250738585072011e-308", "3e-324", "2e-324", "1e-400",
            "-1e-999999999999",
            "9007199254740993.0", "9007199254740992.5", "0.1", "1e22", "1e23", "8.5e22", "1e-22", "1e-23",
            "1e-27",
            "1e-28", "123456789012345678.0", "9999999999999999999.0", "99999999999999999999.0",
            "18446744073709551615.5", "0.000000000000000000000000000001",
            "1.00000000000000000000000000000001",
            "0.3333333333333333148296162562473909929394721984863281250", "0e999", "0.0000e-500", "00.5",
            "1.e5",
            String(repeating: "9", count: 400) + "e-400", "0." + String(repeating: "0", count: 400) + "1e401",
        ])
    }

    @Test func randomBitsPrintedAndReadBack() throws {
        var random = SplitMix(state: 1)
        let values = (0..<200_000).compactMap { _ -> String? in
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { return nil }
            let text = "\(value)"
            // A whole number that is printed in full and exceeds 2^53 would be an identifier.
            return text
        }
        try expectExact(values)
    }

    @Test func decimalsOfEveryLength() throws {
        var random = SplitMix(state: 2)
        let values = (0..<300_000).map { _ -> String in
            let digits = Int.random(in: 1...19, using: &random)
            var text = (0..<digits).map { _ in String(UInt8.random(in: 0...9, using: &random)) }.joined()
            let point = Int.random(in: 0...digits, using: &random)
            text.insert(".", at: text.index(text.startIndex, offsetBy: point))
            return (random.next() & 1 == 0 ? "-" : "") + text
        }
        try expectExact(values)
    }

    @Test func exponentsOfEverySize() throws {
        var random = SplitMix(state: 3)
        let values = (0..<100_000).map { _ in
            "\(random.next() >> Int.random(in: 0...60, using: &random)).0e\(Int.random(in: -340...285, using: &random))"
        }
        try expectExact(values)
    }

    /// Numbers exactly between two doubles, and a digit to either side of them.
    @Test func halves() throws {
        var random = SplitMix(state: 4)
        var values: [String] = []
        for _ in 0..<50_000 {
            // An odd 54-bit number over 2^k has at most 54 + k binary digits, so k decimals write it exactly.
            let numerator = (random.next() >> 10) | (1 << 53) | 1
            let bits = UInt64.random(in: 1...10, using: &random)
            let whole = numerator >> bits
            var rest = numerator & ((1 << bits) - 1)
            var decimals = ""
            for _ in 0..<bits {
                rest *= 10
                decimals += String(rest >> bits)
                rest &= (1 << bits) - 1
            }
            values += ["\(whole).\(decimals)", "\(whole).\(decimals)1", "\(whole).\(decimals.dropLast())4"]
            values.append("\(whole >> 20).\(decimals)5")
        }
        try expectExact(values)
    }
}
