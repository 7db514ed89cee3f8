/// An allocation: how much of each programme, what it costs and what it does.
public struct AllocationPlan: Sendable, Hashable, Codable {
    /// Each programme's level, in the order of the programmes.
    public let levels: [Double]
    /// What is spent.
    public let cost: Double
    /// Health without weights: effects and interactions.
    public let health: Double
    /// Health with each unit counted by its weight.
    public let weightedHealth: Double
    /// The part of ``health`` that comes from interactions.
    public let interaction: Double
    /// Each group's health, baseline included, in the order in which groups are first named.
    public let groups: [GroupHealth]
    /// The objective's value.
    public let value: Double
    /// No allocation's value is above this.
    public let bound: Double
    /// Whether the value is proven to be the greatest within the tolerance of ``SearchLimits/gap``.
    public let isProven: Bool
    /// Whether, of the allocations with that value, this is proven to be the cheapest.
    public let isProvenCheapest: Bool
    /// The parts into which the search divided the choices.
    public let nodes: Int

    /// The health of one group.
    public struct GroupHealth: Sendable, Hashable, Codable {
        /// The group's name.
        public let name: String
        /// Its health, baseline included.
        public let health: Double
    }

    /// The share of the value by which another allocation could be better, at most: (bound − value)/|value|.
    public var gap: Double {
        let excess = max(0, bound - value)
        return excess == 0 ? 0 : excess / max(value.magnitude, .leastNormalMagnitude)
    }
}
