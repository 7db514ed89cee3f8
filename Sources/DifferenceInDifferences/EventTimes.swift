import Regression

/// The indicators of event times in an event study.
struct EventTimes {
    /// An indicator for each event time that is estimated, ascending.
    let columns: [DesignColumn]
    /// What their coefficients are: those within the window.
    let effects: [EffectFit.Effect]
    /// The names of indicators before the reference.
    let leads: Set<String>
    /// The event times without an indicator.
    let references: [Int]
    /// Remarks on what effects are relative to.
    let notes: [String]

    init(
        _ policy: PolicyPanel, _ column: String, reference: Int, window: ClosedRange<Int>?
    ) throws(CausalError) {
        let times = try EventTimes.eventTimes(policy, column)
        let present = Set(times.compactMap { $0 }).sorted()
        guard let earliest = present.first else {
            throw CausalError(.notIdentified, "nobody is treated", column: column)
        }
        guard present.contains(reference) else {
            throw CausalError(
                .notIdentified, "no row is observed at the reference event time \(reference)", column: column)
        }
        let second = policy.hasNeverTreated || earliest == reference ? nil : earliest
        references = [second, reference].compactMap { $0 }
        let estimated = present.filter { $0 != reference && $0 != second }
        var size = DesignSize(rowCount: times.count)
        try size.add(
            estimated.count, of: "event", column: column,
            remedy: "Keep fewer periods with --where, or use coarser ones.")
        columns = estimated.map { event in
            DesignColumn(EventTimes.name(event), EventTimes.indicator(event, times))
        }
        effects = estimated.filter { window?.contains($0) ?? true }.map { event in
            EffectFit.Effect(
                coefficient: EventTimes.name(event), term: EventTimes.name(event),
                labels: [.init("event", .integer(event))])
        }
        leads = Set(estimated.filter { $0 < reference }.map(EventTimes.name))
        notes =
            EventTimes.notes(reference, second) + EventTimes.missingNotes(policy, times, reference, column)
    }

    /// A remark on cohorts that have no row at the reference.
    private static func missingNotes(
        _ policy: PolicyPanel, _ times: [Int?], _ reference: Int, _ column: String
    ) -> [String] {
        var seen: Set<Double> = []
        for (row, event) in times.enumerated() where event == reference {
            seen.insert(policy.firstTreated[row])
        }
        let lost = policy.cohorts.filter { !seen.contains($0) }
        guard !lost.isEmpty else { return [] }
        return [
            "\(lost.count == 1 ? "A cohort has" : "\(lost.count) cohorts have") no row at event time \(reference) "
                + "(first treated \(lost.prefix(8).map(policy.startLabel).joined(separator: ", "))"
                + "\(lost.count > 8 ? ", …" : "")): what effects of other event times are relative to is then a mixture. "
                + "sun-abraham and imputation do not need that period."
        ]
    }

    private static func notes(_ reference: Int, _ second: Int?) -> [String] {
        let first = "Effects are relative to event time \(reference)."
        guard let second else { return [first] }
        return [
            first,
            "No unit is never treated: effects are known only up to a linear trend, and event time "
                + "\(second) was set to zero as well.",
        ]
    }

    private static func indicator(_ event: Int, _ times: [Int?]) -> [Double] {
        Parallel.array(times.count) { rows, out in
            for (place, row) in rows.enumerated() {
                out.initializeElement(at: place, to: times[row] == event ? 1 : 0)
            }
        }
    }

    private static func name(_ event: Int) -> String { "event::\(event)" }

    /// t − g of each row; nil for never-treated units.
    private static func eventTimes(_ policy: PolicyPanel, _ column: String) throws(CausalError) -> [Int?] {
        var times = [Int?](repeating: nil, count: policy.time.count)
        for row in times.indices where policy.firstTreated[row].isFinite {
            let event = policy.time[row] - policy.firstTreated[row]
            guard event == event.rounded(), event.magnitude < 1e6 else {
                throw CausalError(
                    .badPanel,
                    "periods and first treated periods do not differ by whole numbers, here by "
                        + event.shortestDecimal,
                    file: policy.sample.table.source, column: column, row: policy.sample.tableRow(row),
                    remedy: "Number the periods 1, 2, 3, …")
            }
            times[row] = Int(event)
        }
        return times
    }
}
