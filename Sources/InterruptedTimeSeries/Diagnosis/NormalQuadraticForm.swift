import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The distribution of Q = Σ λⱼ zⱼ², zⱼ independent standard normals, at zero.
///
///     P(Q < 0) = 1/2 − π⁻¹ ∫₀^∞ sin θ(t) / (t ρ(t)) dt,   θ = ½ Σ arctan 2λⱼt,   ρ = Π (1 + 4λⱼ²t²)^¼
///
/// The integral is a double-exponential sum, t = exp(½π sinh x), which is exact to about 1e-12 for four terms and more: ρ then
/// grows fast enough that the integrand is nowhere near its oscillations' limit.
///
/// Source: Imhof (1961), Biometrika 48, eq. 3.2; Takahasi & Mori (1974) for the sum.
enum NormalQuadraticForm {
    /// P(Q < 0), from 0 to 1.
    static func probabilityBelowZero(_ weights: [Double]) -> Double {
        let largest = weights.reduce(0) { max($0, abs($1)) }
        guard largest > 0 else { return 0 }
        let scaled = weights.map { $0 / largest }
        let step = 1.0 / 64
        var sum = 0.0
        for place in -320...320 {
            let x = Double(place) * step
            let logT = Double.pi / 2 * sinh(x)
            // Below this t the integrand, about t/2 · Σ λ, is less than rounding.
            guard logT > -45 else { continue }
            let value = term(scaled, exp(logT))
            // ρ grows with t: what follows is smaller still.
            guard let value else { break }
            sum += value * Double.pi / 2 * cosh(x)
        }
        return min(1, max(0, 0.5 - sum * step / Double.pi))
    }

    /// sin θ(t)/ρ(t), dt/t being the rest of the sum's weight; nil where ρ is beyond 1e30.
    private static func term(_ weights: [Double], _ t: Double) -> Double? {
        var (angle, logRadius) = (0.0, 0.0)
        for weight in weights {
            let product = 2 * weight * t
            angle += atan(product)
            logRadius += product.magnitude > 1e8 ? 2 * log(product.magnitude) : log1p(product * product)
        }
        return logRadius < 280 ? sin(angle / 2) * exp(-logRadius / 4) : nil
    }
}
