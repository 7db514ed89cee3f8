import Groundwork

extension Scorecard {
    /// For each measure the weights, the others' shares kept, at which the unit that is first now stays first.
    ///
    /// The score of every unit is linear in one weight t, S(t) = t·zⱼ + (1 − t)·R with R the score of the rest: the range is
    /// exact. Nil for a measure that carries the whole weight.
    public var firstPlaceRanges: [ClosedRange<Double>?] {
        let leader = ranks.firstIndex(of: 1) ?? 0
        return measures.indices.map { j in
            guard measures[j].weight < 1 else { return nil }
            let rest = Self.scores(
                standardised,
                measures.indices.map { $0 == j ? 0 : measures[$0].weight / (1 - measures[j].weight) })
            var (low, high) = (0.0, 1.0)
            for unit in units.indices where unit != leader {
                // The lead at weight t is a + b·t; at the present weight it is not negative.
                let a = rest[leader] - rest[unit]
                let b = standardised[j][leader] - standardised[j][unit] - a
                if b > 0 { low = max(low, min(measures[j].weight, -a / b)) }
                if b < 0 { high = min(high, max(measures[j].weight, -a / b)) }
            }
            return low...max(low, high)
        }
    }

    /// How ranks spread over weights.
    public struct RankSpread: Sendable, Hashable, Codable {
        /// Each unit's best rank.
        public let best: [Int]
        /// Each unit's worst rank.
        public let worst: [Int]
        /// The share of weights at which each unit is first.
        public let first: [Double]
        /// The number of weights drawn.
        public let draws: Int
    }

    /// Ranks over weights drawn at random: each weight within a share of itself, or any weights at all.
    ///
    /// With `share` s, wⱼ is multiplied by a uniform number from 1 − s to 1 + s and the weights divided by their sum; with
    /// nil weights are uniform over all that add up to one, equal or not.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a share outside 0 … 1 or draws outside 1 … 1,000,000.
    public func rankSpread(
        share: Double? = nil, draws: Int = 2000, seed: UInt64 = 42
    ) throws(CausalError) -> RankSpread {
        guard (1...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "there are 1 to 1000000 draws", value: "\(draws)")
        }
        if let share, !(share >= 0 && share <= 1) {
            throw .argument("the share by which weights vary lies between 0 and 1", share)
        }
        let root = Generator(seed: seed)
        // Blocks of draws keep counts alone, so that memory does not grow with the draws.
        let size = (draws + 15) / 16
        let parts = Parallel.map(Parallel.blockCount(draws, size)) { block in
            var part = RankCounts(units: units.count)
            for draw in Parallel.blockRange(block, draws, size) {
                var random = root.stream(draw)
                part.add(Self.ranks(Self.scores(standardised, drawnWeights(share, &random))))
            }
            return part
        }
        let all = parts.reduce(RankCounts(units: units.count)) { $0.joined($1) }
        return RankSpread(
            best: all.best, worst: all.worst, first: all.first.map { Double($0) / Double(draws) },
            draws: draws)
    }

    private func drawnWeights(_ share: Double?, _ random: inout Generator) -> [Double] {
        var raw: [Double] = []
        for measure in measures {
            if let share {
                raw.append(measure.weight * (1 + share * (2 * random.uniform() - 1)))
            } else {
                raw.append(random.exponential())
            }
        }
        let total = Numbers.sum(raw)
        return total > 0 ? raw.map { $0 / total } : measures.map(\.weight)
    }
}

/// Each unit's best and worst rank so far, and how often it was first.
private struct RankCounts: Sendable {
    var best: [Int]
    var worst: [Int]
    var first: [Int]

    init(units: Int) {
        best = Array(repeating: .max, count: units)
        worst = Array(repeating: 0, count: units)
        first = Array(repeating: 0, count: units)
    }

    mutating func add(_ ranks: [Int]) {
        for (unit, rank) in ranks.enumerated() {
            best[unit] = min(best[unit], rank)
            worst[unit] = max(worst[unit], rank)
            if rank == 1 { first[unit] += 1 }
        }
    }

    func joined(_ other: RankCounts) -> RankCounts {
        var all = self
        all.best = zip(best, other.best).map(min)
        all.worst = zip(worst, other.worst).map(max)
        all.first = zip(first, other.first).map(+)
        return all
    }
}
