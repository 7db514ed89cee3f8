import Inference

/// Something on which a budget can be spent: what a unit of it costs and what it does for health.
///
/// At level x it costs `cost`·x and does `effect`·x. The level is 0 or 1 unless ``maximum`` is larger; it is whole unless
/// ``isScalable``.
public struct Programme: Sendable, Hashable, Codable {
    /// The name.
    public var name: String
    /// What a unit costs; negative for one that saves money.
    public var cost: Double
    /// What a unit does for health (QALYs, cases prevented, …), more being better.
    public var effect: Double
    /// The standard error of ``effect``; 0 when it is taken as known.
    public var standardError: Double
    /// The level that must be provided, whatever it costs.
    public var minimum: Double
    /// The greatest level.
    public var maximum: Double
    /// The least level at which it can be run, if it is run at all.
    public var smallest: Double
    /// Whether any level between the ends can be had, or whole units alone.
    public var isScalable: Bool
    /// What a unit of health counts for those whom it serves; 1 for all is no preference.
    public var weight: Double
    /// The group whose health it serves; nil for nobody in particular.
    public var group: String?

    /// Makes a programme; it can be taken or left unless levels are given.
    public init(
        _ name: String, cost: Double, effect: Double, standardError: Double = 0, minimum: Double = 0,
        maximum: Double = 1, smallest: Double = 0, isScalable: Bool = false, weight: Double = 1,
        group: String? = nil
    ) {
        self.name = name
        self.cost = cost
        self.effect = effect
        self.standardError = standardError
        self.minimum = minimum
        self.maximum = maximum
        self.smallest = smallest
        self.isScalable = isScalable
        self.weight = weight
        self.group = group
    }

    /// Makes a programme whose effect was estimated: `people` times the estimate, with its standard error.
    ///
    /// - Parameters:
    ///   - name: the name.
    ///   - cost: what a unit costs.
    ///   - effect: the estimate.
    ///   - people: how many units of the estimate a unit of the programme yields; negative where a lower outcome is
    ///     better.
    public init(_ name: String, cost: Double, effect: Estimate, people: Double = 1) {
        self.init(
            name, cost: cost, effect: people * effect.estimate,
            standardError: people.magnitude * effect.standardError)
    }
}

/// What two programmes do together beyond the sum of what each does alone: `effect`·x·x′ at levels x and x′.
///
/// A negative effect is a diminishing return, a positive one a synergy. In groups and weights each of the two takes half.
public struct Interaction: Sendable, Hashable, Codable {
    /// The name of one.
    public var first: String
    /// The name of the other.
    public var second: String
    /// What both at level 1 add to the sum of their effects.
    public var effect: Double
    /// The standard error of ``effect``; 0 when it is taken as known.
    public var standardError: Double

    /// Makes an interaction.
    public init(_ first: String, _ second: String, effect: Double, standardError: Double = 0) {
        self.first = first
        self.second = second
        self.effect = effect
        self.standardError = standardError
    }
}
