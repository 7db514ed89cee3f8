import Groundwork

/// What it costs to gain one good outcome, against what that outcome saves.
///
/// With cost C per participant and saving S per case, an outcome costs C·NNT, a participant is worth S·ARR − C, and the
/// programme breaks even at C = S·ARR or NNT = S/C. Costs and savings count as known; the effect's uncertainty flows
/// through. What has no price is listed beside the sum, never turned into money.
public struct PreventionCost: Sendable, Hashable, Codable {
    /// The number needed to treat.
    public let numberNeeded: NumberNeededToTreat
    /// C, the cost per participant; nil when it is not known.
    public let costPerParticipant: Double?
    /// S, the saving per case: a replacement that is not hired, a stay that is not needed.
    public let savingPerCase: Double?
    /// What else a case prevented means and nobody has priced.
    public let unpriced: [String]

    /// Sets costs against savings.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a cost or a saving that is negative or not finite.
    public init(
        _ numberNeeded: NumberNeededToTreat, costPerParticipant: Double? = nil, savingPerCase: Double? = nil,
        unpriced: [String] = []
    ) throws(CausalError) {
        for (name, amount) in [
            ("the cost per participant", costPerParticipant), ("the saving per case", savingPerCase),
        ] {
            if let amount { try CausalError.require(amount, atLeast: 0, name) }
        }
        self.numberNeeded = numberNeeded
        self.costPerParticipant = costPerParticipant
        self.savingPerCase = savingPerCase
        self.unpriced = unpriced
    }

    /// C·NNT; nil where treatment harms or does nothing, or C is unknown.
    public var costPerCase: Double? {
        guard let costPerParticipant, numberNeeded.isBenefit, let value = numberNeeded.value else {
            return nil
        }
        return costPerParticipant * value
    }

    /// S·ARR − C; nil unless both are known.
    public var netPerParticipant: Double? {
        guard let costPerParticipant, let savingPerCase else { return nil }
        return savingPerCase * numberNeeded.reduction.estimate - costPerParticipant
    }

    /// S·ARR, the cost per participant at which the programme pays for itself.
    public var breakEvenCost: Double? { savingPerCase.map { $0 * numberNeeded.reduction.estimate } }

    /// C/S, the effect at which it does.
    public var breakEvenReduction: Double? {
        guard let costPerParticipant, let savingPerCase, savingPerCase > 0 else { return nil }
        return costPerParticipant / savingPerCase
    }
}
