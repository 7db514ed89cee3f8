import Distributions
import Groundwork
import Inference

/// The bounds of the test statistic at each of several looks, so that all looks together keep the level.
///
/// At look j the bound b_j solves P(first crossing at look j) = α(t_j) − α(t_{j−1}), by recursive integration over the
/// statistic's joint normal distribution, corr(Z_i, Z_j) = √(t_i/t_j). Two-sided bounds are symmetric and spend α/2 on each
/// side. Looks need not be equally spaced, and their number need not be known before: b_j depends on the looks up to j.
///
/// ```swift
/// let looks = try SequentialBounds(information: [0.2, 0.4, 0.6, 0.8, 1], spending: .obrienFleming)
/// looks.bounds  // 4.8769, 3.3570, 2.6803, 2.2898, 2.0310
/// ```
///
/// - Source: Lan & DeMets (1983), Biometrika 70; Jennison & Turnbull (2000), *Group Sequential Methods*. Numbers are those
///   of R's `ldbounds` and `gsDesign` to the digits that those give.
public struct SequentialBounds: Sendable, Hashable, Codable {
    /// The share of the information at each look, rising, the last at most 1.
    public let information: [Double]
    /// The level of all looks together.
    public let alpha: Double
    /// How it is spent.
    public let spending: AlphaSpending
    /// Whether the statistic may cross on both sides.
    public let isTwoSided: Bool
    /// The bound of the statistic at each look; nil where nothing may be spent yet, in double precision.
    public let bounds: [Double?]
    /// What has been spent up to each look, both sides together.
    public let spent: [Double]

    /// The most looks that are computed.
    public static let mostLooks = 100

    /// Finds the bounds.
    ///
    /// - Throws: `CausalError.Code.badArgument` for an α outside (0, ½], no looks or more than 100, or shares that do not
    ///   rise by at least 0.0001 within (0, 1].
    public init(
        information: [Double], alpha: Double = 0.05, spending: AlphaSpending = .obrienFleming,
        isTwoSided: Bool = true
    ) throws(CausalError) {
        try Self.check(information, alpha)
        let side = isTwoSided ? alpha / 2 : alpha
        var density = SequentialDensity()
        var found: [Double?] = []
        for (look, t) in information.enumerated() {
            let before = look == 0 ? 0 : spending.spent(side, at: information[look - 1])
            let bound = Self.bound(density, at: t, spending: spending.spent(side, at: t) - before)
            found.append(bound)
            guard look + 1 < information.count else { break }
            let high = (bound ?? .infinity) * t.squareRoot()
            density.advance(
                to: t, low: isTwoSided ? -high : -.infinity, high: high, next: information[look + 1])
        }
        self.information = information
        self.alpha = alpha
        self.spending = spending
        self.isTwoSided = isTwoSided
        bounds = found
        spent = information.map { (isTwoSided ? 2 : 1) * spending.spent(side, at: $0) }
    }

    /// The z beyond which the process lies with a probability.
    private static func bound(_ density: SequentialDensity, at t: Double, spending: Double) -> Double? {
        guard spending > 1e-17 else { return nil }
        let root = t.squareRoot()
        // In logarithms the tail is nearly a parabola: few steps, and full relative precision far out.
        let target = Elementary.naturalLog(spending)
        return Numbers.zero(from: -9, to: 9) { z in
            let tail = density.above(z * root, at: t)
            return (tail > 0 ? Elementary.naturalLog(tail) : -1e4) - target
        }
    }

    private static func check(_ information: [Double], _ alpha: Double) throws(CausalError) {
        guard alpha > 0, alpha <= 0.5 else { throw .argument("alpha lies above 0 and at most at 0.5", alpha) }
        guard (1...mostLooks).contains(information.count) else {
            throw CausalError(
                .badArgument, "there are 1 to \(mostLooks) looks", value: "\(information.count)")
        }
        var before = 0.0
        for t in information {
            guard t >= before + 1e-4, t <= 1 else {
                throw .argument(
                    "the looks' shares of information rise by at least 0.0001 and lie within (0, 1]", t,
                    remedy: "Write e.g. 0.25,0.5,0.75,1.")
            }
            before = t
        }
    }

    /// The level of each look by itself: P(Z > b), twice it on two sides; 0 where nothing is spent.
    public var nominal: [Double] {
        bounds.map { bound in bound.map { (isTwoSided ? 2 : 1) * Normal().survival($0) } ?? 0 }
    }

    /// The smallest level at which a statistic at the last look would have crossed: a p-value that holds over all looks.
    ///
    /// One-sided, for large values of `z`. A p-value above ½ is given as 1: no bound is that low.
    ///
    /// - Source: Jennison & Turnbull (1984), Controlled Clinical Trials 5 (repeated p-values).
    public static func repeatedPValue(
        _ z: Double, information: [Double], spending: AlphaSpending
    ) throws(CausalError) -> Double {
        try check(information, 0.5)
        func excess(_ logAlpha: Double) -> Double {
            let alpha = Elementary.exponential(logAlpha)
            let all = try? SequentialBounds(
                information: information, alpha: alpha, spending: spending, isTwoSided: false)
            return z - ((all?.bounds.last ?? nil) ?? 9.5)
        }
        let (least, most) = (Elementary.naturalLog(1e-15), Elementary.naturalLog(0.5))
        guard excess(most) >= 0 else { return 1 }
        guard excess(least) < 0 else { return 1e-15 }
        return Numbers.zero(from: least, to: most, excess).map(Elementary.exponential) ?? 1
    }
}
