import Groundwork

/// Patients with and without the outcome between thresholds: all that thresholds need of the data.
struct AlertCounts: Sendable {
    /// Those with the outcome whose score reaches each threshold.
    let right: [Double]
    /// Those without it whose score does.
    let wrong: [Double]
    /// Those with the outcome.
    let cases: Double
    /// Those without it.
    let others: Double

    /// Adds up cells: cell 2b + y holds those with outcome y whose score reaches b thresholds.
    init(cells: [Double]) {
        let thresholds = cells.count / 2 - 1
        var sums = [[Double](repeating: 0, count: thresholds), [Double](repeating: 0, count: thresholds)]
        var totals = [0.0, 0.0]
        for outcome in 0...1 {
            var above = 0.0
            for reached in stride(from: thresholds, through: 1, by: -1) {
                above += cells[2 * reached + outcome]
                sums[outcome][reached - 1] = above
            }
            totals[outcome] = above + cells[outcome]
        }
        (wrong, right) = (sums[0], sums[1])
        (others, cases) = (totals[0], totals[1])
    }

    /// Each row's cell, by bisection among ascending thresholds.
    static func cells(scores: [Double], outcomes: [Double], thresholds: [Double]) -> [Int32] {
        Parallel.array(scores.count, of: Int32.self) { rows, block in
            for row in rows {
                var (low, high) = (0, thresholds.count)
                while low < high {
                    let middle = (low + high) / 2
                    if thresholds[middle] <= scores[row] { low = middle + 1 } else { high = middle }
                }
                let cell = Int32(2 * low) + (outcomes[row] == 1 ? 1 : 0)
                block.initializeElement(at: row - rows.lowerBound, to: cell)
            }
        }
    }

    /// The profiles of the thresholds.
    func profiles(_ thresholds: [Double], isProbability: Bool, setting: AlertSetting) -> [AlertProfile] {
        let prevalence = setting.prevalence ?? cases / (cases + others)
        return thresholds.indices.map { k in
            AlertProfile(
                threshold: thresholds[k], sensitivity: cases > 0 ? right[k] / cases : .nan,
                falseRate: others > 0 ? wrong[k] / others : .nan, prevalence: prevalence,
                isProbability: isProbability, setting: setting)
        }
    }
}
