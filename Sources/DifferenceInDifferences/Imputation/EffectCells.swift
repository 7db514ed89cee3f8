import Regression

/// The cells of a policy's rows: all rows of one cohort in one period.
struct EffectCells: Sendable {
    /// One cohort in one period.
    struct Cell: Sendable, Hashable {
        let cohort: Double
        let time: Double
        /// Σ of the weights of its rows.
        var mass: Double
        /// t − g.
        var event: Double { time - cohort }
    }
    /// The cells with rows, by cohort, then by period.
    let cells: [Cell]
    /// How times are written.
    let labels: PeriodLabels
    /// Each row's cell; −1 for rows of never-treated units.
    let codes: [Int32]

    /// - Throws: `CausalError.Code.badPanel` when cohorts times periods are more than 2²⁶.
    init(_ panel: PolicyPanel, weights: [Double]?) throws(CausalError) {
        let cohorts = panel.cohorts
        guard cohorts.count * panel.period.levelCount <= 1 << 26 else {
            throw CausalError(
                .badPanel,
                "\(cohorts.count) cohorts in \(panel.period.levelCount) periods are too many to tell apart",
                column: panel.period.name, remedy: "Use coarser periods, e.g. months in place of days.")
        }
        let periods = panel.period
        let width = periods.levelCount
        var dense = [Int32](repeating: -1, count: cohorts.count * width)
        let keys = EffectCells.keys(panel, cohorts: cohorts)
        var times = [Double](repeating: 0, count: width)
        for (row, code) in periods.codes.enumerated() { times[Int(code)] = panel.time[row] }
        for key in keys where key >= 0 { dense[Int(key)] = 0 }
        var cells: [Cell] = []
        for key in dense.indices where dense[key] == 0 {
            dense[key] = Int32(cells.count)
            cells.append(Cell(cohort: cohorts[key / width], time: times[key % width], mass: 0))
        }
        let numbers = dense
        codes = Parallel.array(keys.count, of: Int32.self) { rows, out in
            for row in rows {
                let key = keys[row]
                out.initializeElement(at: row - rows.lowerBound, to: key < 0 ? -1 : numbers[Int(key)])
            }
        }
        labels = PeriodLabels(panel)
        for (row, code) in codes.enumerated() where code >= 0 { cells[Int(code)].mass += weights?[row] ?? 1 }
        self.cells = cells
    }

    /// The cells of another value with new rows.
    init(_ other: EffectCells, codes: [Int32], weights: [Double]?) {
        var cells = other.cells
        for cell in cells.indices { cells[cell].mass = 0 }
        for (row, code) in codes.enumerated() where code >= 0 { cells[Int(code)].mass += weights?[row] ?? 1 }
        self.cells = cells
        self.codes = codes
        labels = other.labels
    }

    /// cohort · periods + period of each row, −1 for never-treated units.
    private static func keys(_ panel: PolicyPanel, cohorts: [Double]) -> [Int32] {
        let width = Int32(panel.period.levelCount)
        return Parallel.array(panel.time.count, of: Int32.self) { rows, out in
            for row in rows {
                let start = panel.firstTreated[row]
                let key =
                    start.isFinite
                    ? Int32(cohorts.position(of: start)) * width + panel.period.codes[row] : -1
                out.initializeElement(at: row - rows.lowerBound, to: key)
            }
        }
    }
}

extension [Double] {
    /// The position of a number that is among these ascending ones.
    fileprivate func position(of value: Double) -> Int {
        var low = 0
        var high = count - 1
        while low < high {
            let middle = (low + high) / 2
            if self[middle] < value { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

extension EffectCells {
    /// Times as the table writes them.
    struct PeriodLabels: Sendable {
        private var written: [Double: JSONValue] = [:]

        init(_ panel: PolicyPanel) {
            let numbers = panel.period.numericLevels
            for (level, row) in panel.period.firstRows.enumerated() where row >= 0 {
                written[panel.time[Int(row)]] =
                    numbers.map { .wholeOrNumber($0[level]) } ?? .string(panel.period.label(level))
            }
        }

        /// A time; `never` for infinity.
        func label(_ time: Double) -> JSONValue {
            if time == .infinity { return "never" }
            return written[time] ?? .wholeOrNumber(time)
        }
    }
}
