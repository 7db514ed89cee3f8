import SimplexWeights

/// The weights of one cohort.
public struct SyntheticWeights: Sendable, Hashable, Codable {
    /// ω: a weight for each control, in the order of ``SyntheticFit/controls``; they sum to one.
    public let units: [Double]
    /// λ: a weight for each period before the start; they sum to one. Empty for synthetic control.
    public let periods: [Double]
    /// The coefficients of the covariates that were estimated together with the weights; else empty.
    public let coefficients: [Double]
    /// Whether steps ended because little was gained, rather than at their greatest number.
    public let hasConverged: Bool
    /// How much more steps could gain at most in the mean squared distance before the start (the duality gap).
    public let unitGap: Double
    /// The same for the time weights.
    public let periodGap: Double

    init(
        units: [Double], periods: [Double], coefficients: [Double] = [], hasConverged: Bool = true,
        unitGap: Double = 0, periodGap: Double = 0
    ) {
        self.units = units
        self.periods = periods
        self.coefficients = coefficients
        self.hasConverged = hasConverged
        self.unitGap = unitGap
        self.periodGap = periodGap
    }

    /// The weights that controls drawn from those of this cohort start from: theirs, scaled to sum to one.
    func starting(_ controls: [Int]) -> SyntheticWeights {
        let picked = controls.map { units[$0] }
        let total = picked.reduce(0, +)
        let scaled =
            total > 0
            ? picked.map { $0 / total }
            : [Double](repeating: 1 / Double(picked.count), count: picked.count)
        return SyntheticWeights(units: scaled, periods: periods, coefficients: coefficients)
    }
}

/// How weights are found: the penalties, and when steps end.
struct SyntheticTuning: Sendable {
    let method: SyntheticMethod
    let unitPenalty: Double
    let timePenalty: Double
    let leastGain: Double

    /// - Parameters:
    ///   - noise: σ.
    ///   - mass: N_tr T_post.
    init(_ method: SyntheticMethod, noise: Double, mass: Double) {
        self.method = method
        unitPenalty = noise * (method == .syntheticControl ? 1e-6 : mass.squareRoot().squareRoot())
        timePenalty = 1e-6 * noise
        leastGain = 1e-10 * noise * noise
    }

    /// The weights of a block, from some weights on or from equal ones.
    func weights(
        _ block: SyntheticBlock, from start: SyntheticWeights? = nil, products: KnownProducts? = nil
    ) -> SyntheticWeights {
        let units = method.weighsUnits ? unitSteps(block, start, products) : nil
        let periods = method.weighsPeriods ? timeSteps(block, start) : nil
        return SyntheticWeights(
            units: units?.weights ?? SyntheticTuning.equal(block.controlCount),
            periods: periods?.weights ?? equalPeriods(block),
            hasConverged: units?.hasConverged ?? true && periods?.hasConverged ?? true,
            unitGap: units?.gap ?? 0, periodGap: periods?.gap ?? 0)
    }

    /// The time weights of a method that does not estimate them.
    func equalPeriods(_ block: SyntheticBlock) -> [Double] {
        method == .differences ? SyntheticTuning.equal(block.before) : []
    }

    private func unitSteps(
        _ block: SyntheticBlock, _ start: SyntheticWeights?, _ products: KnownProducts?
    ) -> SimplexSteps {
        var problem = block.unitProblem(intercept: method.hasIntercept)
        problem.known = products
        return .solved(problem, penalty: unitPenalty, leastGain: leastGain, from: start?.units)
    }

    private func timeSteps(_ block: SyntheticBlock, _ start: SyntheticWeights?) -> SimplexSteps {
        .solved(
            block.timeProblem(), penalty: timePenalty, leastGain: leastGain, from: start?.periods)
    }

    static func equal(_ count: Int) -> [Double] {
        [Double](repeating: 1 / Double(count), count: count)
    }
}
