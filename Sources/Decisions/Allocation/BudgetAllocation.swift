import Groundwork
import LinearAlgebra

/// The choice among programmes under a budget.
///
/// Levels x are sought with Σ cₖxₖ ≤ B that make an objective greatest, where health is
///
///     H(x) = Σ wₖ eₖ xₖ + Σ γₖₗ ½(wₖ + wₗ) xₖ xₗ
///
/// with costs c, effects e, weights w and interactions γ. The optimum is found by branch and bound over linear
/// relaxations (``plan(from:)``): products of which one factor is 0 or 1 are replaced exactly (McCormick 1976, Glover 1975);
/// products of two scalable levels by envelopes that tighten as the search divides their ranges. What the search has not
/// proven is said as a gap.
///
/// Of allocations of equal value the cheapest is chosen; should several of these remain, the first that the search meets,
/// which is the same on every run.
///
/// - Reference: Land & Doig (1960), *Econometrica* 28(3); McCormick (1976), *Mathematical Programming* 10; Glover (1975),
///   *Management Science* 22(4).
public struct BudgetAllocation: Sendable, Hashable {
    /// What may be bought.
    public var programmes: [Programme]
    /// What pairs of them do beyond their sum.
    public var interactions: [Interaction]
    /// What may be spent.
    public var budget: Double
    /// What is made greatest.
    public var objective: Objective
    /// The health of groups before anything is done; 0 for a group that is not named.
    public var baselines: [String: Double]
    /// The covariance of the programmes' effects; nil when their errors are independent.
    public var effectCovariance: Matrix?
    /// When the search gives up.
    public var limits: SearchLimits

    /// What is made greatest.
    public enum Objective: Sendable, Hashable {
        /// Health, each unit counted with its weight.
        case health
        /// The health of the group that has least; then health; then thrift.
        case worstOff
        /// Health when effects fall short: each to the lower end of its two-sided interval at `level`, all of them or those
        /// `deviations` whose fall would hurt most (Soyster 1973; Bertsimas & Sim 2004, equation 8).
        case lowerBound(level: Double = 0.95, deviations: Double? = nil)

        /// The objective's name on the command line.
        public var name: String {
            switch self {
            case .health: "health"
            case .worstOff: "worst-off"
            case .lowerBound: "lower-bound"
            }
        }
    }

    /// Makes a choice to be made.
    public init(
        _ programmes: [Programme], interactions: [Interaction] = [], budget: Double,
        objective: Objective = .health, baselines: [String: Double] = [:], effectCovariance: Matrix? = nil,
        limits: SearchLimits = SearchLimits()
    ) {
        self.programmes = programmes
        self.interactions = interactions
        self.budget = budget
        self.objective = objective
        self.baselines = baselines
        self.effectCovariance = effectCovariance
        self.limits = limits
    }
}

/// When a search gives up, and when it may say that it has found the best.
public struct SearchLimits: Sendable, Hashable, Codable {
    /// The most parts into which the search divides the choices.
    public var nodes: Int
    /// The longest time in seconds; what a search cut short by it finds depends on the machine.
    public var seconds: Double
    /// The share of the objective by which another allocation may be better where levels of pairs are both scalable, so
    /// that a product cannot be made linear; everywhere else it is 1e-9, which rounding needs.
    public var gap: Double

    /// Makes limits.
    public init(nodes: Int = 50_000, seconds: Double = 20, gap: Double = 1e-6) {
        self.nodes = nodes
        self.seconds = seconds
        self.gap = gap
    }
}
