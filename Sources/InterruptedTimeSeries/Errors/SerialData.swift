import Regression

/// Independent series with gaps, ready to be filtered: regressors and outcome ordered by unit and time.
struct SerialData: Sendable {
    /// The regressors, and the outcome last.
    var columns: [[Double]]
    /// Periods since the observation before; 0 where a series begins.
    var steps: [Int]

    /// The number of regressors.
    var width: Int { columns.count - 1 }
    /// The number of observations.
    var count: Int { steps.count }
    /// Whether no period is missing within a series.
    var isGapless: Bool { steps.allSatisfy { $0 <= 1 } }

    /// Differences (1 − Bˢ) within each series.
    ///
    /// - Precondition: no period is missing.
    func differenced(_ lag: Int) -> SerialData {
        var position = 0
        var kept: [Int] = []
        for row in steps.indices {
            position = steps[row] == 0 ? 0 : position + 1
            if position >= lag { kept.append(row) }
        }
        var starts: [Int] = []
        for (index, row) in kept.enumerated() {
            starts.append(index > 0 && kept[index - 1] == row - 1 && steps[row] != 0 ? 1 : 0)
        }
        return SerialData(columns: columns.map { c in kept.map { c[$0] - c[$0 - lag] } }, steps: starts)
    }
}

extension SegmentedDesign {
    /// The rows of the regression in order of unit and time.
    ///
    /// - Throws: `CausalError.Code.badArgument` for weights, or times that are not whole numbers of periods apart.
    func serialData() throws(CausalError) -> SerialData {
        guard model.weights == nil else {
            throw CausalError(
                .badArgument, "weights do not go with a model of the errors' correlation",
                remedy: "Leave the weights out, or use --errors newey-west.")
        }
        let order = rowsInOrder
        let ones = [Double](repeating: 1, count: order.count)
        let columns = frame.columns.map { column in order.map { column.values[$0] } }
        return SerialData(
            columns: [ones] + columns + [order.map { frame.response[$0] }], steps: try steps(order))
    }

    /// The rows by unit, and by time within it.
    var rowsInOrder: [Int] {
        let units = unitCodes
        let isSorted = times.indices.dropFirst().allSatisfy {
            (units[$0 - 1], times[$0 - 1]) <= (units[$0], times[$0])
        }
        return isSorted
            ? Array(times.indices) : times.indices.sorted { (units[$0], times[$0]) < (units[$1], times[$1]) }
    }

    /// Periods since the row before, in this order; 0 where a unit begins.
    func steps(_ order: [Int]) throws(CausalError) -> [Int] {
        let units = unitCodes
        var steps: [Int] = []
        for (position, row) in order.enumerated() {
            guard position > 0, units[order[position - 1]] == units[row] else {
                steps.append(0)
                continue
            }
            steps.append(try periods(from: times[order[position - 1]], to: times[row], row))
        }
        return steps
    }

    private func periods(from earlier: Double, to later: Double, _ row: Int) throws(CausalError) -> Int {
        let distance = (later - earlier) / axis.step
        guard abs(distance - distance.rounded()) < 1e-6, distance < 1e6 else {
            throw CausalError(
                .badPanel, "times must lie whole numbers of periods apart for errors that follow a process",
                file: frame.sample.table.source, column: model.time, row: frame.sample.tableRow(row),
                value: axis.label(later), remedy: "Use --errors newey-west, or evenly spaced periods.")
        }
        return Int(distance.rounded())
    }
}
