import Regression

/// Observed and fitted means of each sequence in each period, summed cell by cell: the fact `cell.means`.
struct SequenceMeans {
    private var sums: [[Int]: (rows: Double, mean: Double, fitted: Double, treatment: Double)] = [:]

    /// Adds rows of a cluster whose treatment starts at a position among the periods; nil for never.
    mutating func add(
        start: Int?, period: Int, rows: Double, mean: Double, fitted: Double, treatment: Double
    ) {
        let key = [start ?? -1, period]
        var sum = sums[key] ?? (0, 0, 0, 0)
        sum.rows += rows
        sum.mean += rows * mean
        sum.fitted += rows * fitted
        sum.treatment += rows * treatment
        sums[key] = sum
    }

    /// A list by sequence and period.
    func json(_ label: (Int) -> String) -> JSONValue {
        .array(
            sums.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { key, sum in
                [
                    "start": key[0] < 0 ? .null : .string(label(key[0])), "period": .string(label(key[1])),
                    "treatment": .finite(sum.treatment / sum.rows), "mean": .finite(sum.mean / sum.rows),
                    "fitted": .finite(sum.fitted / sum.rows), "n": .integer(Int(sum.rows)),
                ]
            })
    }
}
