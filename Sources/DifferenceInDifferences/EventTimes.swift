import Regression

/// The indicators of event times in an event study.
struct EventTimes {
    /// An indicator for each event time that is estimated, ascending.
    let columns: [DesignColumn]
    /// What their coefficients are.
    let effects: [EffectFit.Effect]
    /// The event times without an indicator.
    let references: [Int]
    /// Remarks on what had to be left out.
    let notes: [String]

    init(
        _ policy: PolicyPanel, _ column: String, reference: Int, window: ClosedRange<Int>?
    ) throws(CausalError) {
        let times = try EventTimes.eventTimes(policy, column)
        let present = Set(times.compactMap { $0 }).sorted()
        guard let earliest = present.first, let latest = present.last else {
            throw CausalError(.notIdentified, "nobody is treated", column: column)
        }
        guard present.contains(reference) else {
            throw CausalError(
                .notIdentified, "no row is observed at the reference event time \(reference)", column: column)
        }
        let shown = window ?? earliest...latest
        let second = policy.hasNeverTreated || earliest == reference ? nil : earliest
        references = [second, reference].compactMap { $0 }
        var bins: [Bin] = []
        if earliest < shown.lowerBound { bins.append(Bin(range: earliest...(shown.lowerBound - 1), isBinned: true)) }
        bins += present.filter(shown.contains).map { Bin(range: $0...$0, isBinned: false) }
        if latest > shown.upperBound { bins.append(Bin(range: (shown.upperBound + 1)...latest, isBinned: true)) }
        let excluded = references
        bins.removeAll { bin in excluded.contains { bin.range.contains($0) } }
        columns = bins.map { bin in
            DesignColumn(bin.name, times.map { $0.map(bin.range.contains) ?? false ? 1 : 0 })
        }
        effects = bins.map { $0.effect(reference: reference) }
        notes = EventTimes.notes(second: second, reference: reference, bins: bins)
    }

    private static func notes(second: Int?, reference: Int, bins: [Bin]) -> [String] {
        var notes = ["Effects are relative to event time \(reference)."]
        if let second {
            notes.append(
                "No unit is never treated: effects are known only up to a linear trend, and event time "
                    + "\(second) was set to zero as well.")
        }
        for bin in bins where bin.isBinned {
            notes.append("Event times \(bin.range.lowerBound) to \(bin.range.upperBound) share one indicator.")
        }
        return notes
    }

    /// t − g of each row; nil for never-treated units.
    private static func eventTimes(_ policy: PolicyPanel, _ column: String) throws(CausalError) -> [Int?] {
        var times = [Int?](repeating: nil, count: policy.time.count)
        for row in times.indices where policy.firstTreated[row].isFinite {
            let event = policy.time[row] - policy.firstTreated[row]
            guard event == event.rounded(), event.magnitude < 1e6 else {
                throw CausalError(
                    .badPanel, "periods and first treated periods do not differ by whole numbers",
                    column: column, row: policy.sample.tableRow(row), value: Column.label(event),
                    remedy: "Number the periods 1, 2, 3, …")
            }
            times[row] = Int(event)
        }
        return times
    }

    /// Event times that share an indicator.
    private struct Bin {
        let range: ClosedRange<Int>
        let isBinned: Bool

        var name: String {
            isBinned ? "event::\(range.lowerBound)…\(range.upperBound)" : "event::\(range.lowerBound)"
        }

        func effect(reference: Int) -> EffectFit.Effect {
            let nearest = range.upperBound < reference ? range.upperBound : range.lowerBound
            var labels = [JSONValue.Member("event", .integer(nearest))]
            if isBinned { labels.append(.init("type", "binned")) }
            return EffectFit.Effect(
                coefficient: name, term: name, labels: labels, isBeforeTreatment: range.upperBound < reference)
        }
    }
}
