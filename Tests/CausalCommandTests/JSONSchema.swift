import Causal

/// The part of JSON Schema (2020-12) that Docs/schema.json uses.
struct JSONSchema {
    private let root: JSONValue

    init(_ root: JSONValue) { self.root = root }

    /// What is wrong with a document, place by place.
    func faults(of value: JSONValue) -> [String] { faults(value, root, at: "") }

    private func faults(_ value: JSONValue, _ schema: JSONValue, at place: String) -> [String] {
        var found: [String] = []
        if let name = schema["$ref"]?.text?.split(separator: "/").last,
            let target = root["$defs"]?[String(name)]
        {
            found += faults(value, target, at: place)
        }
        if let choices = schema["oneOf"]?.elements {
            let all = choices.map { faults(value, $0, at: place) }
            if all.count(where: \.isEmpty) != 1 { found += all.min { $0.count < $1.count } ?? [] }
        }
        if let constant = schema["const"], constant != value { found.append("\(place): not \(constant)") }
        if let known = schema["enum"]?.elements, !known.contains(value) { found.append("\(place): \(value)") }
        if let types = schema["type"]?.text.map({ [$0] }) ?? schema["type"]?.elements?.compactMap(\.text),
            !types.contains(where: { matches(value, $0) })
        {
            found.append("\(place): \(value) is no \(types)")
        }
        if let number = value.double {
            if let least = schema["minimum"]?.double, number < least { found.append("\(place): \(number)") }
            if let most = schema["maximum"]?.double, number > most { found.append("\(place): \(number)") }
        }
        for element in value.elements ?? [] {
            if let items = schema["items"] { found += faults(element, items, at: place + "[]") }
        }
        if case .object(let members) = value { found += faults(members, schema, at: place) }
        return found
    }

    private func faults(_ members: [JSONValue.Member], _ schema: JSONValue, at place: String) -> [String] {
        let names = Set(members.map(\.name))
        var found = (schema["required"]?.elements ?? []).compactMap(\.text).filter { !names.contains($0) }
            .map { "\(place): '\($0)' is missing" }
        if names.count < members.count { found.append("\(place): a member stands twice") }
        for member in members {
            let inner = place + "." + member.name
            if let known = schema["properties"]?[member.name] {
                found += faults(member.value, known, at: inner)
            } else if case .bool(false)? = schema["additionalProperties"] {
                found.append("\(inner): unknown")
            } else if let other = schema["additionalProperties"] {
                found += faults(member.value, other, at: inner)
            }
        }
        return found
    }

    private func matches(_ value: JSONValue, _ type: String) -> Bool {
        switch (value, type) {
        case (.null, "null"), (.bool, "boolean"), (.string, "string"), (.array, "array"), (.object, "object"),
            (.integer, "integer"), (.integer, "number"):
            true
        case (.number(let number), "number"): number.isFinite
        case (.number(let number), "integer"): number == number.rounded()
        default: false
        }
    }
}
