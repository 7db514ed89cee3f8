import Groundwork

/// How a wild cluster bootstrap is made: a value that holds choices.
///
/// A draw multiplies the residuals of each cluster by one random number, adds them to the fitted values,
/// estimates again and takes the t statistic again (Cameron, Gelbach & Miller 2008). The p-value is the share
/// of draws whose statistic is more extreme than the one observed.
///
/// ```swift
/// let test = try fit.wildBootstrap("treated = 0", clusters: ["clinic"])
/// let finer = try fit.wildBootstrap(
///     "treated = 0", clusters: ["clinic"], using: WildBootstrap(weights: .webb, draws: 99_999))
/// ```
///
/// The defaults are those that simulations favour: the hypothesis imposed on the residuals (WCR) and signs as
/// weights (MacKinnon & Webb 2018; MacKinnon, Nielsen & Webb 2023).
public struct WildBootstrap: Sendable, Hashable, Codable {
    /// Which residuals are multiplied.
    public enum Residuals: String, Sendable, Hashable, Codable, CaseIterable {
        /// Those of the fit.
        case plain
        /// Those of each cluster from the fit without it: WCR-S and WCU-S of MacKinnon, Nielsen & Webb (2023).
        case jackknifed
    }

    /// The numbers that residuals are multiplied by.
    public var weights: WildWeights
    /// Whether draws start from the fit under the hypothesis (WCR) or from the fit as it is (WCU).
    public var imposesNull: Bool
    /// Which residuals are multiplied.
    public var residuals: Residuals
    /// How many draws are made, 1 to 10 million; fewer when all vectors of signs are fewer.
    public var draws: Int
    /// The seed of the draws.
    public var seed: UInt64
    /// The columns within whose combinations a draw has one number; nil: the cluster column, of several that
    /// with the fewest clusters. Naming a finer column gives the subcluster bootstrap (MacKinnon & Webb 2018).
    public var bootstrapClusters: [String]?
    /// The level of the confidence set.
    public var level: Double

    /// The most draws.
    static let limit = 10_000_000

    /// Makes a method; see the members for the choices.
    public init(
        weights: WildWeights = .rademacher, imposesNull: Bool = true, residuals: Residuals = .plain,
        draws: Int = 9999, seed: UInt64 = 42, bootstrapClusters: [String]? = nil, level: Double = 0.95
    ) {
        self.weights = weights
        self.imposesNull = imposesNull
        self.residuals = residuals
        self.draws = draws
        self.seed = seed
        self.bootstrapClusters = bootstrapClusters
        self.level = level
    }

    /// `WCR`, `WCU`, `WCR-S` or `WCU-S`.
    public var name: String { (imposesNull ? "WCR" : "WCU") + (residuals == .jackknifed ? "-S" : "") }

    /// Refuses what cannot be done.
    func check() throws(CausalError) {
        try Estimates.check(level: level)
        guard (1...WildBootstrap.limit).contains(draws) else {
            throw CausalError(
                .badArgument, "the number of draws lies between 1 and 10 million", value: "\(draws)",
                remedy: "9999 is the default.")
        }
    }

    /// Whether every vector of signs for so many clusters is used once: 2^G ≤ draws.
    func enumerates(_ clusters: Int) -> Bool {
        weights == .rademacher && clusters < 24 && 1 << clusters <= draws
    }
}
