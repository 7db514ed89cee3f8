import Distributions
import Groundwork
import Inference

/// Policies judged by several aims at once: which improves all, and which trades one aim for another.
///
/// Each effect is turned so that up is better. A policy *improves all* when every aim's interval lies above zero; to claim
/// that needs no adjustment for the number of aims, since all must hold (Berger 1982). It *trades* when one aim is shown
/// better and another worse. By the estimates a policy is *dominated* when another policy, or to leave things as they are,
/// is no worse in any aim and better in one; the rest are the Pareto set.
///
/// The four of the Quadruple Aim are patients' experience, population health, per-capita cost and clinicians' work life
/// (Bodenheimer & Sinsky 2014); any aims will do.
public struct QuadrupleAim: Sendable, Hashable, Codable {
    /// The aims in order.
    public let aims: [String]
    /// The policies in order.
    public let policies: [Policy]
    /// The level of intervals.
    public let level: Double

    /// One effect of one policy on one aim.
    public struct Effect: Sendable, Hashable, Codable {
        /// The policy's name.
        public let policy: String
        /// The aim's name.
        public let aim: String
        /// The effect.
        public let estimate: Double
        /// Its standard error.
        public let standardError: Double
        /// Whether more of the measure is better.
        public let higherIsBetter: Bool

        /// Makes an effect.
        public init(
            policy: String, aim: String, estimate: Double, standardError: Double, higherIsBetter: Bool
        ) {
            self.policy = policy
            self.aim = aim
            self.estimate = estimate
            self.standardError = standardError
            self.higherIsBetter = higherIsBetter
        }

        /// The effect with up as better.
        var gain: Double { higherIsBetter ? estimate : -estimate }
    }

    /// What a policy does to an aim.
    public enum Change: String, Sendable, Hashable, Codable, CaseIterable {
        /// The interval lies on the better side.
        case better
        /// The interval lies on the worse side.
        case worse
        /// The interval spans zero.
        case unclear
    }

    /// What a policy is.
    public enum Status: String, Sendable, Hashable, Codable, CaseIterable {
        /// Every aim is shown to be better.
        case improvesAll = "improves-all"
        /// Some aims are shown to be better and none worse.
        case improvesSome = "improves-some"
        /// One aim is shown to be better and another worse.
        case trades
        /// No aim is shown to be better, and one to be worse.
        case worsens
        /// Nothing is shown.
        case unclear
    }

    /// A policy with its effects in the order of the aims.
    public struct Policy: Sendable, Hashable, Codable {
        /// Its name.
        public let name: String
        /// Its effects.
        public let effects: [Effect]
        /// What it does to each aim.
        public let changes: [Change]
        /// What it is.
        public let status: Status
        /// Who dominates it by the estimates; empty for a member of the Pareto set. `no change` is the status quo.
        public let dominatedBy: [String]
        /// The probability that every aim gets better, by normal distributions of independent estimates.
        public let probabilityOfAll: Double
    }

    /// The name under which leaving things as they are stands among the policies.
    public static let statusQuo = "no change"

    /// Judges policies.
    ///
    /// - Throws: `CausalError.Code.badArgument` without effects; `CausalError.Code.badValue` for numbers that are missing, a
    ///   policy without one of the aims or with one twice, or an aim whose direction differs between policies.
    public init(_ effects: [Effect], level: Double = 0.95) throws(CausalError) {
        try Estimates.check(level: level)
        guard !effects.isEmpty else { throw CausalError(.badArgument, "there is no policy") }
        func distinct(_ names: [String]) -> [String] {
            var seen: Set<String> = []
            return names.filter { seen.insert($0).inserted }
        }
        let aims = distinct(effects.map(\.aim))
        var ordered: [(String, [Effect])] = []
        for name in distinct(effects.map(\.policy)) {
            ordered.append((name, try Self.row(name, aims, effects)))
        }
        let z = Normal().upperQuantile((1 - level) / 2)
        let gains = ordered.map { $0.1.map(\.gain) }
        self.aims = aims
        self.level = level
        policies = ordered.enumerated().map { index, policy in
            let changes = policy.1.map { Self.change($0, z) }
            return Policy(
                name: policy.0, effects: policy.1, changes: changes, status: Self.status(changes),
                dominatedBy: Self.dominators(of: index, gains, ordered.map(\.0)),
                probabilityOfAll: policy.1.reduce(1) { $0 * Self.probability($1) })
        }
    }

    private static func row(_ name: String, _ aims: [String], _ effects: [Effect]) throws(CausalError)
        -> [Effect]
    {
        var row: [Effect] = []
        for aim in aims {
            let found = effects.filter { $0.policy == name && $0.aim == aim }
            guard found.count == 1, let effect = found.first else {
                throw CausalError(
                    .badValue, "the policy '\(name)' has \(found.count) effects on '\(aim)'",
                    remedy: "Give one row for each policy and aim.")
            }
            guard effect.estimate.isFinite, effect.standardError >= 0, effect.standardError.isFinite else {
                throw CausalError(
                    .badValue, "the effect of '\(name)' on '\(aim)' has no estimate or standard error")
            }
            if effects.contains(where: { $0.aim == aim && $0.higherIsBetter != effect.higherIsBetter }) {
                throw CausalError(
                    .badValue, "policies differ in whether more of '\(aim)' is better", value: aim)
            }
            row.append(effect)
        }
        return row
    }

    private static func change(_ effect: Effect, _ z: Double) -> Change {
        let margin = z * effect.standardError
        if effect.gain - margin > 0 { return .better }
        return effect.gain + margin < 0 ? .worse : .unclear
    }

    private static func status(_ changes: [Change]) -> Status {
        if changes.allSatisfy({ $0 == .better }) { return .improvesAll }
        switch (changes.contains(.better), changes.contains(.worse)) {
        case (true, true): return .trades
        case (true, false): return .improvesSome
        case (false, true): return .worsens
        case (false, false): return .unclear
        }
    }

    private static func dominators(of index: Int, _ gains: [[Double]], _ names: [String]) -> [String] {
        func beats(_ other: [Double]) -> Bool {
            let pairs = zip(other, gains[index])
            return pairs.allSatisfy { $0 >= $1 } && pairs.contains { $0 > $1 }
        }
        var found = gains.indices.filter { $0 != index && beats(gains[$0]) }.map { names[$0] }
        if beats([Double](repeating: 0, count: gains[index].count)) { found.append(statusQuo) }
        return found
    }

    private static func probability(_ effect: Effect) -> Double {
        guard effect.standardError > 0 else { return effect.gain > 0 ? 1 : 0 }
        return Normal().survival(-effect.gain / effect.standardError)
    }
}
