import Decisions
import Distributions
import Testing

/// The search against every allocation there is, on cases small enough to write them all down.
@Suite struct AllocationOptimumTests {
    /// All levels of whole programmes.
    static func everyAllocation(_ programmes: [Programme]) -> [[Double]] {
        programmes.reduce(into: [[]]) { all, item in
            let levels = (Int(item.minimum)...Int(item.maximum)).map(Double.init).filter {
                $0 == 0 || $0 >= item.smallest
            }
            all = all.flatMap { known in levels.map { known + [$0] } }
        }
    }

    static func cost(_ a: BudgetAllocation, _ x: [Double]) -> Double {
        zip(a.programmes, x).reduce(0) { $0 + $1.0.cost * $1.1 }
    }

    /// The objective, written down from its definition.
    static func value(_ a: BudgetAllocation, _ x: [Double]) -> Double {
        let places = Dictionary(uniqueKeysWithValues: a.programmes.enumerated().map { ($1.name, $0) })
        func health(_ weight: (Programme) -> Double) -> Double {
            var sum = zip(a.programmes, x).reduce(0) { $0 + weight($1.0) * $1.0.effect * $1.1 }
            for pair in a.interactions {
                let (i, j) = (places[pair.first, default: 0], places[pair.second, default: 0])
                let mean = (weight(a.programmes[i]) + weight(a.programmes[j])) / 2
                sum += mean * pair.effect * x[i] * x[j]
            }
            return sum
        }
        switch a.objective {
        case .health: return health(\.weight)
        case .worstOff:
            let groups = Set(a.programmes.compactMap(\.group))
            return groups.map { group in health { $0.group == group ? 1 : 0 } + (a.baselines[group] ?? 0) }
                .min() ?? .nan
        case .lowerBound(let level, let count):
            let z = Normal().upperQuantile((1 - level) / 2)
            let falls = zip(a.programmes, x).map { $0.weight * z * $0.standardError * $1 }.sorted(by: >)
            return health(\.weight) - falls.prefix(count.map { Int($0) } ?? falls.count).reduce(0, +)
        }
    }

    /// A random case; whole numbers make ties.
    static func example(_ seed: UInt64, _ objective: BudgetAllocation.Objective, whole: Bool = false)
        -> BudgetAllocation
    {
        var random = Generator(seed: seed)
        let count = 4 + random.integer(below: 5)
        func number(_ low: Double, _ high: Double) -> Double {
            let value = low + (high - low) * random.uniform()
            return whole ? value.rounded() : value
        }
        let items = (0..<count).map { k in
            let required = random.bernoulli(0.1) ? 1.0 : 0
            let most = random.bernoulli(0.2) ? 3.0 : 1
            return Programme(
                "i\(k)", cost: number(random.bernoulli(0.1) ? -5 : 1, 20), effect: number(-2, 10),
                standardError: number(0, 3), minimum: required, maximum: max(required, most),
                smallest: most == 3 && random.bernoulli(0.5) ? 2 : 0,
                weight: [0.5, 1, 2][random.integer(below: 3)],
                group: ["a", "b", "c"][random.integer(below: 3)])
        }
        var pairs: [Interaction] = []
        for i in 0..<count {
            for j in (i + 1)..<count where random.bernoulli(0.25) {
                pairs.append(Interaction("i\(i)", "i\(j)", effect: number(-5, 5)))
            }
        }
        return BudgetAllocation(
            items, interactions: pairs, budget: 20 + number(0, 60), objective: objective, baselines: ["a": 3],
            limits: patient)
    }

    /// A busy machine, or an instrumented build, takes longer than the 20 seconds that a search has otherwise.
    static let patient = SearchLimits(seconds: 1e6)

    private func check(_ allocation: BudgetAllocation, _ seed: UInt64) throws {
        let affordable = Self.everyAllocation(allocation.programmes).filter {
            Self.cost(allocation, $0) <= allocation.budget + 1e-9
        }
        guard let best = affordable.map({ Self.value(allocation, $0) }).max() else {
            #expect(throws: CausalError.self) { try allocation.plan() }
            return
        }
        let plan = try allocation.plan()
        let scale = max(1, best.magnitude)
        #expect(
            plan.isProven && (plan.value - best).magnitude < 1e-8 * scale,
            "seed \(seed): \(plan.value), \(best)")
        #expect((Self.value(allocation, plan.levels) - plan.value).magnitude < 1e-9 * scale)
        #expect(plan.bound >= plan.value && plan.cost <= allocation.budget + 1e-9)
        guard allocation.objective != .worstOff else { return }
        let cheapest =
            affordable.filter { Self.value(allocation, $0) >= best - 1e-10 * scale }
            .map { Self.cost(allocation, $0) }.min() ?? .nan
        #expect(plan.isProvenCheapest && (plan.cost - cheapest).magnitude < 1e-8, "seed \(seed)")
    }

    @Test(arguments: 0..<60) func healthIsTheBestOfAll(_ seed: Int) throws {
        try check(Self.example(UInt64(seed), .health, whole: seed % 2 == 0), UInt64(seed))
    }

    @Test(arguments: 0..<30) func theWorstOffGroupIsRaisedMost(_ seed: Int) throws {
        try check(Self.example(UInt64(seed), .worstOff, whole: seed % 2 == 0), UInt64(seed))
    }

    @Test(arguments: 0..<30) func lowerBoundsAreTheBestOfAll(_ seed: Int) throws {
        let count = seed % 3 == 0 ? nil : Double(seed % 3)
        try check(Self.example(UInt64(seed), .lowerBound(deviations: count)), UInt64(seed))
    }

    @Test func theOrderOfRowsDoesNotChangeTheValue() throws {
        for seed in 0..<20 {
            let one = Self.example(UInt64(seed), .health)
            var other = one
            other.programmes.reverse()
            other.interactions = one.interactions.reversed().map {
                Interaction($0.second, $0.first, effect: $0.effect)
            }
            guard let plan = try? one.plan() else { continue }
            #expect((try other.plan().value - plan.value).magnitude < 1e-9 * max(1, plan.value.magnitude))
            #expect((try other.plan().cost - plan.cost).magnitude < 1e-8)
        }
    }
}
