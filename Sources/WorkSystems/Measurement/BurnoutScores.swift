import Design
import Groundwork
import Inference

/// The burnout triad of a table's rows.
public struct BurnoutScores: Sendable {
    /// The scores of all rows: exhaustion, cynicism, efficacy; NaN where too few items were answered.
    public var scores: [[Double]] { scaled.scores }
    /// Each row's profile; nil where a score is missing.
    public let profiles: [BurnoutProfile?]
    /// From where on exhaustion and cynicism are high, and below where efficacy is low.
    public let boundaries: [Double]
    /// The reliability of each scale; nil for one of a single item.
    public var reliabilities: [Reliability?] { scaled.reliabilities }
    let scaled: ScoredScales
    private let isCritical: Bool

    init(_ measure: BurnoutMeasure, _ scaled: ScoredScales) throws(CausalError) {
        self.scaled = scaled
        switch measure.boundaries {
        case .scores(let exhaustion, let cynicism, let efficacy):
            boundaries = [exhaustion, cynicism, efficacy]
            isCritical = false
        case .critical:
            boundaries = zip([0.5, 1.25, 0.1], 0..<3).map { share, scale in
                let values = scaled.complete(scale)
                let mean = values.reduce(0, +) / Double(values.count)
                let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                return mean + share * (squares / Double(values.count - 1)).squareRoot()
            }
            isCritical = true
        }
        let (scores, bounds) = (scaled.scores, boundaries)
        profiles = (0..<scaled.table.rowCount).map { row in
            let (exhaustion, cynicism, efficacy) = (scores[0][row], scores[1][row], scores[2][row])
            guard !exhaustion.isNaN, !cynicism.isNaN, !efficacy.isNaN else { return nil }
            return BurnoutProfile(
                isExhausted: exhaustion >= bounds[0], isCynical: cynicism >= bounds[1],
                isIneffective: efficacy < bounds[2])
        }
    }

    /// The mean scores and the share of each profile, in all rows or by group.
    ///
    /// - Parameters:
    ///   - group: a column whose values are compared; nil for all rows together.
    ///   - cluster: the column of clusters; nil for independent rows.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.unknownColumn` and `CausalError.Code.missingValue` for a column;
    ///   `CausalError.Code.tooFewRows` with one cluster.
    public func estimates(
        by group: String? = nil, cluster: String? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let sample = scaled.sample
        let own = (0..<sample.count).map { profiles[sample.tableRow($0) - 1] }
        let shares = BurnoutProfile.allCases.map { profile in own.map { $0 == profile ? 1.0 : 0 } }
        let terms = scaled.scales.map(\.name) + BurnoutProfile.allCases.map { "profile.\($0.rawValue)" }
        let means = try GroupMeans(
            terms, columns: (0..<3).map { scaled.complete($0) } + shares, shares: 3..<terms.count, sample,
            by: group, cluster: cluster,
            level: level)
        return Estimates(
            command: "burnout", rows: means.rows, covariance: means.covariance,
            model: [
                .init("estimator", "burnout-triad"), .init("nobs", .integer(sample.count)),
            ] + MeasureFacts.uncertainty(group, cluster, means.clusterCount) + [
                .init("boundaries", boundaryFact),
                .init("boundaries.from", isCritical ? "critical" : "given"),
                scaled.itemFact,
            ], diagnostics: scaled.reliabilityDiagnostics(level: level),
            notes: scaled.notes + scaled.remarks() + boundaryNote + MeasureFacts.fewClusters(means))
    }

    private var boundaryFact: JSONValue {
        .object(zip(scaled.scales, boundaries).map { .init($0.name, .number($1)) })
    }

    private var boundaryNote: [String] {
        guard isCritical else { return [] }
        return [
            "Profiles use the critical boundaries of these data (mean + 0.5, + 1.25 and + 0.1 SD): shares compare groups "
                + "within the data. Give boundaries to compare with other data or times."
        ]
    }

    /// The table with the columns `exhaustion`, `cynicism`, `efficacy` and `burnout.profile` added.
    ///
    /// - Throws: `CausalError.Code.badHeader` when the table has a column of such a name.
    public func table() throws(CausalError) -> DataTable {
        var columns = scaled.table.columns
        for (scale, own) in zip(scaled.scales, scores) { columns.append(Column(scale.name, own)) }
        let all = BurnoutProfile.allCases
        let codes = profiles.map { profile -> Int32 in
            profile.flatMap { all.firstIndex(of: $0) }.map { Int32($0) } ?? -1
        }
        columns.append(
            Column("burnout.profile", .categories(Categories(codes: codes, levels: all.map(\.rawValue)))))
        return try DataTable(columns, source: scaled.table.source)
    }
}

extension GroupMeans {
    /// Means over a sample whose groups and clusters stand in columns.
    init(
        _ terms: [String], columns: [[Double]], shares: Range<Int>, _ sample: Sample, by group: String?,
        cluster: String?,
        level: Double
    ) throws(CausalError) {
        let groups = try group.map { (name) throws(CausalError) in try sample.factor(name) }
        let clusters = try cluster.map { (name) throws(CausalError) in try sample.factor(name) }
        if let clusters, clusters.levelCount < 2 {
            throw CausalError(
                .tooFewRows, "there is one cluster; two are the least", column: cluster,
                remedy: "Use a finer column, or none.")
        }
        try self.init(
            terms, columns: columns, shares: shares, groups: groups, clusters: clusters, level: level)
    }
}

/// Facts and remarks that measures share.
enum MeasureFacts {
    static func uncertainty(_ group: String?, _ cluster: String?, _ count: Int?) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [.init("vcov", cluster == nil ? "iid" : "cr1")]
        if let cluster, let count {
            facts.append(.init("clusters", .object([.init(cluster, .integer(count))])))
        }
        if let group { facts.append(.init("by", .string(group))) }
        return facts
    }

    static func fewClusters(_ means: GroupMeans) -> [String] {
        guard means.clusterCount != nil, let least = means.unitCounts.min(), least < 2 else { return [] }
        return ["A group with one cluster has no standard error: nothing tells how clusters differ."]
    }
}
