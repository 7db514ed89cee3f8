import Distributions

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The power of a two-sided t test.
enum NoncentralTest {
    /// P(|T| > c) for T noncentral t: ∫ {Φ(δ − cs) + Φ(−δ − cs)} f(s) ds, s = √(χ²_ν/ν), by Simpson's rule.
    static func power(_ noncentrality: Double, critical: Double, df: Double) -> Double {
        guard noncentrality.isFinite else { return 1 }
        let reach = 10 / (2 * df).squareRoot()
        let (low, high) = (max(0, 1 - reach), 1 + reach)
        let count = 2000
        let normal = Normal()
        var (sum, mass) = (0.0, 0.0)
        for place in 0...count {
            let s = low + (high - low) * Double(place) / Double(count)
            guard s > 0 || df <= 1 else { continue }
            let weight = place == 0 || place == count ? 1.0 : place % 2 == 1 ? 4 : 2
            let density = weight * exp((df - 1) * (s > 0 ? log(s) : 0) - df * (s * s - 1) / 2)
            mass += density
            sum +=
                density
                * (normal.survival(critical * s - noncentrality)
                    + normal.survival(critical * s + noncentrality))
        }
        return min(1, max(0, sum / mass))
    }
}
