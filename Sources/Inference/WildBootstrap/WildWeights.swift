import Distributions

/// What a cluster's residuals are multiplied by in a draw: independent numbers of mean 0 and variance 1.
///
/// | weights | values | moments |
/// |---|---|---|
/// | ``rademacher`` | ±1, equally likely | third 0, fourth 1 |
/// | ``webb`` | ±√½, ±1, ±√1.5, equally likely | third 0, fourth 7/6 |
/// | ``mammen`` | −(√5−1)/2 with probability (√5+1)/(2√5), else (√5+1)/2 | third 1, fourth 2 |
/// | ``normal`` | standard normal | third 0, fourth 3 |
///
/// - Source: Davidson & Flachaire (2008) for the signs; Webb (2023, *Reworking wild bootstrap-based inference
///   for clustered errors*, Canadian Journal of Economics 56) for six points; Mammen (1993, Annals of
///   Statistics 21).
public enum WildWeights: String, Sendable, Hashable, Codable, CaseIterable {
    /// Signs. The default; every vector of signs is used once when there are no more of them than draws.
    case rademacher
    /// Six points, for a dozen clusters or fewer, where signs give few different draws.
    case webb
    /// Two points with the third moment 1.
    case mammen
    /// Standard normal numbers.
    case normal

    /// Fills one draw: `put` takes the position and the number.
    @inline(__always)
    func fill(_ count: Int, _ generator: inout Generator, _ put: (Int, Double) -> Void) {
        switch self {
        case .rademacher:
            var bits: UInt64 = 0
            for i in 0..<count {
                if i % 64 == 0 { bits = generator.next() }
                put(i, bits & 1 == 0 ? 1 : -1)
                bits >>= 1
            }
        case .webb: for i in 0..<count { put(i, WildWeights.sixPoints[generator.integer(below: 6)]) }
        case .mammen: for i in 0..<count { put(i, WildWeights.mammen(generator.uniform())) }
        case .normal: for i in 0..<count { put(i, generator.normal()) }
        }
    }

    private static let sixPoints = [
        -(1.5.squareRoot()), -1, -(0.5.squareRoot()), 0.5.squareRoot(), 1, 1.5.squareRoot(),
    ]

    private static func mammen(_ uniform: Double) -> Double {
        let root = 5.0.squareRoot()
        return uniform < (root + 1) / (2 * root) ? (1 - root) / 2 : (1 + root) / 2
    }
}
