import Groundwork
import Testing

@Suite struct JSONValueTests {
    @Test func numbersReadBackAndMissingOnesAreNull() {
        let value: JSONValue = [
            "a": .number(0.1), "b": .number(.nan), "c": .number(3), "d": .string("x\"\n\u{1}"),
        ]
        #expect(value.description == #"{"a": 0.1, "b": null, "c": 3, "d": "x\"\n\u0001"}"#)
    }
}
