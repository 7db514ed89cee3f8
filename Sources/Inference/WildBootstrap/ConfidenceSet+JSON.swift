import Groundwork

extension ConfidenceSet {
    /// `conf.low` and `conf.high`, the ends of the set, null where there is none; `conf.level`; and `conf.set`, the
    /// intervals, when they are not one or have no end (null there).
    public var members: [JSONValue.Member] {
        var members: [JSONValue.Member] = [
            .init("conf.low", hull.map { .number($0.low) } ?? .null),
            .init("conf.high", hull.map { .number($0.high) } ?? .null), .init("conf.level", .number(level)),
        ]
        if !isInterval || !isBounded {
            members.append(
                .init("conf.set", .array(intervals.map { [.number($0.low), .number($0.high)] })))
        }
        return members
    }
}
