import Inference

extension Estimates {
    /// The rows as comma-separated values: the term, the rows' labels, then broom's columns; what is missing
    /// is empty. Thousands of rows are written on several threads.
    var csv: String {
        let names = columnNames
        let size = 512
        let blocks = Parallel.map(Parallel.blockCount(rows.count, size)) { block in
            var bytes: [UInt8] = []
            for row in rows[Parallel.blockRange(block, rows.count, size)] {
                row.appendCSV(names, &bytes)
            }
            return bytes
        }
        var bytes = Array((names.map(Estimates.quoted).joined(separator: ",") + "\n").utf8)
        bytes.reserveCapacity(bytes.count + blocks.reduce(0) { $0 + $1.count })
        for block in blocks { bytes += block }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The names of the rows' members, in the order in which they first come.
    private var columnNames: [String] {
        var names: [String] = []
        var last: Estimate?
        for row in rows {
            // Neighbouring rows have the same labels as a rule.
            if let last, (last.simultaneous == nil) == (row.simultaneous == nil),
                last.labels.count == row.labels.count,
                zip(last.labels, row.labels).allSatisfy({ $0.name == $1.name })
            {
                continue
            }
            last = row
            for name in row.memberNames where !names.contains(name) { names.append(name) }
        }
        return names
    }

    static func field(_ value: JSONValue?) -> String {
        switch value {
        case nil, .null?: ""
        case .string(let text)?: quoted(text)
        case .number(let number)?: number.isFinite ? number.shortestDecimal : ""
        case let value?: value.description
        }
    }

    static func quoted(_ text: String) -> String {
        guard text.utf8.contains(where: { [44, 34, 10, 13].contains($0) }) else { return text }
        return "\"" + text.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
            + "\""
    }
}

extension Estimate {
    /// The names of ``json``'s members.
    fileprivate var memberNames: [String] {
        let plain = Estimate(
            term: term, labels: labels, estimate: .nan, standardError: .nan, degreesOfFreedom: nil,
            simultaneous: simultaneous)
        guard case .object(let members) = plain.json else { return [] }
        return members.map(\.name)
    }

    /// Appends a line with the members of these names.
    fileprivate func appendCSV(_ names: [String], _ bytes: inout [UInt8]) {
        guard case .object(let members) = json else { return }
        var next = 0
        for (position, name) in names.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            // Members come in the order of the columns but where one is missing.
            let isNext = next < members.count && members[next].name == name
            let place = isNext ? next : members.firstIndex { $0.name == name }
            guard let place else { continue }
            next = place + 1
            bytes.append(contentsOf: Estimates.field(members[place].value).utf8)
        }
        bytes.append(UInt8(ascii: "\n"))
    }
}
