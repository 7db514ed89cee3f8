import Design
import Distributions
import Groundwork
import Inference

/// Profiles of thresholds, and what resampling says of them.
public struct AlertFit: Sendable {
    /// What was asked.
    public let question: AlertThresholds
    /// The thresholds in ascending order.
    public let thresholds: [Double]
    /// Whether all scores lie between 0 and 1.
    public let isProbability: Bool
    /// Each row's cell (``AlertCounts``).
    let cells: [Int32]
    /// The rows' clusters.
    let clusters: Factor?
    /// How many rows were left out for a missing score or outcome.
    public let dropped: Int

    /// The number of rows.
    public var count: Int { cells.count }

    /// The profile of each threshold.
    public var profiles: [AlertProfile] { profiles(counts) }

    /// The rows with the outcome.
    public var cases: Int { Int(counts.cases) }

    /// Whether each threshold is on the Pareto front of harm averted, workload, time and burden.
    public func front(_ profiles: [AlertProfile]) -> [Bool] { ParetoFront.members(profiles.map(\.goods)) }

    /// The place of the threshold of the greatest value, the highest of several: it alerts least.
    public func optimum(_ profiles: [AlertProfile]) -> Int {
        profiles.indices.reduce(0) { profiles[$1].value >= profiles[$0].value ? $1 : $0 }
    }

    func profiles(_ counts: AlertCounts) -> [AlertProfile] {
        counts.profiles(thresholds, isProbability: isProbability, setting: question.setting)
    }

    /// The cells' counts.
    var counts: AlertCounts {
        var sums = [Double](repeating: 0, count: 2 * thresholds.count + 2)
        for cell in cells { sums[Int(cell)] += 1 }
        return AlertCounts(cells: sums)
    }
}
