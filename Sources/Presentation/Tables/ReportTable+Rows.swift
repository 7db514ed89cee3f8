import Inference

extension ReportTable {
    /// The names of all rows, those of later results put where their neighbours stand.
    public var allTerms: [String] {
        var merged: [String] = []
        for column in columns {
            var place = 0
            for name in column.result.rowNames {
                if let known = merged.firstIndex(of: name) {
                    place = known + 1
                } else {
                    merged.insert(name, at: place)
                    place += 1
                }
            }
        }
        return merged
    }

    /// The same table with some of its rows, in the order in which they are asked for.
    ///
    /// - Parameter patterns: names, or beginnings of names followed by `*`, e.g. `event::*`.
    /// - Throws: `CausalError.Code.unknownTerm` for a pattern without a row, naming the nearest.
    public func selecting(_ patterns: [String]) throws(CausalError) -> ReportTable {
        let all = allTerms
        var chosen: [String] = []
        for pattern in patterns {
            let found = all.filter { ReportTable.matches($0, pattern) }
            guard !found.isEmpty else { throw ReportTable.unknown(pattern, among: all) }
            chosen += found.filter { !chosen.contains($0) }
        }
        var table = self
        table.terms = chosen
        return table
    }

    /// The same table with other names for rows, and for lines of the lower part.
    ///
    /// - Throws: `CausalError.Code.unknownTerm` for a name that no result has; `CausalError.Code.badArgument` for an empty
    ///   label, and for one that another row of the same part has.
    public func labelled(_ labels: [String: String]) throws(CausalError) -> ReportTable {
        let (all, lower) = (allTerms, statistics.map(\.name))
        if let unknown = labels.keys.sorted().first(where: { !all.contains($0) && !lower.contains($0) }) {
            throw ReportTable.unknown(unknown, among: all)
        }
        if let empty = labels.keys.sorted().first(where: { labels[$0]?.isEmpty ?? true }) {
            throw CausalError(
                .badArgument, "the label of '\(empty)' is empty", remedy: "Leave rows out with --terms.")
        }
        var table = self
        table.labels.merge(labels) { $1 }
        for names in [terms ?? all, lower] {
            let shown = names.map { table.labels[$0] ?? $0 }
            if let twice = shown.first(where: { name in shown.count { $0 == name } > 1 }) {
                throw CausalError(
                    .badArgument, "two rows would have the name '\(twice)'", value: twice,
                    remedy: "Give each another label.")
            }
        }
        return table
    }

    private static func matches(_ name: String, _ pattern: String) -> Bool {
        name == pattern || (pattern.hasSuffix("*") && name.hasPrefix(pattern.dropLast()))
    }

    private static func unknown(_ term: String, among terms: [String]) -> CausalError {
        CausalError(
            .unknownTerm, "no result has a row '\(term)'",
            remedy: Spelling.nearest(to: term, among: terms).map { "Did you mean '\($0)'?" }
                ?? "The rows are: \(terms.prefix(20).joined(separator: ", ")).")
    }

    /// For each term in each column its row.
    var cells: [(term: String, rows: [Estimate?])] {
        let found = columns.map { column in
            Dictionary(zip(column.result.rowNames, column.result.rows)) { first, _ in first }
        }
        return (terms ?? allTerms).map { term in (term, found.map { $0[term] }) }
    }
}

extension Estimates {
    /// A name for each row, all different: the term, with the labels that tell rows of one term apart and a number where
    /// they do not.
    var rowNames: [String] {
        let telling = tellingLabels
        var counts: [String: Int] = [:]
        return rows.map { row in
            let name = rowName(row, telling)
            let count = counts[name, default: 0] + 1
            counts[name] = count
            return count == 1 ? name : "\(name) #\(count)"
        }
    }

    private func rowName(_ row: Estimate, _ labels: [String]) -> String {
        let parts = labels.compactMap { name in
            let text = labelText(row, name)
            return text.isEmpty || text == row.term ? nil : "\(name) \(text)"
        }
        return row.term + (parts.isEmpty ? "" : " (" + parts.joined(separator: ", ") + ")")
    }

    /// Groups and times, and the first other labels that are needed to tell all rows apart; labels that only measure or
    /// judge something are left out.
    private var tellingLabels: [String] {
        let shown = shownLabels.filter { $0 != "p.adjusted" }
        var chosen = shown.filter { ["group", "time", "event"].contains($0) }
        var different = Set(rows.map { rowName($0, chosen) }).count
        for name in shown where !chosen.contains(name) && different < rows.count {
            let count = Set(rows.map { rowName($0, chosen + [name]) }).count
            guard count > different else { continue }
            chosen.append(name)
            different = count
        }
        return chosen
    }
}
