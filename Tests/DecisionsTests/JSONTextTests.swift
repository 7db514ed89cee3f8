import Groundwork
import Testing

@testable import Decisions

@Suite struct JSONTextTests {
    @Test func readsWhatIsWritten() throws {
        let value: JSONValue = [
            "a": [.number(0.1), .integer(-3), .null, .bool(true), .number(1e-300)],
            "b": ["ü \"quoted\" \\ \n\u{1F600}": .null],
        ]
        #expect(try JSONValue(text: value.text(indent: 2)) == value)
        #expect(try JSONValue(text: #"["\ud83d\ude00\u00fc\/"]"#) == ["😀ü/"])
    }

    @Test(arguments: [
        "", "{", "[1,]", "{\"a\":}", "nul", "[1 2]", "\"open", "\"\\x\"", "\"\\ud800\"", "1e", "--1", "[1]]",
        "NaN",
        String(repeating: "[", count: 5000),
    ])
    func faultsAreErrors(text: String) {
        #expect(code { () throws(CausalError) in _ = try JSONValue(text: text) } == .badValue)
    }
}
