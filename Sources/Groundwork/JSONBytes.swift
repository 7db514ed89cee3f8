/// A JSON document written into one buffer of bytes.
///
/// With an indent, objects and lists take a line an element; what fits into 100 bytes stays on one line. Long lists are
/// written in blocks on several threads, each into a buffer of its own.
struct JSONBytes: Sendable {
    private(set) var bytes: [UInt8] = []

    /// The most bytes of an object or a list on one line.
    private static let widest = 100
    /// Elements of a long list that one thread writes at a time.
    private static let block = 512

    /// Writes a value; an indent of nil keeps all on one line.
    mutating func write(_ value: JSONValue, indent: Int?, depth: Int) {
        let start = bytes.count
        guard let indent, !line(value, upTo: start + JSONBytes.widest) else {
            if indent == nil { _ = line(value, upTo: .max) }
            return
        }
        bytes.removeLast(bytes.count - start)
        switch value {
        case .array(let values):
            append("[\n")
            write(values, indent, depth + 1)
            close("]", indent, depth)
        case .object(let members):
            append("{\n")
            for (position, member) in members.enumerated() {
                if position > 0 { append(",\n") }
                space(indent * (depth + 1))
                quote(member.name)
                append(": ")
                write(member.value, indent: indent, depth: depth + 1)
            }
            close("}", indent, depth)
        default: _ = line(value, upTo: .max)
        }
    }

    /// Writes a list's elements, a line each.
    private mutating func write(_ values: [JSONValue], _ indent: Int, _ depth: Int) {
        guard values.count > 2 * JSONBytes.block else {
            elements(values[...], indent, depth)
            return
        }
        let parts = Parallel.map(Parallel.blockCount(values.count, JSONBytes.block)) { block in
            var part = JSONBytes()
            let range = Parallel.blockRange(block, values.count, JSONBytes.block)
            part.elements(values[range], indent, depth)
            return part.bytes
        }
        bytes.reserveCapacity(bytes.count + parts.reduce(0) { $0 + $1.count + 2 })
        for (position, part) in parts.enumerated() {
            if position > 0 { append(",\n") }
            bytes.append(contentsOf: part)
        }
    }

    private mutating func elements(_ values: ArraySlice<JSONValue>, _ indent: Int, _ depth: Int) {
        for position in values.indices {
            if position > values.startIndex { append(",\n") }
            space(indent * depth)
            write(values[position], indent: indent, depth: depth)
        }
    }

    /// Writes a value on one line, or stops with a part of it when there would be more than `limit` bytes.
    private mutating func line(_ value: JSONValue, upTo limit: Int) -> Bool {
        switch value {
        case .null: append("null")
        case .bool(let value): append(value ? "true" : "false")
        case .integer(let value): append(String(value))
        case .number(let value): append(value.isFinite ? value.shortestDecimal : "null")
        case .string(let text): quote(text)
        case .array(let values):
            append("[")
            for (position, element) in values.enumerated() {
                if position > 0 { append(", ") }
                guard line(element, upTo: limit) else { return false }
            }
            append("]")
        case .object(let members):
            append("{")
            for (position, member) in members.enumerated() {
                if position > 0 { append(", ") }
                quote(member.name)
                append(": ")
                guard line(member.value, upTo: limit) else { return false }
            }
            append("}")
        }
        return bytes.count <= limit
    }

    /// Text between quotes, with what JSON forbids escaped.
    private mutating func quote(_ text: String) {
        append("\"")
        if text.utf8.allSatisfy({ $0 >= 32 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }) {
            append(text)
        } else {
            for byte in text.utf8 { escape(byte) }
        }
        append("\"")
    }

    private mutating func escape(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\""): append("\\\"")
        case UInt8(ascii: "\\"): append("\\\\")
        case UInt8(ascii: "\n"): append("\\n")
        case UInt8(ascii: "\r"): append("\\r")
        case UInt8(ascii: "\t"): append("\\t")
        case 0..<32:
            let digits = String(byte, radix: 16)
            append("\\u" + String(repeating: "0", count: 4 - digits.count) + digits)
        default: bytes.append(byte)
        }
    }

    private mutating func close(_ bracket: String, _ indent: Int, _ depth: Int) {
        append("\n")
        space(indent * depth)
        append(bracket)
    }

    private mutating func space(_ count: Int) {
        bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: count))
    }

    private mutating func append(_ text: String) { bytes.append(contentsOf: text.utf8) }
}
