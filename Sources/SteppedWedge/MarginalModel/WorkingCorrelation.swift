import Regression

/// How outcomes of one cluster are taken to be correlated, whatever they are.
///
/// A pair of outcomes l periods apart is correlated by c(l) when they are two persons' and by s(l) when they are one
/// person's:
///
/// | correlation | c(0) | c(l) | s(l) |
/// |---|---|---|---|
/// | ``independence`` | 0 | 0 | 0 |
/// | ``exchangeable`` | α | α | α |
/// | ``nestedExchangeable`` | α₀ | α₁ | – |
/// | ``blockExchangeable`` | α₀ | α₁ | α₂ |
/// | ``decay`` | α₀ | α₀ρˡ | – |
/// | ``proportionalDecay`` | α₀ | α₀ρˡ | ρˡ |
///
/// Those with s(l) of their own are for closed cohorts, whose persons are named; the others take every row as another
/// person. Periods are counted in their order, so that neighbours are one apart.
///
/// Source: Li, Turner & Preisser (2018), Biometrics 74; Li (2020), Statistics in Medicine 39; Li et al. (2022),
/// Biostatistics 23.
public enum WorkingCorrelation: String, Sendable, Hashable, Codable, CaseIterable {
    /// None.
    case independence = "independent"
    /// One correlation for all pairs of a cluster.
    case exchangeable
    /// One within a period, another between periods.
    case nestedExchangeable = "nested"
    /// As nested, and a third for one person's outcomes.
    case blockExchangeable = "block"
    /// Within a period α₀, less by a factor for each period between.
    case decay
    /// The same decay for one person's outcomes and between persons.
    case proportionalDecay = "proportional-decay"

    /// Whether persons have to be named.
    public var needsIndividuals: Bool { self == .blockExchangeable || self == .proportionalDecay }

    /// The parameters' names.
    public var parameterNames: [String] {
        switch self {
        case .independence: []
        case .exchangeable: ["correlation"]
        case .nestedExchangeable: ["within.period", "between.period"]
        case .blockExchangeable: ["within.period", "between.period", "within.individual"]
        case .decay, .proportionalDecay: ["within.period", "decay"]
        }
    }

    /// Where the iteration starts.
    var start: [Double] {
        switch self {
        case .decay, .proportionalDecay: [0.01, 0.5]
        default: parameterNames.map { _ in 0.01 }
        }
    }

    /// c(l) and s(l) at lags 0 ..< periods.
    func lags(_ alpha: [Double], periods: Int) -> LagCorrelation {
        let lags = 0..<periods
        switch self {
        case .independence: return LagCorrelation(lags.map { _ in 0 })
        case .exchangeable: return LagCorrelation(lags.map { _ in alpha[0] })
        case .nestedExchangeable: return LagCorrelation(lags.map { alpha[$0 == 0 ? 0 : 1] })
        case .blockExchangeable:
            return LagCorrelation(
                lags.map { alpha[$0 == 0 ? 0 : 1] }, same: lags.map { $0 == 0 ? 1 : alpha[2] })
        case .decay:
            return LagCorrelation(lags.map { alpha[0] * WorkingCorrelation.power(alpha[1], $0) })
        case .proportionalDecay:
            let powers = lags.map { WorkingCorrelation.power(alpha[1], $0) }
            return LagCorrelation(powers.map { alpha[0] * $0 }, same: powers)
        }
    }

    static func power(_ base: Double, _ exponent: Int) -> Double {
        var result = 1.0
        for _ in 0..<exponent { result *= base }
        return result
    }
}

/// A correlation by lag, split into what all of a cluster share and what is a person's own: R = Z C Z′ + P.
struct LagCorrelation: Sendable, Hashable {
    /// C: between persons, by lag.
    let shared: [Double]
    /// P: what one person's outcomes have beyond, by lag; 1 − C at lag 0.
    let own: [Double]

    /// - Parameter same: the correlation of one person's outcomes; nil where every row is another person.
    init(_ shared: [Double], same: [Double]? = nil) {
        self.shared = shared
        own = shared.indices.map { $0 == 0 ? 1 - shared[0] : (same?[$0] ?? shared[$0]) - shared[$0] }
    }
}
