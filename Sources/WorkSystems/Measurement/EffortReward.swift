import Design
import Groundwork
import Inference

/// Effort–reward imbalance: what work takes against what it gives back.
///
/// With E the sum of effort items and R that of reward items, the ratio is E/(R·c), c the number of effort items over that
/// of reward items, so that 1 is balance whatever the numbers of items: mean effort over mean reward. Above 1 effort is
/// not repaid. The ratio's logarithm is symmetric (twice as much and half as much are equally far from balance) and is
/// what models should use.
///
/// - Source: Siegrist (1996), Journal of Occupational Health Psychology 1(1), 27–41; Siegrist et al. (2004), Social
///   Science & Medicine 58(8), 1483–1499; Siegrist, Li & Montano (2014), *Psychometric properties of the effort–reward
///   imbalance questionnaire*.
public struct EffortReward: Sendable, Hashable {
    /// Effort, reward and, when asked, overcommitment.
    public let scales: [ScaleItems]
    /// From which ratio on there is imbalance.
    public var threshold: Double
    /// How the factor behind ω is found.
    public var estimator: OneFactorModel.Estimator

    /// Makes a measure.
    ///
    /// - Parameters:
    ///   - effort: the items of effort.
    ///   - reward: the items of reward, high for much reward.
    ///   - overcommitment: the items of overcommitment; empty for none.
    ///   - reversed: items to turn round.
    ///   - range: the lowest and the highest answer; the lowest must be above 0, so that no reward is 0.
    ///   - answeredShare: the share of a scale's items that must be answered.
    ///   - threshold: the ratio above which there is imbalance.
    ///   - estimator: how the factor behind ω is found.
    /// - Throws: as `ScaleItems`; `CausalError.Code.badArgument` for an item of two scales or a threshold that is not
    ///   positive.
    public init(
        effort: [String], reward: [String], overcommitment: [String] = [], reversed: Set<String> = [],
        range: ClosedRange<Double>? = nil, answeredShare: Double = 0.5, threshold: Double = 1,
        estimator: OneFactorModel.Estimator = .maximumLikelihood
    ) throws(CausalError) {
        guard threshold > 0, threshold.isFinite else {
            throw CausalError(.badArgument, "the threshold of the ratio is above 0", value: "\(threshold)")
        }
        var scales: [ScaleItems] = []
        for (name, items) in [("effort", effort), ("reward", reward), ("overcommitment", overcommitment)]
        where !(name == "overcommitment" && items.isEmpty) {
            scales.append(
                try ScaleItems(
                    name, items: items, reversed: reversed, range: range, answeredShare: answeredShare))
        }
        try ScaleItems.check(scales, reversed: reversed)
        self.scales = scales
        self.threshold = threshold
        self.estimator = estimator
    }

    /// c, the number of effort items over that of reward items.
    public var correction: Double { Double(scales[0].items.count) / Double(scales[1].items.count) }

    /// Scores a table.
    ///
    /// - Throws: as ``BurnoutMeasure/fit(_:)``; `CausalError.Code.badValue` where effort or reward is not above 0.
    public func fit(_ table: DataTable) throws(CausalError) -> EffortRewardScores {
        try EffortRewardScores(self, try ScoredScales(scales, table, estimator: estimator))
    }
}

/// Effort–reward ratios of a table's rows.
public struct EffortRewardScores: Sendable {
    /// Mean effort, mean reward and, when asked, mean overcommitment of all rows; NaN where too few items were answered.
    public var scores: [[Double]] { scaled.scores }
    /// The ratio of each row, item numbers corrected for; NaN where a score is missing.
    public let ratios: [Double]
    /// The reliability of each scale; nil for one of a single item.
    public var reliabilities: [Reliability?] { scaled.reliabilities }
    let scaled: ScoredScales
    private let measure: EffortReward

    init(_ measure: EffortReward, _ scaled: ScoredScales) throws(CausalError) {
        for scale in 0..<2 {
            if let row = scaled.scores[scale].firstIndex(where: { $0 <= 0 }) {
                throw CausalError(
                    .badValue, "\(scaled.scales[scale].name) must be above 0 for a ratio",
                    file: scaled.table.source,
                    row: row + 1, value: scaled.scores[scale][row].shortestDecimal,
                    remedy: "Code answers from 1 on, as the questionnaire does.")
            }
        }
        self.scaled = scaled
        self.measure = measure
        ratios = zip(scaled.scores[0], scaled.scores[1]).map { $0 / $1 }
    }

    /// Mean scores, ratio, its logarithm, and the share with imbalance, in all rows or by group.
    ///
    /// - Parameters:
    ///   - group: a column whose values are compared; nil for all rows together.
    ///   - cluster: the column of clusters; nil for independent rows.
    ///   - level: the confidence level.
    /// - Throws: as ``BurnoutScores/estimates(by:cluster:level:)``.
    public func estimates(
        by group: String? = nil, cluster: String? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let sample = scaled.sample
        let own = sample.rows.map { Parallel.gather(ratios, at: $0) } ?? ratios
        let columns =
            scaled.scales.indices.map { scaled.complete($0) } + [
                own, own.map { RealFunctions.logarithm($0) },
                own.map { $0 > measure.threshold ? 1.0 : 0 },
            ]
        let terms = scaled.scales.map(\.name) + ["ratio", "log.ratio", "imbalance"]
        let means = try GroupMeans(
            terms, columns: columns, shares: (terms.count - 1)..<terms.count, sample, by: group,
            cluster: cluster, level: level)
        return Estimates(
            command: "effort-reward", rows: means.rows, covariance: means.covariance,
            model: [
                .init("estimator", "effort-reward"), .init("nobs", .integer(sample.count)),
            ] + MeasureFacts.uncertainty(group, cluster, means.clusterCount) + [
                .init("correction", .number(measure.correction)),
                .init("threshold", .number(measure.threshold)), scaled.itemFact,
            ], diagnostics: scaled.reliabilityDiagnostics(level: level),
            notes: scaled.notes + scaled.remarks() + MeasureFacts.fewClusters(means))
    }

    /// The table with the columns `effort`, `reward`, `overcommitment` (when asked), `effort.reward` and
    /// `log.effort.reward` added.
    ///
    /// - Throws: `CausalError.Code.badHeader` when the table has a column of such a name.
    public func table() throws(CausalError) -> DataTable {
        var columns = scaled.table.columns
        for (scale, own) in zip(scaled.scales, scores) { columns.append(Column(scale.name, own)) }
        columns.append(Column("effort.reward", ratios))
        columns.append(Column("log.effort.reward", ratios.map { RealFunctions.logarithm($0) }))
        return try DataTable(columns, source: scaled.table.source)
    }
}
