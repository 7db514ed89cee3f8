import Distributions
import Groundwork

extension Portfolio {
    /// Checks an allocation and resolves its names.
    ///
    /// - Throws: as ``BudgetAllocation/plan(from:)``.
    init(_ allocation: BudgetAllocation) throws(CausalError) {
        try allocation.check()
        let items = allocation.programmes
        let places = Dictionary(uniqueKeysWithValues: items.enumerated().map { ($1.name, $0) })
        var sets: [LevelSet] = []
        for item in items { sets.append(try Portfolio.levels(item)) }
        let pairs = allocation.interactions.map { pair in
            Pair(first: places[pair.first] ?? 0, second: places[pair.second] ?? 0, effect: pair.effect)
        }
        let costScale = Portfolio.scale(zip(items, sets).map { $0.cost * $1.top })
        let effectScale = Portfolio.scale(
            zip(items, sets).map { max($0.weight, 1) * $0.effect * $1.top }
                + zip(pairs, allocation.interactions).map {
                    $1.effect * sets[$0.first].top * sets[$0.second].top
                })
        let names = items.compactMap(\.group).reduce(into: [String]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        var pairsOf = [[Int]](repeating: [], count: items.count)
        for (place, pair) in pairs.enumerated() {
            pairsOf[pair.first].append(place)
            pairsOf[pair.second].append(place)
        }
        self.init(
            sets: sets, costs: items.map { $0.cost / costScale },
            effects: items.map { $0.effect / effectScale },
            weights: items.map(\.weight),
            pairs: pairs.map { Pair(first: $0.first, second: $0.second, effect: $0.effect / effectScale) },
            groups: items.map { item in item.group.flatMap { names.firstIndex(of: $0) } ?? -1 },
            groupNames: names, baselines: names.map { (allocation.baselines[$0] ?? 0) / effectScale },
            deviations: items.map { $0.standardError * allocation.objective.margin / effectScale },
            budget: allocation.budget / costScale, costScale: costScale, effectScale: effectScale,
            pairsOf: pairsOf)
        try checkBudget(allocation)
    }

    private static func levels(_ item: Programme) throws(CausalError) -> LevelSet {
        if let set = LevelSet(item) { return set }
        throw CausalError(
            .badValue,
            "programme '\(item.name)' has no level to choose from: minimum \(item.minimum.shortestDecimal), "
                + "smallest \(item.smallest.shortestDecimal), maximum \(item.maximum.shortestDecimal)"
                + (item.isScalable ? "" : ", whole units alone"),
            remedy: "Raise the maximum, lower the minimum, or make the programme scalable.")
    }

    /// The greatest magnitude, a power of two so that scaling rounds nothing; 1 when all is zero.
    private static func scale(_ numbers: [Double]) -> Double {
        let greatest = numbers.map(\.magnitude).max() ?? 0
        guard greatest > 0, greatest.isFinite else { return 1 }
        return Double(sign: .plus, exponent: greatest.exponent, significand: 1)
    }

    /// - Throws: `CausalError.Code.badArgument` when even the cheapest levels cost more than the budget.
    private func checkBudget(_ allocation: BudgetAllocation) throws(CausalError) {
        let least = cheapest
        guard !isAffordable(least) else { return }
        let needed = zip(allocation.programmes, least).reduce(0) { $0 + $1.0.cost * $1.1 }
        let required = zip(allocation.programmes, least).filter { $0.1 > 0 }.map(\.0.name)
        throw CausalError(
            .badArgument,
            "no allocation keeps the budget: "
                + (required.isEmpty
                    ? "it is negative and nothing saves money"
                    : "the required levels cost \(needed.shortestDecimal) at least ("
                        + required.prefix(5).joined(separator: ", ") + (required.count > 5 ? ", …" : "") + ")"),
            value: allocation.budget.shortestDecimal,
            remedy: "Raise the budget or lower the minimum levels.")
    }
}

extension BudgetAllocation.Objective {
    /// How many standard errors an effect may fall.
    var margin: Double {
        guard case .lowerBound(let level, _) = self else { return 0 }
        return Normal().upperQuantile((1 - level) / 2)
    }

    /// How many effects may fall at once; nil for all.
    var deviations: Double? {
        if case .lowerBound(_, let count) = self { count } else { nil }
    }
}
