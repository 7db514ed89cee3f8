import Groundwork

/// Reads JSON text (RFC 8259) into a value; members keep their order.
struct JSONText {
    private let bytes: [UInt8]
    private var position = 0
    private var depth = 0
    private let file: String?

    /// Lists and objects within each other beyond this depth are refused, so that no text exhausts the stack.
    private static let deepest = 200

    /// Reads a whole document.
    ///
    /// - Throws: `CausalError.Code.badValue` with the line of the first fault.
    static func value(_ bytes: [UInt8], file: String? = nil) throws(CausalError) -> JSONValue {
        var text = JSONText(bytes: bytes, file: file)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { text.position = 3 }
        let value = try text.value()
        text.skipBlanks()
        guard text.position == bytes.count else {
            throw text.fault("something follows the end of the document")
        }
        return value
    }

    private init(bytes: [UInt8], file: String?) {
        self.bytes = bytes
        self.file = file
    }

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private func fault(_ message: String) -> CausalError {
        let line = bytes.prefix(position).count { $0 == 10 } + 1
        return CausalError(
            .badValue, "this is not JSON: \(message) in line \(line)", file: file,
            remedy: "Give a file that was written with --format json.")
    }

    private mutating func skipBlanks() {
        while let byte = next, [32, 9, 10, 13].contains(byte) { position += 1 }
    }

    private mutating func expect(_ text: StaticString) throws(CausalError) {
        for offset in 0..<text.utf8CodeUnitCount {
            guard next == text.utf8Start[offset] else { throw fault("'\(text)' is expected") }
            position += 1
        }
    }

    private mutating func value() throws(CausalError) -> JSONValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "n"):
            try expect("null")
            return .null
        case UInt8(ascii: "t"):
            try expect("true")
            return .bool(true)
        case UInt8(ascii: "f"):
            try expect("false")
            return .bool(false)
        default: return try number()
        }
    }

    private mutating func enter() throws(CausalError) {
        position += 1
        depth += 1
        guard depth <= JSONText.deepest else { throw fault("lists and objects are nested too deeply") }
        skipBlanks()
    }

    /// Steps over a comma or the end; true at the end.
    private mutating func ends(with close: UInt8) throws(CausalError) -> Bool {
        skipBlanks()
        guard let byte = next, byte == close || byte == UInt8(ascii: ",") else {
            throw fault("a comma or '\(Character(UnicodeScalar(close)))' is expected")
        }
        position += 1
        return byte == close
    }

    private mutating func object() throws(CausalError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        var members: [JSONValue.Member] = []
        if next == UInt8(ascii: "}") {
            position += 1
            return .object([])
        }
        repeat {
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw fault("a member's name is expected") }
            let name = try string()
            skipBlanks()
            try expect(":")
            members.append(.init(name, try value()))
        } while try !ends(with: UInt8(ascii: "}"))
        return .object(members)
    }

    private mutating func list() throws(CausalError) -> JSONValue {
        try enter()
        defer { depth -= 1 }
        if next == UInt8(ascii: "]") {
            position += 1
            return .array([])
        }
        var values: [JSONValue] = []
        repeat { values.append(try value()) } while try !ends(with: UInt8(ascii: "]"))
        return .array(values)
    }

    private mutating func number() throws(CausalError) -> JSONValue {
        let start = position
        while let byte = next, "+-.0123456789eE".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if let whole = Int(text), text.first != "+" { return .integer(whole) }
        guard let first = text.first, first == "-" || first.isNumber, let number = Double(text) else {
            throw fault(next == nil && text.isEmpty ? "the text ends too early" : "a value is expected")
        }
        return .number(number)
    }
}

// MARK: - Text between quotes

extension JSONText {
    private mutating func string() throws(CausalError) -> String {
        position += 1
        var text: [UInt8] = []
        while let byte = next {
            position += 1
            switch byte {
            case UInt8(ascii: "\""):
                guard let valid = String(validating: text, as: UTF8.self) else {
                    throw fault("a text is not UTF-8")
                }
                return valid
            case UInt8(ascii: "\\"): text += Array(String(try escaped()).utf8)
            case 0..<32: throw fault("a control character stands in a text")
            default: text.append(byte)
            }
        }
        throw fault("a text has no end")
    }

    private mutating func escaped() throws(CausalError) -> Unicode.Scalar {
        guard let byte = next else { throw fault("a text has no end") }
        position += 1
        switch byte {
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "u"): return try scalar()
        default: throw fault("an escape is unknown")
        }
    }

    /// `\uXXXX`, or two of them that make a pair.
    private mutating func scalar() throws(CausalError) -> Unicode.Scalar {
        let first = try codeUnit()
        if let scalar = Unicode.Scalar(first) { return scalar }
        guard (0xD800..<0xDC00).contains(first) else { throw fault("half of a pair of escapes is missing") }
        try expect("\\u")
        let second = try codeUnit()
        guard (0xDC00..<0xE000).contains(second),
            let scalar = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (second - 0xDC00))
        else { throw fault("half of a pair of escapes is missing") }
        return scalar
    }

    private mutating func codeUnit() throws(CausalError) -> UInt32 {
        let end = position + 4
        guard end <= bytes.count, bytes[position] != UInt8(ascii: "+"),
            let code = UInt32(String(decoding: bytes[position..<end], as: UTF8.self), radix: 16)
        else { throw fault("an escape is not of four digits") }
        position = end
        return code
    }
}
