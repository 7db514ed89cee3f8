import Regression

extension GroupTimeData {
    /// Sorts the units of a panel.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a unit has two rows in a period.
    init(panel rows: GroupTimeRows, unit: Factor) throws(CausalError) {
        let n = unit.levelCount
        let periods = rows.times.count
        let first = GroupTimeData.firstRows(unit)
        let cohorts = first.map { Int32(rows.group(Int($0))) }
        let sorted = GroupTimeData.counted(cohorts, rows.groupCount)
        var place = [Int32](repeating: 0, count: n)
        for (position, level) in sorted.order.enumerated() { place[Int(level)] = Int32(position) }
        isPanel = true
        isCounted = rows.policy.panel.counts != nil
        source = Parallel.gather(first, at: sorted.order)
        strata = (0..<rows.groupCount).map {
            Stratum(rows: sorted.starts[$0]..<sorted.starts[$0 + 1], cohort: $0, period: nil)
        }
        let codes = unit.codes
        let places = place
        let targets = Parallel.array(codes.count, of: Int32.self) { block, out in
            for row in block {
                out.initializeElement(at: row - block.lowerBound, to: places[Int(codes[row])])
            }
        }
        outcomes = try GroupTimeData.spread(rows, unit, targets, n, periods)
        width = rows.columns.count + 1
        let weights = rows.policy.frame.weights
        let source = source
        let varying = rows.columns.contains { !GroupTimeData.isConstant($0, targets, source) }
        covariates = (0..<(varying ? periods : 1)).map { period in
            GroupTimeData.design(rows, varying ? Int32(period) : nil, targets, source)
        }
        self.weights = weights.map { GroupTimeData.unitWeights($0, rows, targets, source) }
    }

    /// The units' weights: those of a period where they are seen, else of their first row; one list if they are the
    /// same throughout.
    private static func unitWeights(
        _ weights: [Double], _ rows: GroupTimeRows, _ targets: [Int32], _ source: [Int32]
    ) -> [[Double]] {
        let first = Parallel.gather(weights, at: source)
        if isConstant(weights, targets, source) { return [first] }
        return rows.times.indices.map { period in
            var column = first
            for row in weights.indices where rows.period[row] == period {
                column[Int(targets[row])] = weights[row]
            }
            return column
        }
    }

    /// The first row of each unit.
    private static func firstRows(_ unit: Factor) -> [Int32] {
        var first = [Int32](repeating: -1, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() where first[Int(code)] < 0 {
            first[Int(code)] = Int32(row)
        }
        return first
    }

    /// Outcomes by period; NaN where a unit has no row.
    private static func spread(
        _ rows: GroupTimeRows, _ unit: Factor, _ targets: [Int32], _ n: Int, _ periods: Int
    ) throws(CausalError) -> [[Double]] {
        var all = [Double](repeating: .nan, count: n * periods)
        let response = rows.policy.frame.response
        all.withUnsafeMutableBufferPointer { all in
            // A row's target is below n and its period below `periods`.
            for row in response.indices { all[Int(rows.period[row]) * n + Int(targets[row])] = response[row] }
        }
        let filled = all
        let outcomes = Parallel.map(periods) { Array(filled[($0 * n)..<(($0 + 1) * n)]) }
        let known = Parallel.map(periods) { outcomes[$0].reduce(0) { $0 + ($1.isNaN ? 0 : 1) } }
        guard known.reduce(0, +) == response.count else { throw duplicate(rows, unit) }
        return outcomes
    }

    private static func duplicate(_ rows: GroupTimeRows, _ unit: Factor) -> CausalError {
        var seen: [Int: Int] = [:]
        for row in rows.period.indices {
            let key = Int(unit.codes[row]) * rows.times.count + Int(rows.period[row])
            guard let before = seen.updateValue(row, forKey: key) else { continue }
            let sample = rows.policy.frame.sample
            return CausalError(
                .badPanel,
                "unit '\(unit.label(Int(unit.codes[row])))' has two rows in one period: rows "
                    + "\(sample.tableRow(before)) and \(sample.tableRow(row))",
                file: sample.table.source, column: unit.name, row: sample.tableRow(row),
                remedy:
                    "Keep one row for each unit and period, or leave out the unit and cluster by it: rows are then "
                    + "repeated cross-sections.")
        }
        return CausalError(.defect, "the panel's rows do not fill its cells")
    }

    /// Whether a column has one value in all rows of a unit.
    private static func isConstant(_ column: [Double], _ targets: [Int32], _ source: [Int32]) -> Bool {
        Parallel.map(Parallel.blockCount(column.count, 1 << 16)) { block in
            Parallel.blockRange(block, column.count, 1 << 16).allSatisfy {
                column[$0] == column[Int(source[Int(targets[$0])])]
            }
        }.allSatisfy { $0 }
    }

    /// A one and the covariates of every unit: those of a period where it is seen, else of its first row.
    private static func design(
        _ rows: GroupTimeRows, _ period: Int32?, _ targets: [Int32], _ source: [Int32]
    ) -> [Double] {
        let width = rows.columns.count + 1
        var values = [Double](repeating: 1, count: source.count * width)
        for (j, column) in rows.columns.enumerated() {
            for (position, row) in source.enumerated() { values[position * width + j + 1] = column[Int(row)] }
            guard let period else { continue }
            for row in column.indices where rows.period[row] == period {
                values[Int(targets[row]) * width + j + 1] = column[row]
            }
        }
        return values
    }

    /// The positions sorted by code, and where each code's begin.
    static func counted(_ codes: [Int32], _ count: Int) -> (order: [Int32], starts: [Int]) {
        var starts = [Int](repeating: 0, count: count + 1)
        for code in codes { starts[Int(code) + 1] += 1 }
        for code in 0..<count { starts[code + 1] += starts[code] }
        var next = starts
        var order = [Int32](repeating: 0, count: codes.count)
        for (position, code) in codes.enumerated() {
            order[next[Int(code)]] = Int32(position)
            next[Int(code)] += 1
        }
        return (order, starts)
    }
}

extension GroupTimeData {
    /// Sorts the rows of repeated cross-sections.
    init(crossSections rows: GroupTimeRows) {
        let cohorts = rows.groupCount
        let codes = rows.period.indices.map { rows.period[$0] * Int32(cohorts) + Int32(rows.group($0)) }
        let sorted = GroupTimeData.counted(codes, cohorts * rows.times.count)
        isPanel = false
        isCounted = rows.policy.panel.counts != nil
        source = sorted.order
        strata = (0..<(cohorts * rows.times.count)).map {
            Stratum(
                rows: sorted.starts[$0]..<sorted.starts[$0 + 1], cohort: $0 % cohorts, period: $0 / cohorts)
        }
        outcomes = [Parallel.gather(rows.policy.frame.response, at: source)]
        width = rows.columns.count + 1
        let targets = [Int32](repeating: 0, count: 0)
        covariates = [GroupTimeData.design(rows, nil, targets, source)]
        weights = rows.policy.frame.weights.map { [Parallel.gather($0, at: sorted.order)] }
    }
}
