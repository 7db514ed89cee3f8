extension JSONValue: CustomStringConvertible {
    /// The document on one line.
    public var description: String { text(indent: nil) }

    /// The document as text. With an indent, objects take a line a member; a list or an object that fits
    /// into 100 characters stays on one line.
    public func text(indent: Int?, depth: Int = 0) -> String {
        guard let indent, !fitsOneLine else { return flat }
        let inner = String(repeating: " ", count: indent * (depth + 1))
        let outer = String(repeating: " ", count: indent * depth)
        switch self {
        case .array(let values):
            let lines = values.map { inner + $0.text(indent: indent, depth: depth + 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n\(outer)]"
        case .object(let members):
            let lines = members.map {
                inner + JSONValue.quoted($0.name) + ": " + $0.value.text(indent: indent, depth: depth + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n\(outer)}"
        default:
            return flat
        }
    }

    private var fitsOneLine: Bool { flat.utf8.count <= 100 }

    private var flat: String {
        switch self {
        case .null: "null"
        case .bool(let value): value ? "true" : "false"
        case .integer(let value): String(value)
        case .number(let value): value.isFinite ? value.shortestDecimal : "null"
        case .string(let value): JSONValue.quoted(value)
        case .array(let values): "[" + values.map(\.flat).joined(separator: ", ") + "]"
        case .object(let members):
            "{" + members.map { JSONValue.quoted($0.name) + ": " + $0.value.flat }.joined(separator: ", ")
                + "}"
        }
    }

    /// Text between quotes, with what JSON forbids escaped.
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 32:
                let digits = String(scalar.value, radix: 16)
                result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
