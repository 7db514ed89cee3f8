/// A JSON document as a value; the members of an object keep their order.
///
/// There is no NaN or infinity in JSON: ``number(_:)`` of either is written as `null`.
public indirect enum JSONValue: Sendable, Hashable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A whole number.
    case integer(Int)
    /// A number, written with the fewest digits that read back to the same Double.
    case number(Double)
    /// Text.
    case string(String)
    /// A list.
    case array([JSONValue])
    /// Named members, in order.
    case object([Member])

    /// One named member of an object.
    public struct Member: Sendable, Hashable {
        /// The member's name.
        public let name: String
        /// The member's value.
        public let value: JSONValue
        /// Makes a member.
        public init(_ name: String, _ value: JSONValue) {
            self.name = name
            self.value = value
        }
    }

    /// A seed of random numbers, with all its digits: as text where it is beyond the whole numbers of this machine.
    public static func seed(_ seed: UInt64) -> JSONValue {
        Int(exactly: seed).map(JSONValue.integer) ?? .string("\(seed)")
    }

    /// The member of an object with that name; nil for anything else.
    public subscript(_ name: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.name == name }?.value
    }

    /// The value as a Double, when it is a number.
    public var double: Double? {
        switch self {
        case .integer(let value): Double(value)
        case .number(let value) where value.isFinite: value
        default: nil
        }
    }

    /// The value as text, when it is text.
    public var text: String? {
        if case .string(let value) = self { value } else { nil }
    }

    /// The elements, when it is a list.
    public var elements: [JSONValue]? {
        if case .array(let values) = self { values } else { nil }
    }
}

extension JSONValue: ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
    /// Makes text.
    public init(stringLiteral value: String) { self = .string(value) }

    /// Makes an object whose members keep the order in which they are written.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(elements.map { Member($0.0, $0.1) })
    }

    /// Makes a list.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
}
