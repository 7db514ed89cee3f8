import Distributions
import Groundwork
import LinearAlgebra

/// What the uncertainty of effects means for a plan.
public struct AllocationUncertainty: Sendable, Hashable, Codable {
    /// How many times effects were drawn.
    public let draws: Int
    /// The seed of the draws.
    public let seed: UInt64
    /// The share of draws in which the best allocation has some of each programme.
    public let probabilityChosen: [Double]
    /// The mean over draws of the best allocation's levels.
    public let meanLevels: [Double]
    /// The share of draws in which no allocation is better than the plan.
    public let probabilityBest: Double
    /// The mean over draws of what the best allocation has more than the plan: what perfect information would be worth, in
    /// the objective's unit.
    public let expectedRegret: Double
    /// The standard error of ``expectedRegret`` from the number of draws.
    public let simulationError: Double
    /// The draws whose search reached a limit: regret may be larger there.
    public let unproven: Int
}

extension BudgetAllocation {
    /// Draws effects and interactions from normal distributions, finds the best allocation for each draw, and compares it
    /// with a plan.
    ///
    /// Draw i takes the stream i of the seed, so that the answer does not depend on threads. The objective is that of the
    /// allocation; for lower bounds it is health. A draw's search ends after 2,000 parts, all together after the time of
    /// ``SearchLimits/seconds``.
    ///
    /// - Parameters:
    ///   - plan: the plan that is judged.
    ///   - draws: how many.
    ///   - seed: the seed of the draws.
    /// - Throws: `CausalError.Code.badArgument` for fewer than 2 or more than a million draws or without any standard error;
    ///   otherwise as ``plan(from:)``.
    public func uncertainty(
        of plan: AllocationPlan, draws: Int = 200, seed: UInt64 = 42
    ) throws(CausalError) -> AllocationUncertainty {
        guard (2...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "draws are a number from 2 to 1,000,000", value: "\(draws)")
        }
        guard isUncertain else {
            throw CausalError(
                .badArgument, "draws need standard errors of the effects",
                remedy: "Give the column std.error.")
        }
        let portfolio = try Portfolio(self)
        let root = try effectRoot()
        let criterion: Criterion = objective == .worstOff ? .worstOff : .health
        var limits = limits
        limits.nodes = min(limits.nodes, 2000)
        let search = limits
        let source = Generator(seed: seed)
        let deadline = limits.deadline
        let outcomes = Parallel.map(draws) { draw in
            var random = source.stream(draw)
            let drawn = portfolio.replacing(
                effects: self.drawnEffects(root, &random), interactions: self.drawnInteractions(&random))
            return Result { () throws(CausalError) in
                try StagedSearch(portfolio: drawn, stages: [criterion], limits: search, deadline: deadline)
                    .outcome(
                        of: plan.levels)
            }
        }
        var found: [DrawOutcome] = []
        for outcome in outcomes { found.append(try outcome.get()) }
        return summary(found, scale: portfolio.effectScale, seed: seed)
    }

    /// Whether anything is drawn.
    public var isUncertain: Bool {
        effectCovariance.map { $0.values.contains { $0 != 0 } }
            ?? (programmes.contains { $0.standardError > 0 }
                || interactions.contains { $0.standardError > 0 })
    }

    /// The root of the covariance; nil for independent errors.
    private func effectRoot() throws(CausalError) -> Matrix? {
        guard let effectCovariance else { return nil }
        return try SymmetricEigen(effectCovariance).reconstruct { $0 > 0 ? $0.squareRoot() : 0 }
    }

    private func drawnEffects(_ root: Matrix?, _ random: inout Generator) -> [Double] {
        let noise = programmes.map { _ in random.normal() }
        return programmes.indices.map { k in
            guard let root else {
                return programmes[k].effect + programmes[k].standardError * noise[k]
            }
            return programmes[k].effect + noise.indices.reduce(0) { $0 + root[k, $1] * noise[$1] }
        }
    }

    private func drawnInteractions(_ random: inout Generator) -> [Double] {
        interactions.map { $0.effect + $0.standardError * random.normal() }
    }

    private func summary(_ found: [DrawOutcome], scale: Double, seed: UInt64) -> AllocationUncertainty {
        let count = Double(found.count)
        func share(_ k: Int, _ part: (Double) -> Double) -> Double {
            found.reduce(0) { $0 + part($1.levels[k]) } / count
        }
        let mean = found.reduce(0) { $0 + $1.regret } / count
        let variance = found.reduce(0) { $0 + ($1.regret - mean) * ($1.regret - mean) } / (count - 1)
        return AllocationUncertainty(
            draws: found.count, seed: seed,
            probabilityChosen: programmes.indices.map { share($0) { $0 > 0 ? 1 : 0 } },
            meanLevels: programmes.indices.map { share($0) { $0 } },
            probabilityBest: Double(found.count { $0.regret <= 1e-9 }) / count, expectedRegret: mean * scale,
            simulationError: (variance / count).squareRoot() * scale, unproven: found.count { !$0.isProven })
    }

    /// The standard error of a plan's health, weights left out: the delta method is exact, since health is linear in
    /// effects.
    public func healthError(of plan: AllocationPlan) -> Double {
        let levels = plan.levels
        var variance = 0.0
        if let effectCovariance {
            for i in levels.indices {
                for j in levels.indices { variance += levels[i] * effectCovariance[i, j] * levels[j] }
            }
        } else {
            for (item, level) in zip(programmes, levels) {
                variance += (item.standardError * level) * (item.standardError * level)
            }
        }
        let places = Dictionary(zip(programmes.map(\.name), levels)) { first, _ in first }
        for pair in interactions {
            let error = pair.standardError * (places[pair.first] ?? 0) * (places[pair.second] ?? 0)
            variance += error * error
        }
        return max(0, variance).squareRoot()
    }
}

/// The best levels of one draw and what they have more than a plan.
struct DrawOutcome: Sendable {
    let levels: [Double]
    let regret: Double
    let isProven: Bool
}

extension StagedSearch {
    /// Searches from a plan's levels.
    func outcome(of plan: [Double]) throws(CausalError) -> DrawOutcome {
        let result = try run(from: plan)
        let regret = stages[0].value(result.levels, portfolio) - stages[0].value(plan, portfolio)
        return DrawOutcome(levels: result.levels, regret: max(0, regret), isProven: result.isProven)
    }
}
