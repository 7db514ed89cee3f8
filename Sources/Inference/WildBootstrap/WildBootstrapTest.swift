import Groundwork

/// What a wild cluster bootstrap says about a hypothesis.
public struct WildBootstrapTest: Sendable, Hashable, Codable {
    /// What draws are made of.
    public enum Version: String, Sendable, Hashable, Codable {
        /// New outcomes from multiplied residuals, and a fit of each.
        case residuals
        /// One Newton step from multiplied scores.
        case score
    }

    /// What draws were made of.
    public let version: Version
    /// The hypothesis as it was written.
    public let hypothesis: String
    /// The coefficient, when the hypothesis is about one alone.
    public let term: String?
    /// The number of restrictions.
    public let restrictions: Int
    /// One restriction: t = (Rβ̂ − r)/se with CR1 errors. Several: F = W/q of the Wald statistic. In the score
    /// version with the hypothesis imposed, a Newton step towards β̂ stands in place of Rβ̂ − r.
    public let statistic: Double
    /// The share of draws with |t*| > |t| (several restrictions: W* > W), ties counted one half.
    public let pValue: Double
    /// Twice the smaller share of t* < t and t* > t, ties counted one half; nil with several restrictions.
    public let equalTailedPValue: Double?
    /// The p-value when ties count whole and, unless all vectors were enumerated, the sample as a draw: never
    /// zero, and never too small by the accident of a tie.
    public let conservativePValue: Double
    /// The values that ``pValue`` does not reject; nil with several restrictions.
    public let confidenceSet: ConfidenceSet?
    /// How many draws there were.
    public let draws: Int
    /// How many of them had a statistic; the shares are of these.
    public let usableDraws: Int
    /// Whether the draws are all vectors of signs, so that the p-value is exact.
    public let isEnumerated: Bool
    /// How it was made.
    public let method: WildBootstrap
    /// The columns by which errors are clustered.
    public let clusters: [String]
    /// The columns within whose combinations a draw has one number.
    public let bootstrapClusters: [String]
    /// How many such combinations there are.
    public let bootstrapClusterCount: Int
    /// What a reader should know.
    public let notes: [String]
}

extension WildBootstrapTest {
    /// `WCR`, `WCU`, `WCR-S`, `WCU-S`; `score`, or `score-unrestricted` without the hypothesis imposed.
    public var name: String {
        version == .residuals ? method.name : method.imposesNull ? "score" : "score-unrestricted"
    }

    init(
        hypothesis: String, term: String?, restrictions: Int, version: Version, statistic: Double,
        _ counts: WildCounts, _ set: ConfidenceSet?, _ sampler: WildSampler, _ method: WildBootstrap,
        _ columns: [String], _ clusters: WildClusters, notes: [String] = []
    ) throws(CausalError) {
        guard counts.usable > 0 else {
            throw CausalError(
                .notIdentified, "no draw has a statistic: the clustered variance vanishes in all of them",
                remedy: "Cluster by a variable with more values, or use other weights.")
        }
        self.init(
            version: version, hypothesis: hypothesis, term: term, restrictions: restrictions,
            statistic: statistic, pValue: counts.pValue,
            equalTailedPValue: restrictions > 1 ? nil : counts.equalTailedPValue,
            conservativePValue: counts.conservativePValue(isEnumerated: sampler.isEnumerated),
            confidenceSet: set, draws: sampler.draws, usableDraws: counts.usable,
            isEnumerated: sampler.isEnumerated, method: method, clusters: columns,
            bootstrapClusters: clusters.bootstrapNames, bootstrapClusterCount: clusters.bootstrap.levelCount,
            notes: sampler.notes(
                counts, set,
                reach: version == .score && method.imposesNull
                    ? "as far as any was tried" : "however far away")
                + notes)
    }
}

extension WildBootstrapTest: CustomStringConvertible {
    /// The hypothesis, the statistic, the p-value and the confidence set, in two lines.
    public var description: String {
        let vectors =
            isEnumerated
            ? "all \(draws) vectors of signs" : "\(draws) draws of \(method.weights.rawValue) weights"
        let set = confidenceSet.map { "; \($0.level * 100) % confidence set \($0)" } ?? ""
        return """
            \(hypothesis): \(restrictions == 1 ? "t" : "F") = \(statistic), p = \(pValue)\(set)
            wild cluster bootstrap \(name) by \(bootstrapClusters.joined(separator: "^")) \
            (\(bootstrapClusterCount) clusters), \(vectors)
            """
    }
}
