import Regression

/// Which clusters are exposed when: a row for each sequence, a number for each period.
///
/// A stepped wedge is one shape of it; parallel groups, crossover, staircase and incomplete designs are others. Several
/// clusters may share a sequence. An exposure is 0 (control), 1 (treated) or a fraction between (an effect
/// that has partly set in); nil is a period in which the sequence is not observed, as in a transition.
///
/// ```swift
/// let wedge = try Schedule.steppedWedge(sequences: 4, clustersPerSequence: 6)
/// print(wedge.clusterCount, wedge.periodCount)          // 24 5
/// ```
///
/// - Errors: ``init(periods:sequences:)`` throws `CausalError.Code.badValue` for a shape that is no schedule.
/// - Reference: Hussey & Hughes (2007), section 2; Hooper, Kasza & Forbes (2020) on incomplete designs.
public struct Schedule: Sendable, Hashable {
    /// The names of the periods, in order of time.
    public let periods: [String]
    /// The sequences, each with its clusters.
    public let sequences: [TreatmentSequence]

    /// The largest schedule: clusters and periods, 10⁵ and 250.
    static let largest = (clusters: 100_000, periods: 250)

    /// Makes a schedule.
    ///
    /// - Parameters:
    ///   - periods: the periods' names.
    ///   - sequences: one row each, with an exposure for every period.
    /// - Throws: `CausalError.Code.badValue` without periods or sequences, when a row has another length, an
    ///   exposure lies outside [0, 1], a sequence has no cluster, or two names are the same.
    public init(periods: [String], sequences: [TreatmentSequence]) throws(CausalError) {
        self.periods = periods
        self.sequences = sequences
        try validate()
    }

    /// How many clusters there are.
    public var clusterCount: Int { sequences.reduce(0) { $0 + $1.clusterCount } }

    /// How many periods there are.
    public var periodCount: Int { periods.count }

    /// How many cells (clusters in periods) are observed.
    public var observedCellCount: Int {
        sequences.reduce(0) { $0 + $1.clusterCount * $1.exposures.count { $0 != nil } }
    }

    /// Each cluster's position in ``sequences``, in the order of the sequences.
    public var sequenceOfCluster: [Int] {
        sequences.enumerated().flatMap { Array(repeating: $0, count: $1.clusterCount) }
    }

    /// The clusters' names, in the order of the sequences.
    public var clusters: [String] { sequences.flatMap(\.clusters) }

    /// The same sequences with other clusters: `count` in each times what it had, named 1, 2, ….
    func scaled(by count: Int) throws(CausalError) -> Schedule {
        let (total, isBeyond) = clusterCount.multipliedReportingOverflow(by: count)
        guard !isBeyond, total <= Schedule.largest.clusters else {
            throw CausalError(
                .badValue, "a schedule has at most \(Schedule.largest.clusters) clusters",
                value: isBeyond ? "\(clusterCount) × \(count)" : "\(total)")
        }
        var next = 0
        let grown = sequences.map { sequence in
            let names = (1...(sequence.clusterCount * count)).map { "\(next + $0)" }
            next += names.count
            return TreatmentSequence(sequence.name, exposures: sequence.exposures, clusters: names)
        }
        return try Schedule(periods: periods, sequences: grown)
    }
}

/// What happens to the clusters of one sequence, period by period.
public struct TreatmentSequence: Sendable, Hashable, Codable {
    /// The sequence's name.
    public let name: String
    /// The exposure in each period: 0 control, 1 treated, a fraction in between; nil when it is not observed.
    public let exposures: [Double?]
    /// The names of the clusters that follow it.
    public let clusters: [String]

    /// Makes a sequence.
    public init(_ name: String, exposures: [Double?], clusters: [String]) {
        self.name = name
        self.exposures = exposures
        self.clusters = clusters
    }

    /// How many clusters follow it.
    public var clusterCount: Int { clusters.count }

    /// The first period with an exposure above zero; nil when it never crosses.
    public var crossing: Int? { exposures.firstIndex { ($0 ?? 0) > 0 } }

    /// Whether an exposure falls again after it has risen.
    public var reverts: Bool {
        var highest = 0.0
        for case let exposure? in exposures {
            if exposure < highest { return true }
            highest = exposure
        }
        return false
    }

    /// The whole periods since the crossing, 1 in the first exposed one; nil where not exposed or not observed.
    ///
    /// An unobserved period counts: exposure goes on in a transition.
    public var exposureTimes: [Int?] {
        guard let crossing else { return exposures.map { _ in nil } }
        return exposures.enumerated().map { period, exposure in
            period >= crossing && (exposure ?? 0) > 0 ? period - crossing + 1 : nil
        }
    }
}

extension Schedule: Codable {
    private enum CodingKeys: CodingKey { case periods, sequences }

    /// Reads a schedule; one that is none is an error.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        try self.init(
            periods: container.decode([String].self, forKey: .periods),
            sequences: container.decode([TreatmentSequence].self, forKey: .sequences))
    }

    /// Writes periods and sequences.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(periods, forKey: .periods)
        try container.encode(sequences, forKey: .sequences)
    }
}
