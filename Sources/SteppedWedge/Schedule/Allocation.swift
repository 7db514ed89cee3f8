import Regression

/// Which cluster follows which sequence, drawn at random, free or held to balance in covariates.
///
/// Free: every assignment of clusters to the places of the schedule is equally likely. Constrained: candidates are
/// drawn (or all enumerated where they are few), their imbalance measured, and one of the best share
/// is taken at random. An analysis by permutation must draw from the same candidates: ``accepts(_:)`` tells.
///
/// Imbalance of an allocation, over covariates k with standard deviation s_k among clusters and weight w_k:
///
///     B = Σ_k w_k Σ_q n_q ((x̄_kq − x̄_k) / s_k)²        over sequences q with n_q clusters
///
/// - Errors: `CausalError.Code.badArgument` for shares, weights or draws outside their range,
///   `CausalError.Code.badValue` for covariates that are missing.
/// - Reference: Raab & Butcher (2001), taken from two arms to sequences; Moulton (2004).
public struct Allocation: Sendable, Hashable {
    /// The schedule whose places are filled.
    public let schedule: Schedule
    /// The clusters' names.
    public let clusters: [String]
    /// The covariates, each a number for every cluster; empty for a free draw.
    public let covariates: [Covariate]
    /// How many candidates are drawn; all are enumerated when there are no more.
    public let candidates: Int
    /// The share of candidates, the best ones, from which one is taken.
    public let share: Double
    /// The seed.
    public let seed: UInt64
    /// The largest imbalance that is accepted; infinite for a free draw.
    public let threshold: Double
    /// How many candidates lie at or below ``threshold``.
    public let acceptable: Int
    /// Whether ``candidates`` are all there are.
    public let isEnumerated: Bool

    /// A covariate to be balanced.
    public struct Covariate: Sendable, Hashable, Codable {
        /// Its name.
        public let name: String
        /// A value for each cluster, in the order of the names.
        public let values: [Double]
        /// Its weight in the imbalance.
        public let weight: Double

        /// Makes a covariate.
        public init(_ name: String, _ values: [Double], weight: Double = 1) {
            self.name = name
            self.values = values
            self.weight = weight
        }
    }

    /// Makes a plan of allocation; with covariates it is constrained.
    ///
    /// - Parameters:
    ///   - schedule: the schedule; its number of clusters counts, not their names.
    ///   - clusters: the clusters' names.
    ///   - covariates: what is balanced.
    ///   - share: the share of candidates that are acceptable.
    ///   - candidates: how many are looked at.
    ///   - seed: the seed of the draw.
    public init(
        schedule: Schedule, clusters: [String]? = nil, covariates: [Covariate] = [], share: Double = 0.1,
        candidates: Int = 10_000, seed: UInt64 = 42
    ) throws(CausalError) {
        let names = clusters ?? schedule.clusters
        try Allocation.check(schedule, names, covariates, share, candidates)
        self.schedule = schedule
        self.clusters = names
        self.covariates = covariates
        self.share = covariates.isEmpty ? 1 : share
        self.seed = seed
        let balance = Balance(schedule, covariates)
        let listed = covariates.isEmpty ? nil : balance.enumeration(limit: candidates)
        isEnumerated = listed != nil
        self.candidates = listed?.count ?? (covariates.isEmpty ? 0 : candidates)
        guard !covariates.isEmpty else {
            (threshold, acceptable) = (.infinity, 0)
            return
        }
        var scores = listed ?? balance.draws(candidates, Generator(seed: seed).stream(0))
        scores.sort()
        let kept = min(scores.count, max(1, Int((share * Double(scores.count)).rounded(.up))))
        // Equal scores differ in their last digits by the order of summation.
        let bound = scores[kept - 1] * (1 + 1e-9) + 1e-12
        threshold = bound
        acceptable = scores.count { $0 <= bound }
    }

    /// The imbalance of an allocation: the position of its sequence for every cluster.
    public func imbalance(_ sequences: [Int]) -> Double { Balance(schedule, covariates).score(sequences) }

    /// Whether an allocation is among the acceptable ones.
    ///
    /// - Parameter sequences: the position of its sequence for every cluster.
    public func accepts(_ sequences: [Int]) -> Bool {
        sequences.sorted() == schedule.sequenceOfCluster
            && (covariates.isEmpty || imbalance(sequences) <= threshold)
    }

    /// One acceptable allocation: the position of its sequence for every cluster, in the order of ``clusters``.
    ///
    /// - Parameter index: different indices give independent draws, the same one always the same.
    /// - Throws: `CausalError.Code.notIdentified` when a million draws meet no acceptable one.
    public func draw(_ index: Int = 0) throws(CausalError) -> [Int] {
        var random = Generator(seed: seed).stream(1).stream(index)
        let balance = Balance(schedule, covariates)
        var order = schedule.sequenceOfCluster
        for _ in 0..<1_000_000 {
            random.shuffle(&order)
            if covariates.isEmpty || balance.score(order) <= threshold { return order }
        }
        throw CausalError(
            .notIdentified, "no acceptable allocation was met in a million draws",
            remedy: "Accept a larger share of the candidates.")
    }

    /// The schedule with the clusters at their places.
    public func scheduled(_ index: Int = 0) throws(CausalError) -> Schedule {
        let drawn = try draw(index)
        let rows = schedule.sequences.enumerated().map { place, sequence in
            TreatmentSequence(
                sequence.name, exposures: sequence.exposures,
                clusters: clusters.indices.filter { drawn[$0] == place }.map { clusters[$0] })
        }
        return try Schedule(periods: schedule.periods, sequences: rows)
    }
}
