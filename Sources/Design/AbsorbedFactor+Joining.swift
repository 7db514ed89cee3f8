/// One effect that is absorbed, by its place among a design's factors or slopes.
public enum AbsorbedEffect: Sendable, Hashable {
    /// The levels of a factor.
    case levels(Int)
    /// A slope.
    case slope(Int)

    /// Factor by factor what is absorbed: its levels, if they have effects, then the slopes that vary by it; factors
    /// with slopes alone come last.
    public static func grouped(_ factors: [Factor], _ slopes: [VaryingSlope]) -> [[AbsorbedEffect]] {
        var names: [String] = []
        for name in factors.map(\.name) + slopes.map(\.factor.name) where !names.contains(name) {
            names.append(name)
        }
        return names.map { name in
            factors.indices.filter { factors[$0].name == name }.map { .levels($0) }
                + slopes.indices.filter { slopes[$0].factor.name == name }.map { .slope($0) }
        }
    }
}

extension AbsorbedFactor {
    /// Factors with levels, each with the slopes that vary by it, and behind them those with slopes alone.
    public static func joining(_ factors: [Factor], _ slopes: [VaryingSlope]) -> [AbsorbedFactor] {
        AbsorbedEffect.grouped(factors, slopes).map { effects in
            let own = effects.compactMap { if case .slope(let s) = $0 { slopes[s] } else { nil } }
            if case .levels(let q) = effects[0] {
                return AbsorbedFactor(factors[q], slopes: own.map(\.values))
            }
            return AbsorbedFactor(own[0].factor, hasIntercept: false, slopes: own.map(\.values))
        }
    }
}

extension ModelFrame {
    /// What is absorbed, factor by factor.
    public var absorbedFactors: [AbsorbedFactor] { AbsorbedFactor.joining(absorbed, slopes) }
    /// The names of what is absorbed, in the same order: `unit`, `unit[x]`.
    public var absorbedEffects: [AbsorbedEffect] { AbsorbedEffect.grouped(absorbed, slopes).flatMap { $0 } }
}
