/// A draw's statistic as a function of the hypothesised value r, written in x = t(r) = (Rβ̂ − r)/se:
///
///     t*(x) = (m₀ + m₁x) / √(a + 2bx + cx²).
///
/// The numerator is linear and the variance quadratic in r because the residuals under the hypothesis are linear
/// in it (Roodman et al. 2019, section 5.2). Everything is in units of se. What is rounding beside its natural
/// size is made zero, so that draws which equal the sample (all signs alike) tie with it exactly.
struct WildCurve {
    var m0: Double
    var m1: Double
    var a: Double
    var b: Double
    var c: Double
    /// Whether the variance is a sum of squares, which only rounding can make negative.
    let isDefinite: Bool

    /// Where a draw's statistic stands.
    enum State {
        case unusable, below, tied, above

        /// What it adds to the draws above the sample, in halves: a tie counts one half.
        var halves: Int32 { self == .above ? 2 : self == .tied ? 1 : 0 }
        /// What it adds to the usable draws.
        var usable: Int32 { self == .unusable ? 0 : 1 }
    }

    /// The share of |t*| or |t| within which they are tied.
    private static let tie = 1e-10

    init(_ block: WildSampler.Block, _ draw: Int, _ sampler: WildSampler) {
        let linear = block.numerators.count > 1
        m0 = block.numerators[0][draw]
        m1 = linear ? block.numerators[1][draw] : 0
        a = block.forms[0][draw]
        b = linear ? block.forms[1][draw] : 0
        c = linear ? block.forms[2][draw] : 0
        isDefinite = sampler.isDefinite
        round(sampler.scale[0], linear ? sampler.scale[1] : 0, sampler.rounding)
    }

    private mutating func round(_ first: Double, _ second: Double, _ rounding: Double) {
        if c.magnitude <= rounding * second { (b, c) = (0, 0) }
        if a.magnitude <= rounding * first { (a, b) = (0, 0) }
        if m0.magnitude <= WildCurve.tie * first.squareRoot() { m0 = 0 }
        if m1.magnitude <= WildCurve.tie * second.squareRoot() { m1 = 0 }
        if c == 0, (a - m1 * m1).magnitude <= WildCurve.tie * a { a = m1 * m1 }
    }

    /// The variance a + 2bx + cx².
    @inline(__always)
    func variance(_ x: Double) -> Double { a + x * (2 * b + x * c) }

    /// t* at x: infinite when only the variance vanishes, NaN when there is none.
    func statistic(_ x: Double) -> Double {
        let numerator = m0 + m1 * x
        let variance = variance(x)
        if variance > 0 { return numerator / variance.squareRoot() }
        return isDefinite && numerator != 0 ? (numerator > 0 ? .infinity : -.infinity) : .nan
    }

    /// |t*| against |x|; a statistic with a vanishing variance counts as above, one without a numerator as
    /// unusable.
    func state(_ x: Double) -> State {
        let value = statistic(x).magnitude
        return value.isNaN ? .unusable : WildCurve.compare(value, x.magnitude)
    }

    /// The first against the second, rounding aside.
    static func compare(_ first: Double, _ second: Double) -> State {
        if (first - second).magnitude <= tie * max(1e-3, second.magnitude) { return .tied }
        return first > second ? .above : .below
    }
}
