/// The five profiles of burnout, and what lies between them.
///
/// | profile | exhaustion | cynicism | efficacy |
/// |---|---|---|---|
/// | engaged | low | low | high |
/// | ineffective | low | low | low |
/// | overextended | high | low | high |
/// | disengaged | low | high | high |
/// | burnout | high | high | low |
/// | mixed | two of the three adverse | | |
///
/// Exhaustion alone is not burnout: overextended people need less work, disengaged people other work, ineffective people
/// means and thanks.
///
/// - Source: Leiter & Maslach (2016), *Latent burnout profiles*, Burnout Research 3(4), 89–100. They find the profiles by
///   latent profile analysis; here bounds place each person, and patterns that are none of the five are `mixed`.
public enum BurnoutProfile: String, Sendable, Hashable, Codable, CaseIterable {
    /// Nothing adverse.
    case engaged
    /// Low efficacy alone.
    case ineffective
    /// High exhaustion alone.
    case overextended
    /// High cynicism alone.
    case disengaged
    /// Two of the three.
    case mixed
    /// All three.
    case burnout

    /// The profile of a pattern.
    public init(isExhausted: Bool, isCynical: Bool, isIneffective: Bool) {
        switch (isExhausted, isCynical, isIneffective) {
        case (false, false, false): self = .engaged
        case (false, false, true): self = .ineffective
        case (true, false, false): self = .overextended
        case (false, true, false): self = .disengaged
        case (true, true, true): self = .burnout
        default: self = .mixed
        }
    }
}

/// Above which scores exhaustion and cynicism count as high, and below which efficacy counts as low.
public enum BurnoutBoundaries: Sendable, Hashable {
    /// Scores; exhaustion and cynicism are high from there on, efficacy is low below.
    case scores(exhaustion: Double, cynicism: Double, efficacy: Double)
    /// Mean + ½ SD of exhaustion, mean + 1¼ SD of cynicism, mean + 1/10 SD of efficacy of these data: the critical
    /// boundaries of the inventory's manual. Shares by these compare groups within the data, not data with others.
    ///
    /// - Source: Maslach, Jackson & Leiter (2018), *Maslach Burnout Inventory Manual*, fourth edition.
    case critical
}
