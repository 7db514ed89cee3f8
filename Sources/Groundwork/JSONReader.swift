extension JSONValue {
    /// How deeply lists and objects of a document may lie within each other.
    public static let greatestDepth = 256

    /// Reads a JSON document (RFC 8259); the members of objects keep their order.
    ///
    /// A number without fraction and exponent that an Int holds becomes ``integer(_:)``, any other ``number(_:)``.
    ///
    /// - Throws: `CausalError.Code.badValue` with the line and the place in it where the text is no JSON, or where it
    ///   lies deeper than ``greatestDepth``.
    public init(parsing bytes: [UInt8]) throws(CausalError) {
        var reader = JSONReader(bytes)
        self = try reader.document()
    }

    /// Reads a JSON document from text.
    ///
    /// - Throws: as for bytes.
    public init(parsing text: String) throws(CausalError) { try self.init(parsing: Array(text.utf8)) }
}

/// Reads one document, byte by byte.
struct JSONReader {
    let bytes: [UInt8]
    var place = 0
    private var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { place = 3 }
    }

    /// The byte at the place; 0 behind the last.
    var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    mutating func document() throws(CausalError) -> JSONValue {
        let value = try value()
        skipBlanks()
        guard place == bytes.count else { throw fault("nothing may follow the document") }
        return value
    }

    private mutating func value() throws(CausalError) -> JSONValue {
        skipBlanks()
        switch next {
        case UInt8(ascii: "{"): return try object()
        case UInt8(ascii: "["): return try list()
        case UInt8(ascii: "\""): return .string(try text())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return try number()
        }
    }

    private mutating func object() throws(CausalError) -> JSONValue {
        var members: [JSONValue.Member] = []
        try enter()
        while !leaves(UInt8(ascii: "}")) {
            if !members.isEmpty { try take(",") }
            skipBlanks()
            guard next == UInt8(ascii: "\"") else { throw fault("a member's name is missing") }
            let name = try text()
            try take(":")
            members.append(.init(name, try value()))
        }
        return .object(members)
    }

    private mutating func list() throws(CausalError) -> JSONValue {
        var values: [JSONValue] = []
        try enter()
        while !leaves(UInt8(ascii: "]")) {
            if !values.isEmpty { try take(",") }
            values.append(try value())
        }
        return .array(values)
    }

    private mutating func enter() throws(CausalError) {
        guard depth < JSONValue.greatestDepth else {
            throw fault("lists and objects lie more than \(JSONValue.greatestDepth) deep")
        }
        depth += 1
        place += 1
    }

    private mutating func leaves(_ end: UInt8) -> Bool {
        skipBlanks()
        guard next == end else { return false }
        depth -= 1
        place += 1
        return true
    }

    private mutating func take(_ sign: Unicode.Scalar) throws(CausalError) {
        skipBlanks()
        guard next == UInt8(ascii: sign) else { throw fault("'\(sign)' is missing") }
        place += 1
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(CausalError) -> JSONValue {
        guard bytes[place...].starts(with: word.utf8) else { throw fault("this is no value") }
        place += word.utf8.count
        return value
    }

    private mutating func skipBlanks() {
        while place < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
    }

    func fault(_ what: String) -> CausalError {
        let before = bytes[..<min(place, bytes.count)]
        let line = before.reduce(1) { $0 + ($1 == 0x0A ? 1 : 0) }
        let column = before.count - (before.lastIndex(of: 0x0A) ?? -1)
        return CausalError(.badValue, "this is not JSON: \(what) (line \(line), character \(column))")
    }
}
