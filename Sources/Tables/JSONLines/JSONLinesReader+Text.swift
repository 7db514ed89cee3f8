import Groundwork

extension JSONLinesReader {
    /// The text between the quote at the position and the next one.
    mutating func text() throws(CausalError) -> [UInt8] {
        let start = position + 1
        position = start
        while source[position] != UInt8(ascii: "\""), source[position] != UInt8(ascii: "\\"),
            source[position] >= 32
        {
            position += 1
        }
        let plain = UnsafeRawBufferPointer(start: source.first + start, count: position - start)
        if take(UInt8(ascii: "\"")) { return Array(plain) }
        var bytes = Array(plain)
        while !take(UInt8(ascii: "\"")) {
            guard source[position] >= 32, position < source.count else {
                throw failure("a text is not closed, or holds a control character")
            }
            guard take(UInt8(ascii: "\\")) else {
                bytes.append(source[position])
                position += 1
                continue
            }
            try escape(&bytes)
        }
        return bytes
    }

    private mutating func escape(_ bytes: inout [UInt8]) throws(CausalError) {
        let letter = source[position]
        let plain: [UInt8: UInt8] = [
            UInt8(ascii: "n"): 10, UInt8(ascii: "t"): 9, UInt8(ascii: "r"): 13, UInt8(ascii: "b"): 8,
            UInt8(ascii: "f"): 12, UInt8(ascii: "/"): 47, UInt8(ascii: "\\"): 92, UInt8(ascii: "\""): 34,
        ]
        position += position < source.count ? 1 : 0
        if let byte = plain[letter] { return bytes.append(byte) }
        guard letter == UInt8(ascii: "u"), var code = unit() else {
            throw failure("\\ is followed by no known letter")
        }
        if (0xD800..<0xDC00).contains(code), source[position] == UInt8(ascii: "\\"),
            source[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            guard let low = unit(), (0xDC00..<0xE000).contains(low) else {
                throw failure("half of a character is missing")
            }
            code = 0x10000 + (code - 0xD800) << 10 + (low - 0xDC00)
        }
        guard let scalar = UnicodeScalar(code), code > 0 else { throw failure("this is no character") }
        bytes += Array(String(Character(scalar)).utf8)
    }

    /// Four hexadecimal digits.
    private mutating func unit() -> UInt32? {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let digit = Character(UnicodeScalar(source[position])).hexDigitValue else { return nil }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
