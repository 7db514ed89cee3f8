import Distributions
import Groundwork

/// How the chance of a false alarm is spent over several looks at accumulating data.
///
/// α(t) is what may have been spent when the share t of the information is in; α(1) = α.
///
/// | value | α(t) |
/// |---|---|
/// | ``obrienFleming`` | 2·(1 − Φ(z_{α/2}/√t)): almost nothing early |
/// | ``pocock`` | α·ln(1 + (e − 1)·t): nearly alike at every look |
/// | ``power(_:)`` | α·t^ρ |
/// | ``hwangShihDeCani(_:)`` | α·(1 − e^{−γt})/(1 − e^{−γ}); α·t at γ = 0 |
///
/// - Source: Lan & DeMets (1983), Biometrika 70; Kim & DeMets (1987), Biometrika 74; Hwang, Shih & De Cani (1990),
///   Statistics in Medicine 9. The first two are types: their bounds are near those of O'Brien & Fleming (1979) and
///   Pocock (1977), and not the same.
public enum AlphaSpending: Sendable, Hashable, Codable {
    /// O'Brien & Fleming's type.
    case obrienFleming
    /// Pocock's type.
    case pocock
    /// α·t^ρ, ρ > 0.
    case power(Double)
    /// Hwang, Shih & De Cani's family: γ < 0 spends late, γ > 0 early.
    case hwangShihDeCani(Double)

    /// What may be spent by information t of a total α on one side; t beyond 1 counts as 1.
    public func spent(_ alpha: Double, at t: Double) -> Double {
        let t = min(1, max(0, t))
        if t == 0 { return 0 }
        switch self {
        case .obrienFleming: return 2 * Normal().survival(Normal().upperQuantile(alpha / 2) / t.squareRoot())
        case .pocock: return alpha * Elementary.logOnePlus(Elementary.exponentialMinusOne(1) * t)
        case .power(let rho): return alpha * Elementary.power(t, rho)
        case .hwangShihDeCani(let gamma):
            if gamma.magnitude < 1e-12 { return alpha * t }
            return alpha * Elementary.exponentialMinusOne(-gamma * t) / Elementary.exponentialMinusOne(-gamma)
        }
    }

    /// The name: `obrien-fleming`, `pocock`, `power` or `hwang-shih-decani`.
    public var name: String {
        switch self {
        case .obrienFleming: "obrien-fleming"
        case .pocock: "pocock"
        case .power: "power"
        case .hwangShihDeCani: "hwang-shih-decani"
        }
    }

    /// Reads `obrien-fleming`, `pocock`, `power:3` or `hwang-shih-decani:-4`.
    ///
    /// - Throws: `CausalError.Code.badArgument`.
    public init(_ text: String) throws(CausalError) {
        let parts = text.lowercased().split(separator: ":", omittingEmptySubsequences: false)
        let number = parts.count == 2 ? Double(parts[1]) : nil
        switch (parts[0], parts.count, number) {
        case ("obrien-fleming", 1, _), ("of", 1, _), ("obf", 1, _): self = .obrienFleming
        case ("pocock", 1, _): self = .pocock
        case ("power", 2, let rho?) where rho > 0 && rho.isFinite: self = .power(rho)
        case ("hwang-shih-decani", 2, let gamma?) where gamma.magnitude <= 50: self = .hwangShihDeCani(gamma)
        default:
            throw CausalError(
                .badArgument, "the spending of alpha has another name", value: text,
                remedy:
                    "Write obrien-fleming, pocock, power:3 (above 0) or hwang-shih-decani:-4 (from -50 to 50)."
            )
        }
    }
}
