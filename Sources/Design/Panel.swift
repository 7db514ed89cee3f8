import Groundwork

/// Units seen over periods: at most one row for each unit and period.
public struct Panel: Sendable {
    /// Whose each row is.
    public let unit: Factor
    /// When each row was; levels ascending by value.
    public let period: Factor
    /// Row positions sorted by unit, then by period.
    public let order: [Int32]
    /// Where each unit's rows begin in ``order``; its count is one more than the units'.
    public let unitStarts: [Int]

    /// Checks the rows of a sample.
    ///
    /// - Throws: `CausalError.Code.badPanel` when two rows have the same unit and period (both rows are
    ///   named) or when periods are not numbers; `CausalError.Code.badValue` for an infinite period;
    ///   `CausalError.Code.missingValue` and `CausalError.Code.unknownColumn`.
    public init(_ sample: Sample, _ index: PanelIndex) throws(CausalError) {
        unit = try sample.factor(index.requiredUnit())
        period = try Panel.periods(sample, index.period)
        let sorted = PanelOrder(unit: unit, period: period)
        try sorted.checkDistinct(unit, period, sample)
        order = sorted.order
        unitStarts = sorted.starts
    }

    /// Checks the rows of a sample whose units and periods are coded already; periods may be text.
    ///
    /// - Throws: `CausalError.Code.badPanel` when two rows have the same unit and period.
    package init(_ sample: Sample, unit: Factor, period: Factor) throws(CausalError) {
        self.unit = unit
        self.period = period
        let sorted = PanelOrder(unit: unit, period: period)
        try sorted.checkDistinct(unit, period, sample)
        order = sorted.order
        unitStarts = sorted.starts
    }

    /// Whether every unit has a row in every period that occurs.
    public var isBalanced: Bool { unit.count == unit.levelCount * period.levelCount }

    /// Whether a unit has no row in a period that lies between its first and its last (of those that occur).
    public var hasGaps: Bool {
        zip(unitStarts, unitStarts.dropFirst()).contains { start, end in
            guard start < end else { return false }
            let span = period.codes[Int(order[end - 1])] - period.codes[Int(order[start])]
            return Int(span) + 1 != end - start
        }
    }

    /// The numeric values of the periods, ascending.
    public var periods: [Double] { period.numericLevels ?? [] }

    /// The periods as a factor of numbers.
    private static func periods(_ sample: Sample, _ name: String) throws(CausalError) -> Factor {
        let column = try sample.table.column(name)
        guard column.numbers != nil else {
            let row = sample.count > 0 ? sample.tableRow(0) : nil
            throw CausalError(
                .badPanel, "periods have to be numbers, and the column holds text", file: sample.table.source,
                column: name, row: row, value: row.flatMap { column.label($0 - 1) },
                remedy: "Number the periods so that one step is 1.")
        }
        return try finitePeriods(sample, name)
    }

    /// The periods as a factor of numbers or texts, none of them infinite.
    ///
    /// - Throws: `CausalError.Code.badValue` with the row of an infinite period, and what reading throws.
    package static func finitePeriods(_ sample: Sample, _ name: String) throws(CausalError) -> Factor {
        let factor = try sample.factor(name)
        if let level = factor.numericLevels?.firstIndex(where: \.isInfinite) {
            let position = factor.codes.firstIndex(of: Int32(level)) ?? 0
            throw CausalError(
                .badValue, "a period is infinite", file: sample.table.source, column: name,
                row: sample.tableRow(position))
        }
        return factor
    }
}
