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
                remedy: "Name --level, --slope or a later --effect-at.")
        }
        guard unknown != .effect else { return try smallestEffect(power, weighting) }
        var plan = self
        for count in 2...SeriesPower.longest {
            if unknown != .after { plan.before = count }
            if unknown != .before { plan.after = count }
            guard let found = try? plan.closedForm(weighting), found.power >= power else { continue }
            return plan
        }
        throw CausalError(
            .notIdentified, "5000 periods do not give this power", value: power.shortestDecimal,
            remedy:
                "The other side's periods limit it, or the effect is too small: --solve both, or a larger effect."
        )
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
