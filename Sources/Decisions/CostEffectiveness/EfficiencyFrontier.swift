import Groundwork
import Inference

/// An option with its effect and its cost.
public struct Strategy: Sendable, Hashable, Codable {
    /// Its name.
    public let name: String
    /// Its effect, in QALYs or another unit of which more is better.
    public let effect: Double
    /// Its cost.
    public let cost: Double

    /// Makes an option.
    public init(_ name: String, effect: Double, cost: Double) {
        self.name = name
        self.effect = effect
        self.cost = cost
    }
}

/// Which of several options are worth a thought, and what each step from one to the next costs.
///
/// An option is *dominated* when another gives no less for no more, and *extendedly dominated* when a mixture of two
/// others does. What remains is the lower right edge of the convex hull: along it effects and costs rise, and so do the
/// incremental ratios Δc/Δe from one option to the next.
///
/// - Source: Weinstein & Zeckhauser (1973); Karlsson & Johannesson (1996), PharmacoEconomics 9; Cantor (1994), Journal of
///   Health Economics 13.
public struct EfficiencyFrontier: Sendable, Hashable, Codable {
    /// The options as they were given.
    public let strategies: [Strategy]
    /// The positions of those on the frontier, from the cheapest on.
    public let order: [Int]
    /// What became of each option.
    public let status: [Status]

    /// What became of an option.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// On the frontier.
        case efficient
        /// Another option gives no less for no more.
        case dominated
        /// A mixture of two others does.
        case extendedlyDominated = "extendedly-dominated"
    }

    /// Finds the frontier.
    ///
    /// Of options that are equal in both effect and cost the first stays. Work grows as n·log n.
    ///
    /// - Throws: `CausalError.Code.badArgument` without options; `CausalError.Code.badValue` for names that are empty or
    ///   repeated, and for an effect or a cost that is not finite.
    public init(_ strategies: [Strategy]) throws(CausalError) {
        let names = strategies.map(\.name)
        guard !names.isEmpty else { throw CausalError(.badArgument, "there is no option to compare") }
        if let row = names.indices.first(where: { names[$0].isEmpty || names[..<$0].contains(names[$0]) }) {
            throw CausalError(.badValue, "options need names that differ", row: row + 1, value: names[row])
        }
        if let odd = strategies.firstIndex(where: { !$0.effect.isFinite || !$0.cost.isFinite }) {
            throw CausalError(.badValue, "an effect or a cost is missing", row: odd + 1, value: names[odd])
        }
        var status = [Status](repeating: .dominated, count: strategies.count)
        let byCost = strategies.indices.sorted {
            let (a, b) = (strategies[$0], strategies[$1])
            return (a.cost, -a.effect, $0) < (b.cost, -b.effect, $1)
        }
        var hull: [Int] = []
        for index in byCost {
            // Whatever came before costs no more: an option that gives no more than the best so far is dominated.
            if let best = hull.last, strategies[index].effect <= strategies[best].effect { continue }
            while hull.count >= 2, Self.bends(strategies, hull[hull.count - 2], hull[hull.count - 1], index) {
                status[hull.removeLast()] = .extendedlyDominated
            }
            hull.append(index)
        }
        for index in hull { status[index] = .efficient }
        self.strategies = strategies
        self.order = hull
        self.status = status
    }

    /// Whether the ratio from b to c is no larger than that from a to b, so that mixtures of a and c beat b.
    private static func bends(_ all: [Strategy], _ a: Int, _ b: Int, _ c: Int) -> Bool {
        let (first, second, third) = (all[a], all[b], all[c])
        return (third.cost - second.cost) * (second.effect - first.effect)
            <= (second.cost - first.cost) * (third.effect - second.effect)
    }

    /// Δc/Δe of each efficient option against the one before; nil for the first.
    public var ratios: [Double?] {
        order.indices.map { place in
            guard place > 0 else { return nil }
            let (from, to) = (strategies[order[place - 1]], strategies[order[place]])
            return (to.cost - from.cost) / (to.effect - from.effect)
        }
    }

    /// The option with the largest k·effect − cost: the last one on the frontier whose ratio is at most k.
    public func best(willingness k: Double) -> Strategy {
        let place = ratios.lastIndex { ($0 ?? -.infinity) <= k } ?? 0
        return strategies[order[place]]
    }
}

extension EfficiencyFrontier {
    /// A row `icer` for each option: labels `strategy`, `effect`, `cost`, `status` and, on the frontier, `against`.
    public func estimates(level: Double = 0.95) -> Estimates {
        var table = DecisionRows(level: level)
        let ratios = ratios
        for (index, strategy) in strategies.enumerated() {
            let place = order.firstIndex(of: index)
            var labels: [JSONValue.Member] = [
                .init("strategy", .string(strategy.name)), .init("effect", .number(strategy.effect)),
                .init("cost", .number(strategy.cost)), .init("status", .string(status[index].rawValue)),
            ]
            if let place, place > 0 {
                labels.append(.init("against", .string(strategies[order[place - 1]].name)))
            }
            table.add("icer", labels, place.flatMap { ratios[$0] })
        }
        return table.estimates(
            command: "strategies",
            model: [
                .init("estimator", "efficiency-frontier"),
                .init("frontier", .array(order.map { .string(strategies[$0].name) })),
            ], notes: notes)
    }

    /// Who is dominated.
    var notes: [String] {
        func names(_ wanted: Status) -> String {
            strategies.indices.filter { status[$0] == wanted }.map { strategies[$0].name }.joined(
                separator: ", ")
        }
        var notes = ["Frontier: " + order.map { strategies[$0].name }.joined(separator: " → ") + "."]
        let (strict, extended) = (names(.dominated), names(.extendedlyDominated))
        if !strict.isEmpty { notes.append("Dominated (another gives no less for no more): \(strict).") }
        if !extended.isEmpty {
            notes.append("Extendedly dominated (a mixture of two others does): \(extended).")
        }
        return notes
    }
}
