import Regression

/// The treatment columns of a schedule: one, or one for each time of exposure.
struct TreatmentColumns {
    /// How many there are.
    let count: Int
    private let values: [[[Double]]]
    private let schedule: Schedule

    /// Makes the columns; times of exposure that no observed cell has are left out.
    init(_ schedule: Schedule, _ model: PlannedTrial.EffectModel) {
        self.schedule = schedule
        let exposures = schedule.sequences.map { $0.exposures.map { $0 ?? 0 } }
        switch model {
        case .immediate:
            values = exposures.map { row in row.map { [$0] } }
            count = exposures.contains { $0.contains { $0 > 0 } } ? 1 : 0
        case .exposureTime:
            let times = schedule.sequences.map(\.exposureTimes)
            let seen = Set(times.flatMap { $0.compactMap { $0 } }).sorted()
            count = seen.count
            values = zip(exposures, times).map { row, times in
                zip(row, times).map { exposure, time in seen.map { $0 == time ? exposure : 0 } }
            }
        }
    }

    /// The rows of a sequence in some periods.
    func matrix(_ sequence: Int, _ periods: [Int]) -> Matrix {
        var matrix = Matrix(periods.count, count)
        for (row, period) in periods.enumerated() {
            for column in 0..<count { matrix[row, column] = values[sequence][period][column] }
        }
        return matrix
    }

    /// The mean of each column over the clusters observed in each period.
    ///
    /// Where each period has an effect of its own they may be taken off: the treatment effect stays, and its information
    /// is no longer the difference of two large numbers.
    var periodMeans: [[Double]] {
        (0..<count).map { column in
            (0..<schedule.periodCount).map { period in
                var (sum, clusters) = (0.0, 0.0)
                for (place, sequence) in schedule.sequences.enumerated()
                where sequence.exposures[period] != nil {
                    sum += Double(sequence.clusterCount) * values[place][period][column]
                    clusters += Double(sequence.clusterCount)
                }
                return clusters > 0 ? sum / clusters : 0
            }
        }
    }
}

/// The time columns of a schedule.
struct TimeBasis {
    private let columns: [[Double]]

    /// Makes the columns; a period that nobody observes has none.
    init(_ schedule: Schedule, _ time: PlannedTrial.Time) {
        let observed = schedule.periods.indices.filter { period in
            schedule.sequences.contains { $0.exposures[period] != nil }
        }
        let all = schedule.periods.indices
        switch time {
        case .categorical: columns = observed.map { period in all.map { $0 == period ? 1 : 0 } }
        case .none: columns = [all.map { _ in 1 }]
        case .linear:
            let middle = Double(observed.reduce(0, +)) / Double(max(1, observed.count))
            columns = [all.map { _ in 1 }] + (observed.count > 1 ? [all.map { Double($0) - middle }] : [])
        }
    }

    /// How many there are.
    var count: Int { columns.count }

    /// Their rows in some periods.
    func matrix(_ periods: [Int]) -> Matrix {
        var matrix = Matrix(periods.count, columns.count)
        for (row, period) in periods.enumerated() {
            for column in columns.indices { matrix[row, column] = columns[column][period] }
        }
        return matrix
    }
}
