import Inference

extension Estimates {
    /// The rows as comma-separated values: the term, the rows' labels, then broom's columns; what is missing
    /// is empty.
    var csv: String {
        let rows = rows.map(\.json)
        var names: [String] = []
        for case .object(let members) in rows {
            for member in members where !names.contains(member.name) { names.append(member.name) }
        }
        let lines = rows.map { row in names.map { Estimates.field(row[$0]) }.joined(separator: ",") }
        return ([names.map(Estimates.quoted).joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
    }

    static func field(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: quoted(text)
        case let value?: value.description == "null" ? "" : value.description
        }
    }

    static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [44, 34, 10, 13].contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }
}
