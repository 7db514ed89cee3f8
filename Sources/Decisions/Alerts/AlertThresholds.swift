import Design
import Distributions
import Groundwork
import Tables

/// The thresholds of an alert on a risk score: what each averts, takes and burdens, and which serves best.
///
/// There is an alert when the score is at least the threshold. For a score that is a probability the decision curve is
/// drawn: net benefit against treating all and treating none.
///
/// - Reference: Vickers & Elkin (2006), *Medical Decision Making* 26(6), 565–574, for net benefit.
public struct AlertThresholds: Sendable, Hashable {
    /// The column of scores.
    public var score: String
    /// The column of outcomes: 1 where what the alert is for came about, 0 elsewhere.
    public var outcome: String
    /// The column of clusters that the bootstrap draws; nil to draw rows.
    public var cluster: String?
    /// The thresholds; nil for 0.01 … 0.99 by 0.01 where scores are probabilities, else for 50 quantiles of the scores.
    public var thresholds: [Double]?
    /// What alerts do and take.
    public var setting: AlertSetting

    /// Makes a question.
    public init(
        score: String, outcome: String, cluster: String? = nil, thresholds: [Double]? = nil,
        setting: AlertSetting = AlertSetting()
    ) {
        self.score = score
        self.outcome = outcome
        self.cluster = cluster
        self.thresholds = thresholds
        self.setting = setting
    }

    /// Reads scores and outcomes and profiles each threshold; rows in which either is missing are left out.
    ///
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric`; `CausalError.Code.badValue` for an outcome
    ///   that is not 0 or 1 and an infinite score; `CausalError.Code.noRows` when none is complete;
    ///   `CausalError.Code.notIdentified` when a class is needed and nobody belongs to it; `CausalError.Code.missingValue` for
    ///   a missing cluster; `CausalError.Code.badArgument` for thresholds and settings that cannot be.
    public func fit(_ table: DataTable) throws(CausalError) -> AlertFit {
        try setting.check()
        let (allScores, allOutcomes) = (try table.numbers(score), try table.numbers(outcome))
        let kept = allScores.indices.filter { !allScores[$0].isNaN && !allOutcomes[$0].isNaN }
        guard !kept.isEmpty else {
            throw CausalError(.noRows, "no row has both a score and an outcome", file: table.source)
        }
        try checkRows(table, allScores, allOutcomes, kept)
        let isWhole = kept.count == table.rowCount
        let scores = isWhole ? allScores : kept.map { allScores[$0] }
        let outcomes = isWhole ? allOutcomes : kept.map { allOutcomes[$0] }
        let cases = outcomes.reduce(0, +)
        guard setting.prevalence == nil || cases > 0 && cases < Double(outcomes.count) else {
            throw CausalError(
                .notIdentified, "a prevalence needs rows with the outcome and rows without it",
                column: outcome)
        }
        let groups = try cluster.map { name throws(CausalError) in
            try Sample(isWhole ? table : table.rows(kept.map(Int32.init))).factor(name)
        }
        let isProbability = scores.allSatisfy { (0...1).contains($0) }
        let grid = try grid(scores, isProbability)
        return AlertFit(
            question: self, thresholds: grid, isProbability: isProbability,
            cells: AlertCounts.cells(scores: scores, outcomes: outcomes, thresholds: grid), clusters: groups,
            dropped: table.rowCount - kept.count)
    }

    private func checkRows(
        _ table: DataTable, _ scores: [Double], _ outcomes: [Double], _ kept: [Int]
    ) throws(CausalError) {
        if let row = kept.first(where: { outcomes[$0] != 0 && outcomes[$0] != 1 }) {
            throw CausalError(
                .badValue, "an outcome is 0 or 1", file: table.source, column: outcome, row: row + 1,
                value: outcomes[row].shortestDecimal)
        }
        if let row = kept.first(where: { !scores[$0].isFinite }) {
            throw CausalError(
                .badValue, "a score is a finite number", file: table.source, column: score, row: row + 1,
                value: "\(scores[row])")
        }
    }

    /// The thresholds in ascending order, each once.
    private func grid(_ scores: [Double], _ isProbability: Bool) throws(CausalError) -> [Double] {
        guard let thresholds else {
            if isProbability { return (1...99).map { Double($0) / 100 } }
            let sorted = Set(scores).sorted()
            return Set((0..<50).map { sorted[$0 * (sorted.count - 1) / 49] }).sorted()
        }
        guard (1...1000).contains(thresholds.count), thresholds.allSatisfy(\.isFinite) else {
            throw CausalError(
                .badArgument, "thresholds are 1 to 1,000 finite numbers", value: "\(thresholds.count)")
        }
        return Set(thresholds).sorted()
    }
}
