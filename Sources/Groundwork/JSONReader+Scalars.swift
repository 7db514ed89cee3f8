extension JSONReader {
    /// `-12.5e3`; no `+` before it, no leading zeros, no NaN.
    mutating func number() throws(CausalError) -> JSONValue {
        let start = place
        var isWhole = true
        if next == UInt8(ascii: "-") { place += 1 }
        let hasLeadingZero = next == UInt8(ascii: "0")
        let digits = try digits()
        guard !hasLeadingZero || digits == 1 else { throw fault("a number begins with 0") }
        if next == UInt8(ascii: ".") {
            isWhole = false
            place += 1
            _ = try self.digits()
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            isWhole = false
            place += 1
            if next == UInt8(ascii: "-") || next == UInt8(ascii: "+") { place += 1 }
            _ = try self.digits()
        }
        let text = String(decoding: bytes[start..<place], as: UTF8.self)
        if isWhole, let whole = Int(text) { return .integer(whole) }
        guard let value = Double(text), value.isFinite else { throw fault("a number is too large") }
        return .number(value)
    }

    /// The count of digits passed, at least one.
    private mutating func digits() throws(CausalError) -> Int {
        let start = place
        while (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(next) { place += 1 }
        guard place > start else {
            throw fault(place < bytes.count ? "this is no value" : "it ends too early")
        }
        return place - start
    }

    /// Text between quotes.
    mutating func text() throws(CausalError) -> String {
        place += 1
        var units: [UInt8] = []
        while next != UInt8(ascii: "\"") {
            guard place < bytes.count else { throw fault("a text is not closed") }
            guard next >= 0x20 else { throw fault("a text holds a control character") }
            if next == UInt8(ascii: "\\") {
                units += try escaped().utf8
            } else {
                units.append(next)
                place += 1
            }
        }
        place += 1
        guard let text = String(validating: units, as: UTF8.self) else {
            throw fault("a text is not UTF-8")
        }
        return text
    }

    /// What stands behind a backslash.
    private mutating func escaped() throws(CausalError) -> String {
        place += 1
        let sign = next
        place += 1
        switch sign {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return String(Unicode.Scalar(sign))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicode()
        default: throw fault("there is no such escape in a text")
        }
    }

    /// The character of four hexadecimal digits, or of two such groups that make a pair.
    private mutating func unicode() throws(CausalError) -> String {
        let first = try fourDigits()
        var code = UInt32(first)
        if (0xD800..<0xDC00).contains(first), bytes[min(place, bytes.count)...].starts(with: "\\u".utf8) {
            place += 2
            let second = try fourDigits()
            guard (0xDC00..<0xE000).contains(second) else { throw fault("half of a pair is missing") }
            code = 0x10000 + (UInt32(first) - 0xD800) << 10 + (UInt32(second) - 0xDC00)
        }
        guard let scalar = Unicode.Scalar(code) else { throw fault("half of a pair is missing") }
        return String(scalar)
    }

    private mutating func fourDigits() throws(CausalError) -> UInt16 {
        let text = String(
            decoding: bytes[min(place, bytes.count)..<min(place + 4, bytes.count)], as: UTF8.self)
        guard text.utf8.count == 4, text.allSatisfy(\.isHexDigit), let value = UInt16(text, radix: 16) else {
            throw fault("four hexadecimal digits are missing")
        }
        place += 4
        return value
    }
}
