import Distributions
import Groundwork

/// The programmes as numbers, costs and effects in units of the greatest, with names resolved to places.
///
/// Scaling keeps the tolerances of the linear programs meaningful whether money is counted in cents or in millions.
struct Portfolio: Sendable {
    /// What two levels do together.
    struct Pair: Sendable {
        let first: Int
        let second: Int
        /// The effect of the pair at levels 1 and 1.
        var effect: Double
    }

    let sets: [LevelSet]
    let costs: [Double]
    var effects: [Double]
    let weights: [Double]
    var pairs: [Pair]
    /// Each programme's group; −1 for none.
    let groups: [Int]
    let groupNames: [String]
    let baselines: [Double]
    /// By how much each effect may fall under a robust objective.
    let deviations: [Double]
    let budget: Double
    let costScale: Double
    let effectScale: Double

    /// The places of the pairs of each programme.
    let pairsOf: [[Int]]

    /// Whether each product is exact once its factors are permitted levels: one of them is 0 or 1, or has but one level.
    var hasExactProducts: Bool {
        pairs.allSatisfy { pair in
            [pair.first, pair.second].contains { sets[$0].isWhole && sets[$0].top - sets[$0].low <= 1 }
        }
    }

    /// Σ cₖxₖ.
    func cost(_ levels: [Double]) -> Double { zip(costs, levels).reduce(0) { $0 + $1.0 * $1.1 } }

    /// Health with each unit counted by its weight.
    func health(_ levels: [Double]) -> Double {
        var sum = 0.0
        for k in levels.indices { sum += weights[k] * effects[k] * levels[k] }
        for pair in pairs { sum += weight(pair) * pair.effect * levels[pair.first] * levels[pair.second] }
        return sum
    }

    /// The mean of the weights of a pair's programmes.
    func weight(_ pair: Pair) -> Double { (weights[pair.first] + weights[pair.second]) / 2 }

    /// Each group's health, baseline included.
    func groupHealth(_ levels: [Double]) -> [Double] {
        var health = baselines
        for k in levels.indices where groups[k] >= 0 { health[groups[k]] += effects[k] * levels[k] }
        for pair in pairs {
            let half = pair.effect * levels[pair.first] * levels[pair.second] / 2
            for k in [pair.first, pair.second] where groups[k] >= 0 { health[groups[k]] += half }
        }
        return health
    }

    /// Health less what the worst `count` falls of effects take away; all of them when nil.
    func lowerBound(_ levels: [Double], count: Double?) -> Double {
        let falls = levels.indices.map { weights[$0] * deviations[$0] * levels[$0] }
        guard let count, count < Double(falls.count) else { return health(levels) - falls.reduce(0, +) }
        let sorted = falls.sorted(by: >)
        let whole = Int(count)
        let part = (count - Double(whole)) * sorted[whole]
        return health(levels) - sorted[..<whole].reduce(0, +) - part
    }

    /// What raising a level adds to health, beside the levels of the others.
    func gain(_ k: Int, by step: Double, _ levels: [Double]) -> Double {
        var rate = weights[k] * effects[k]
        for place in pairsOf[k] {
            let pair = pairs[place]
            rate += weight(pair) * pair.effect * levels[pair.first == k ? pair.second : pair.first]
        }
        return rate * step
    }

    /// The cheapest levels.
    var cheapest: [Double] { sets.indices.map { costs[$0] < 0 ? sets[$0].top : sets[$0].low } }

    /// What the cheapest levels cost, in the units of the allocation.
    var leastCost: Double { cost(cheapest) * costScale }

    /// Whether levels cost no more than the budget, but for rounding.
    func isAffordable(_ levels: [Double]) -> Bool { cost(levels) <= budget + 1e-9 }

    /// The same with other effects and interactions, in the units of the allocation.
    func replacing(effects: [Double], interactions: [Double]) -> Portfolio {
        var other = self
        other.effects = effects.map { $0 / effectScale }
        for k in pairs.indices { other.pairs[k].effect = interactions[k] / effectScale }
        return other
    }
}
