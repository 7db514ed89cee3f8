import Regression

/// What a plan can be solved for.
public enum PlannedQuantity: String, Sendable, Hashable, Codable, CaseIterable {
    /// The power of the plan as it is.
    case power
    /// The number of clusters, each sequence growing in proportion.
    case clusters
    /// The number of people in a cluster and period.
    case size
    /// The effect that is found with the wanted power.
    case effect
}

extension PlannedTrial {
    /// The least plan that reaches a power: the same trial with another number of clusters, size or effect.
    ///
    /// Clusters grow in whole multiples of the schedule's proportions, sizes in whole people. An effect keeps the direction
    /// that the plan has (upwards when it has none).
    ///
    /// - Parameters:
    ///   - quantity: what may change; `.power` returns the plan as it is.
    ///   - wanted: the power that is wanted, above α and below 1.
    /// - Throws: `CausalError.Code.notIdentified` when no number reaches it; otherwise as ``power(draws:seed:)``.
    public func solved(for quantity: PlannedQuantity, power wanted: Double = 0.8) throws(CausalError)
        -> PlannedTrial
    {
        guard quantity != .power else { return self }
        guard wanted > alpha, wanted < 1 else {
            throw CausalError(
                .badArgument, "the wanted power lies between α (\(alpha.shortestDecimal)) and 1",
                value: "\(wanted)")
        }
        switch quantity {
        case .clusters: return try solvedForClusters(wanted)
        case .size: return try solvedForSize(wanted)
        default: return try solvedForEffect(wanted)
        }
    }

    private func solvedForClusters(_ wanted: Double) throws(CausalError) -> PlannedTrial {
        if case .listed = sizes {
            throw CausalError(
                .badArgument, "listed sizes belong to a number of clusters",
                remedy: "Give a mean size and a coefficient of variation.")
        }
        try refuseNoEffect()
        let unit = try schedule.reduced()
        let largest = Schedule.largest.clusters / unit.clusterCount
        let count = try least(upTo: largest, wanted, what: "number of clusters") {
            (count) throws(CausalError) in
            var trial = self
            trial.schedule = try unit.scaled(by: count)
            // Too few clusters for t have no power.
            if case .studentT = reference, trial.schedule.clusterCount <= coefficientCount { return 0 }
            return try trial.power().power
        }
        var trial = self
        trial.schedule = try unit.scaled(by: count)
        return trial
    }

    private func solvedForSize(_ wanted: Double) throws(CausalError) -> PlannedTrial {
        try refuseNoEffect()
        var largest = 1_000_000_000
        if case .counted(let means) = outcome, means.analysis == .exact { largest = exactLargestSize }
        let size = try least(upTo: largest, wanted, what: "size of a cluster-period") {
            (size) throws(CausalError) in
            var trial = self
            trial.sizes = sizes.scaled(to: Double(size))
            return try trial.power().power
        }
        var trial = self
        trial.sizes = sizes.scaled(to: Double(size))
        return trial
    }

    /// The least whole number from 1 on whose power is enough, taking power to grow with it.
    private func least(
        upTo largest: Int, _ wanted: Double, what: String, _ power: (Int) throws(CausalError) -> Double
    ) throws(CausalError) -> Int {
        var high = 1
        var reached = try power(high)
        while reached < wanted {
            guard high < largest else {
                throw CausalError(
                    .notIdentified,
                    "no \(what) up to \(largest) reaches the power \(wanted.shortestDecimal): it comes to "
                        + "\((reached * 1000).rounded() / 1000)",
                    remedy: "Plan more clusters or periods, a larger effect, or less power.")
            }
            high = min(largest, high * 2)
            reached = try power(high)
        }
        var low = high / 2
        while high - low > 1 {
            let middle = low + (high - low) / 2
            if try power(middle) < wanted { low = middle } else { high = middle }
        }
        return high
    }

    private func refuseNoEffect() throws(CausalError) {
        guard try outcome.effect() == 0 else { return }
        throw CausalError(
            .badArgument, "an effect of zero is found with the probability α whatever the trial's size",
            remedy: "Give the effect that is worth finding.")
    }
}

extension Schedule {
    /// The same proportions with the fewest clusters.
    func reduced() throws(CausalError) -> Schedule {
        let divisor = sequences.reduce(0) { Schedule.commonDivisor($0, $1.clusterCount) }
        let rows = sequences.map {
            TreatmentSequence(
                $0.name, exposures: $0.exposures,
                clusters: Array($0.clusters.prefix($0.clusterCount / max(1, divisor))))
        }
        return try Schedule(periods: periods, sequences: rows).scaled(by: 1)
    }

    private static func commonDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : commonDivisor(b, a % b) }
}
