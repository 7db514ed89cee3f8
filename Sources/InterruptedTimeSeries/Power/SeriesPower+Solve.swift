import Regression

extension SeriesPower {
    /// What is looked for.
    public enum Unknown: String, Sendable, Hashable, Codable, CaseIterable {
        /// The periods before the change.
        case before
        /// The periods from the change on.
        case after
        /// Both, as many before as after.
        case both
        /// A factor of the changes of level and slope.
        case effect
    }

    /// The plan with the smallest number of periods, or the smallest effect in its direction, that has a power by the closed form.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a power outside (alpha, 1) or without an effect; `CausalError.Code.notIdentified` where
    ///   5,000 periods are not enough.
    public func solved(
        _ unknown: Unknown, power: Double, _ weighting: Weighting = .gls
    ) throws(CausalError) -> SeriesPower {
        try validate()
        guard power > alpha, power < 1 else {
            throw CausalError(.badArgument, "the power lies between alpha and 1", value: "\(power)")
        }
        guard effect != 0 else {
            throw CausalError(
                .badArgument, "without an effect at the horizon no plan has power",
                remedy: "Name --level-change, --slope-change or a later --effect-at.")
        }
        guard unknown != .effect else { return try smallestEffect(power, weighting) }
        guard
            let count = smallest(where: { count in
                (try? lengthened(unknown, count).closedForm(weighting)).map { $0.power >= power } ?? false
            })
        else {
            throw CausalError(
                .notIdentified, "5000 periods do not give this power", value: power.shortestDecimal,
                remedy:
                    "The other side's periods limit it, or the effect is too small: --solve both, or a larger effect."
            )
        }
        return lengthened(unknown, count)
    }

    /// The plan with so many periods on the side that is looked for.
    private func lengthened(_ unknown: Unknown, _ count: Int) -> SeriesPower {
        var plan = self
        if unknown != .after { plan.before = count }
        if unknown != .before { plan.after = count }
        return plan
    }

    /// The smallest count from 2 to 5,000 from which on something holds, by doubling and halving; nil where it does not at 5,000.
    private func smallest(where holds: (Int) -> Bool) -> Int? {
        var (low, high) = (1, 2)
        while !holds(high) {
            guard high < SeriesPower.longest else { return nil }
            (low, high) = (high, min(2 * high, SeriesPower.longest))
        }
        while high - low > 1 {
            let middle = (low + high) / 2
            if holds(middle) { high = middle } else { low = middle }
        }
        return high
    }

    private func smallestEffect(_ power: Double, _ weighting: Weighting) throws(CausalError) -> SeriesPower {
        let found = try closedForm(weighting)
        let t = StudentT(df: found.degreesOfFreedom).upperQuantile(alpha / 2)
        var (low, high) = (0.0, 1.0)
        func reached(_ delta: Double) -> Bool {
            NoncentralTest.power(delta, critical: t, df: found.degreesOfFreedom) >= power
        }
        while !reached(high), high < 1e12 { high *= 2 }
        for _ in 0..<100 {
            let middle = (low + high) / 2
            if reached(middle) { high = middle } else { low = middle }
        }
        var plan = self
        let factor = high * found.standardError / abs(found.effect)
        plan.levelChange *= factor
        plan.slopeChange *= factor
        return plan
    }
}
