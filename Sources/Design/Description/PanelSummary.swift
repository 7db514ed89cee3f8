import Groundwork

/// Who was seen when: whether a panel is balanced, and where it has holes.
public struct PanelSummary: Sendable, Hashable {
    /// The column of units; nil for repeated cross-sections.
    public let unit: String?
    /// The column of periods.
    public let time: String
    /// Rows with a unit and a period.
    public let rows: Int
    /// The number of units; nil without a column of units.
    public let units: Int?
    /// The number of periods.
    public let periods: Int
    /// The first period.
    public let first: String
    /// The last period.
    public let last: String
    /// Rows per unit; nil without a column of units.
    public let rowsPerUnit: Spread?
    /// Rows per period.
    public let rowsPerPeriod: Spread?
    /// Units with a row in every period.
    public let completeUnits: Int
    /// Units without a row in some period between their first and their last.
    public let unitsWithGaps: Int
    /// Rows whose unit and period another row has too.
    public let duplicates: Int
    /// The first such pair in words; nil when there is none.
    public let firstDuplicate: String?

    /// Whether every unit has exactly one row in every period.
    public var isBalanced: Bool { units.map { $0 == completeUnits && duplicates == 0 } ?? false }

    /// Repeated cross-sections.
    init(period: Factor) {
        self.init(period: period, unit: nil, order: nil, sample: nil)
    }

    /// A panel.
    init(unit: Factor, period: Factor, _ sample: Sample) {
        self.init(
            period: period, unit: unit, order: PanelOrder(unit: unit, period: period), sample: sample)
    }

    private init(period: Factor, unit: Factor?, order: PanelOrder?, sample: Sample?) {
        self.unit = unit?.name
        time = period.name
        rows = period.count
        periods = period.levelCount
        first = period.levelCount == 0 ? "" : period.label(0)
        last = period.levelCount == 0 ? "" : period.label(period.levelCount - 1)
        rowsPerPeriod = Spread(period.levelCounts)
        units = unit?.levelCount
        rowsPerUnit = unit.flatMap { Spread($0.levelCounts) }
        let holes = order.map { Holes($0, period) }
        completeUnits = holes?.complete ?? 0
        unitsWithGaps = holes?.gaps ?? 0
        duplicates = holes?.duplicates ?? 0
        if let unit, let sample, let (a, b) = holes?.firstPair {
            firstDuplicate =
                "rows \(sample.tableRow(min(a, b))) and \(sample.tableRow(max(a, b))) are both of unit "
                + "'\(unit.label(Int(unit.codes[a])))' in period \(period.label(Int(period.codes[a])))"
        } else {
            firstDuplicate = nil
        }
    }

    /// What a pass over the sorted rows finds.
    private struct Holes {
        var complete = 0
        var gaps = 0
        var duplicates = 0
        var firstPair: (Int, Int)?

        init(_ order: PanelOrder, _ period: Factor) {
            for (start, end) in zip(order.starts, order.starts.dropFirst()) where start < end {
                var different = 1
                for place in start + 1..<max(end, start + 1) {
                    let (row, before) = (Int(order.order[place]), Int(order.order[place - 1]))
                    if period.codes[row] != period.codes[before] {
                        different += 1
                    } else {
                        duplicates += 1
                        if firstPair == nil { firstPair = (before, row) }
                    }
                }
                let from = period.codes[Int(order.order[start])]
                let to = period.codes[Int(order.order[end - 1])]
                complete += different == period.levelCount ? 1 : 0
                gaps += different < Int(to - from) + 1 ? 1 : 0
            }
        }
    }
}
