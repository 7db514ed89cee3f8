extension BranchAndBound {
    /// A place where the range of a level is divided.
    struct Cut {
        let item: Int
        /// The upper end of the lower part.
        let below: Double
        /// The lower end of the upper part.
        let above: Double
    }

    /// The level that lies deepest in a forbidden stretch, the first of several.
    func forbiddenLevel(
        _ levels: [Double], _ ranges: (lower: [Double], upper: [Double]), _ tolerance: Double
    ) -> Cut? {
        var best: (cut: Cut, depth: Double)?
        for k in levels.indices {
            guard let gap = relaxation.portfolio.sets[k].gap(around: levels[k], tolerance: tolerance),
                gap.below < ranges.upper[k], gap.above > ranges.lower[k]
            else { continue }
            let depth = min(levels[k] - gap.below, gap.above - levels[k]) / (gap.above - gap.below)
            if depth > best?.depth ?? 0 { best = (Cut(item: k, below: gap.below, above: gap.above), depth) }
        }
        return best?.cut
    }

    /// A cut that brings the worst envelope nearer to its product; nil when all are met.
    func loosestProduct(_ columns: [Double], _ ranges: (lower: [Double], upper: [Double])) -> Cut? {
        let portfolio = relaxation.portfolio
        var worst: (pair: Portfolio.Pair, error: Double)?
        for (k, pair) in portfolio.pairs.enumerated() {
            let product = columns[pair.first] * columns[pair.second]
            let error = (pair.effect * (columns[ranges.lower.count + k] - product)).magnitude
            if error > worst?.error ?? 1e-12 { worst = (pair, error) }
        }
        guard let pair = worst?.pair else { return nil }
        let item = [pair.first, pair.second].max { share($0, ranges) < share($1, ranges) } ?? pair.first
        guard share(item, ranges) > 1e-9 else { return nil }
        return middle(item, columns[item], ranges)
    }

    /// The part of a programme's levels that is left.
    private func share(_ item: Int, _ ranges: (lower: [Double], upper: [Double])) -> Double {
        let set = relaxation.portfolio.sets[item]
        return set.top > set.low ? (ranges.upper[item] - ranges.lower[item]) / (set.top - set.low) : 0
    }

    /// A cut at a level, away from the range's ends so that both parts are smaller.
    private func middle(_ item: Int, _ level: Double, _ ranges: (lower: [Double], upper: [Double])) -> Cut {
        let (low, high) = (ranges.lower[item], ranges.upper[item])
        guard relaxation.portfolio.sets[item].isWhole else {
            let place = min(max(level, low + 0.1 * (high - low)), high - 0.1 * (high - low))
            return Cut(item: item, below: place, above: place)
        }
        let whole = min(level.rounded(), high - 1)
        return Cut(item: item, below: whole, above: whole + 1)
    }
}

extension Portfolio {
    /// The same levels, a scalable one lowered by the hair by which rounding has overspent.
    func affordable(_ levels: [Double]) -> [Double] {
        let excess = cost(levels) - budget
        guard excess > 0, excess < 1e-7 else { return levels }
        var levels = levels
        for k in levels.indices where !sets[k].isWhole && costs[k] > 0 {
            let lowered = levels[k] - excess / costs[k]
            guard lowered >= sets[k].start, lowered >= sets[k].low else { continue }
            levels[k] = lowered
            return levels
        }
        return levels
    }
}
