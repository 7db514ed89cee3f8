import Regression

/// How group-time effects are averaged (Callaway & Sant'Anna 2021, section 3).
///
/// Cohorts weigh by their share among all units, p_g; the influence of estimating p_g is part of every standard error
/// where it matters.
public enum GroupTimeAggregation: Sendable, Hashable {
    /// All effects from the treatment on, weighted by p_g: one row `ATT`.
    case simple
    /// The mean over periods for each cohort, and their average `overall` weighted by p_g.
    case group
    /// The average over cohorts treated by then for each period, and the mean of these, `overall`.
    case calendar
    /// The average over cohorts for each number of periods since the treatment, and the mean of those from 0 on,
    /// `overall`.
    ///
    /// - Parameters:
    ///   - window: the event times reported and averaged; nil for all.
    ///   - balanced: with a number e only cohorts that are seen for e periods after their start and estimated at each
    ///     event time up to it, so that the mix of cohorts stays the same; event times after e are left out.
    case eventTime(ClosedRange<Int>? = nil, balanced: Int? = nil)

    /// All event times.
    public static let event = GroupTimeAggregation.eventTime()
}

extension GroupTimeFit {
    /// Averages of the effects, as a fit of their own; cells that could not be estimated are left out.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no effect is left to average;
    ///   `CausalError.Code.badArgument` when event times lie outside the window or balance asked for.
    public func aggregate(_ aggregation: GroupTimeAggregation) throws(CausalError) -> CombinedInfluence {
        var rows = GroupTimeAverages(
            GroupTimeShares(self), cells, cohortLabels: cohortLabels, periodLabels: periodLabels)
        return try rows.aggregate(aggregation)
    }
}

extension GroupTimeAggregation {
    /// `simple`, `group`, `calendar` or `event`.
    var name: String {
        switch self {
        case .simple: "simple"
        case .group: "group"
        case .calendar: "calendar"
        case .eventTime: "event"
        }
    }
}

extension JSONValue {
    /// A whole number as such.
    static func wholeOrNumber(_ value: Double) -> JSONValue {
        Int(exactly: value).map(JSONValue.integer) ?? .number(value)
    }

    /// The value as a name shows it.
    var plain: String { text ?? double.map(\.shortestDecimal) ?? "" }
}
