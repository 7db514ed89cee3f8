import Regression

/// Which average of the treated rows' effects is reported.
public enum EffectAggregation: Sendable, Hashable {
    /// A row for every cohort and period.
    case cohortPeriods
    /// The mean over all treated rows.
    case simple
    /// The mean of each cohort.
    case group
    /// The mean of each period.
    case calendar
    /// The mean at each time since the start; only times within the range, when there is one.
    case eventTime(ClosedRange<Int>? = nil)

    /// All event times.
    public static let event = EffectAggregation.eventTime()

    /// `none`, `simple`, `group`, `calendar` or `event`.
    var name: String {
        switch self {
        case .cohortPeriods: "none"
        case .simple: "simple"
        case .group: "group"
        case .calendar: "calendar"
        case .eventTime: "event"
        }
    }
}

extension EffectAggregation {
    /// The averages over some cells.
    ///
    /// Overall is the unweighted mean over event times from 0 on, or over periods, and the mean over cohorts by their
    /// units, as in Callaway & Sant'Anna (2021, table 1).
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no cell is left; `CausalError.Code.badPanel` for event times
    ///   that are not whole numbers.
    func averages(_ all: EffectCells, among members: [Int], column: String) throws(CausalError)
        -> EffectAverages
    {
        let cells = all.cells
        let averages: EffectAverages
        switch self {
        case .simple:
            averages = EffectAverages(
                aggregation: self, means: members.isEmpty ? [] : [EffectMean("ATT", [], of: members, all)],
                overall: nil)
        case .cohortPeriods:
            averages = EffectAverages(
                aggregation: self,
                means: members.map {
                    let labels = [
                        JSONValue.Member("group", all.labels.label(cells[$0].cohort)),
                        JSONValue.Member("time", all.labels.label(cells[$0].time)),
                    ]
                    return EffectMean("ATT", labels, of: [$0], all)
                }, overall: nil)
        case .group:
            averages = means(members, all, "group", by: { cells[$0].cohort }) { mean in
                mean.mass / Double(mean.cells.count)
            }
        case .calendar: averages = means(members, all, "time", by: { cells[$0].time }) { _ in 1 }
        case .eventTime(let window):
            try checkWhole(members.map { cells[$0].event }, column)
            let inside = members.filter { window?.contains(Int(cells[$0].event)) ?? true }
            averages = means(inside, all, "event", by: { cells[$0].event }) { mean in
                cells[mean.cells[0]].event >= 0 ? 1 : 0
            }
        }
        guard !averages.means.isEmpty else {
            throw CausalError(.notIdentified, "no treated row lies within the window")
        }
        return averages
    }

    private func means(
        _ members: [Int], _ all: EffectCells, _ name: String, by key: (Int) -> Double,
        size: (EffectMean) -> Double
    ) -> EffectAverages {
        let groups = Dictionary(grouping: members, by: key).sorted { $0.key < $1.key }
        let means = groups.map { value, members in
            let label = name == "event" ? JSONValue.wholeOrNumber(value) : all.labels.label(value)
            return EffectMean("\(name)::\(label.plain)", [.init(name, label)], of: members, all)
        }
        let sizes = means.map(size)
        let total = sizes.reduce(0, +)
        return EffectAverages(
            aggregation: self, means: means, overall: total > 0 ? sizes.map { $0 / total } : nil)
    }

    func checkWhole(_ events: [Double], _ column: String) throws(CausalError) {
        guard let event = events.first(where: { $0 != $0.rounded() || $0.magnitude > 1e6 }) else { return }
        throw CausalError(
            .badPanel, "periods and first treated periods do not differ by whole numbers",
            column: column, value: event.shortestDecimal, remedy: "Number the periods 1, 2, 3, …")
    }
}
