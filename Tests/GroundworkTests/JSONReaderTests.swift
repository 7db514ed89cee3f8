import Foundation
import Groundwork
import Testing

@Suite struct JSONReaderTests {
    @Test func documents() throws {
        let text = " {\"b\": [1, -2.5e3, true, null, 0], \"a\": {\"\\u00e9\\ud83d\\ude00\\n\": \"\"}} "
        let value = try JSONValue(parsing: text)
        #expect(
            value == [
                "b": [.integer(1), .number(-2500), .bool(true), .null, .integer(0)],
                "a": ["é😀\n": ""],
            ])
        #expect(try JSONValue(parsing: value.description).description == value.description)
        #expect(try JSONValue(parsing: "9223372036854775808") == .number(9_223_372_036_854_775_808))
    }

    /// Every text is read exactly as Foundation reads it, or refused as there.
    @Test(arguments: [
        "", "{", "[1,]", "[1 2]", "{\"a\" 1}", "{a: 1}", "[01]", "[1.]", "[.5]", "[+1]", "[1e]", "[NaN]",
        "nul", "\"a",
        "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\ud800\\u0041\"", "\"\t\"", "[1] 2", "[1e999]",
        "\"\\u+123\"", "-", "[",
        "{\"a\":1,}", "[,1]", "'a'", "[-]", "tru", "\u{FEFF}[]]",
    ]) func faults(text: String) {
        let error = #expect(throws: CausalError.self) { try JSONValue(parsing: text) }
        #expect(error?.code == .badValue && error?.message.contains("line 1") == true)
    }

    @Test func invalidBytesAndDepth() {
        #expect(throws: CausalError.self) { try JSONValue(parsing: [34, 0xFF, 34]) }
        let deep = String(repeating: "[", count: 100_000)
        let error = #expect(throws: CausalError.self) { try JSONValue(parsing: deep) }
        #expect(error?.message.contains("deep") == true)
    }

    @Test func faultsNameTheirPlace() {
        let error = #expect(throws: CausalError.self) { try JSONValue(parsing: "{\n \"a\": x}") }
        #expect(error?.message.contains("line 2, character 7") == true)
    }

    /// Any bytes are read or refused.
    @Test func anyBytesEnd() {
        let start = Array("{\"a\": [1.5, \"x\\u00e9\", {\"b\": null}], \"c\": -0.1e-3}".utf8)
        for place in start.indices {
            for byte: UInt8 in [0, 34, 44, 58, 91, 92, 93, 123, 125, 200, 255] {
                var bytes = start
                bytes[place] = byte
                _ = try? JSONValue(parsing: bytes)
                _ = try? JSONValue(parsing: Array(bytes[..<place]))
            }
        }
    }
}
