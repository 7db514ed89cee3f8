import Regression

extension PlannedTrial {
    /// The same plan with the least effect that is found with the wanted power.
    func solvedForEffect(_ wanted: Double) throws(CausalError) -> PlannedTrial {
        switch outcome {
        case .continuous(let effect, let deviation):
            var unit = self
            unit.outcome = .continuous(effect: 1, deviation: deviation)
            return try unit.scaledEffect(wanted, sign: effect < 0 ? -1 : 1)
        case .counted(let means): return try solvedForMeans(means, wanted)
        }
    }

    /// The effect of a continuous outcome, of which neither V nor the allocations depend.
    private func scaledEffect(_ wanted: Double, sign: Double) throws(CausalError) -> PlannedTrial {
        guard case .continuous(_, let deviation) = outcome else { return self }
        var trial = self
        let first = try power()
        guard let ratio = try test().ratio(power: wanted) else { return self }
        let guess = ratio * first.standardError
        trial.outcome = .continuous(effect: sign * guess, deviation: deviation)
        guard isVarying else { return trial }
        // The mean over allocations is not the power at the mean variance.
        let effect = try root(from: 0, to: 4 * guess, wanted) { (effect) throws(CausalError) in
            var trial = self
            trial.outcome = .continuous(effect: effect, deviation: deviation)
            return try trial.power().power
        }
        trial.outcome = .continuous(effect: sign * (effect ?? guess), deviation: deviation)
        return trial
    }

    /// Means: the variance changes with the effect, so the least of a grid is refined.
    private func solvedForMeans(_ means: PlannedMeans, _ wanted: Double) throws(CausalError) -> PlannedTrial {
        let isDown = means.treated < means.end
        let start = LinkScale.predictor(means.link, means.end)
        let reach = isDown ? means.lowerReach : means.upperReach
        func trial(_ share: Double) -> PlannedTrial {
            var changed = means
            changed.treated = LinkScale.mean(means.link, start + share * reach)
            var trial = self
            trial.outcome = .counted(changed)
            return trial
        }
        let power = { (share: Double) throws(CausalError) in try trial(share).power().power }
        // Squares: steps are fine where effects are small.
        var low = 0.0
        for step in 1...60 {
            let share = Double(step * step) / 3_600 * 0.9999
            guard let reached = try possible(share, power), reached >= wanted else {
                low = share
                continue
            }
            if let found = try root(from: low, to: share, wanted, power) { return trial(found) }
        }
        throw CausalError(
            .notIdentified,
            "no effect within the outcome's range reaches the power \(wanted.shortestDecimal)",
            remedy: "Plan more clusters, periods or people.")
    }

    /// The power, or nil where trend and effect leave the range of means.
    private func possible(
        _ share: Double, _ power: (Double) throws(CausalError) -> Double
    ) throws(CausalError) -> Double? {
        do throws(CausalError) {
            return try power(share)
        } catch  where error.code == .badArgument {
            return nil
        }
    }

    /// Where an increasing function passes a value, by bisection; nil when it does not.
    private func root(
        from start: Double, to end: Double, _ wanted: Double,
        _ function: (Double) throws(CausalError) -> Double
    ) throws(CausalError) -> Double? {
        var (low, high) = (start, end)
        guard try function(high) >= wanted else { return nil }
        for _ in 0..<100 where high - low > 1e-13 * abs(high) {
            let middle = (low + high) / 2
            if try function(middle) < wanted { low = middle } else { high = middle }
        }
        return high
    }
}

extension PlannedMeans {
    /// How far the linear predictor may rise from its value at the end of control.
    fileprivate var upperReach: Double {
        switch (link, family) {
        case (.identity, .binomial): 1 - end
        case (.identity, .poisson): 1_000 * end
        case (.log, .binomial): -LinkScale.predictor(.log, end)
        default: 15
        }
    }

    /// How far it may fall; negative.
    fileprivate var lowerReach: Double { link == .identity ? -end : -15 }
}
