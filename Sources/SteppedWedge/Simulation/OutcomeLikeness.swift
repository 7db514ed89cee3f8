import Regression

/// Likeness of events or counts on their own scale: the correlations that estimating equations estimate.
///
/// A cluster has in period j the probability (or rate) P_j, with the mean μ_j of the linear predictor. Probabilities are
/// beta, with variance ICC·μ(1 − μ), so that two people of a cluster and period have the correlation ICC whatever μ; rates are
/// gamma, with variance μ·ICC/(1 − ICC), so that counts have it and vary 1/(1 − ICC) times as much as Poisson's. Periods are
/// bound by normal scores z with P_j = F_j⁻¹(Φ(z_j)), whose correlation is chosen so that P in two periods with the mean of
/// control has the correlation CAC (r between neighbouring ones with a decay).
///
/// - Reference: Li, Turner & Preisser (2018), Biometrics 74, section 2.1, for the correlations; the scores are Cario & Nelson's
///   (1997), NORTA, whose correlation follows from the Hermite expansion of F⁻¹ ∘ Φ.
public struct OutcomeLikeness: Sendable, Hashable, Codable {
    /// The link of the linear predictor.
    public let link: Link
    /// The intracluster correlation.
    public let icc: Double
    /// The correlation of scores that cluster-periods share, and of neighbouring periods' scores under a decay.
    private(set) var shared = 1.0
    private(set) var neighbours = 1.0
    private let family: SimulatedTrial.Family

    /// Makes a likeness.
    ///
    /// - Parameters:
    ///   - family: events or counts.
    ///   - link: the link of the linear predictor.
    ///   - control: the mean at which CAC and decay hold exactly.
    ///   - icc: in [0, 1).
    ///   - cac: in [0, 1].
    ///   - decay: in [0, 1].
    /// - Throws: `CausalError.Code.badArgument` outside these ranges and for means outside the family's.
    public init(
        _ family: SimulatedTrial.Family, link: Link, control: Double, icc: Double, cac: Double = 1,
        decay: Double = 1
    ) throws(CausalError) {
        guard family != .gaussian, icc >= 0, icc < 1, (0...1).contains(cac), (0...1).contains(decay) else {
            throw CausalError(
                .badArgument,
                "events and counts are drawn with an ICC in [0, 1), and a CAC or a decay in [0, 1]",
                value: "ICC \(icc), CAC \(cac), decay \(decay)")
        }
        self.link = link
        self.icc = icc
        self.family = family
        try check(control)
        guard icc > 0, cac < 1 || decay < 1 else { return }
        let powers = try expansion(control)
        shared = OutcomeLikeness.scores(cac, powers)
        neighbours = OutcomeLikeness.scores(decay, powers)
    }

    /// P with the mean at a linear predictor and a score z.
    ///
    /// - Throws: `CausalError.Code.badArgument` when the mean is none of the family.
    func level(_ predictor: Double, _ score: Double) throws(CausalError) -> Double {
        let mean = LinkScale.mean(link, predictor)
        try check(mean)
        return quantile(mean, score)
    }

    private func check(_ mean: Double) throws(CausalError) {
        guard mean > 0, mean < (family == .binomial ? 1 : 1e12) else {
            throw CausalError(
                .badArgument, "level, trend and effect leave the range of means", value: "\(mean)",
                remedy: "Make them smaller, or use a logit (events) or log (counts) link.")
        }
    }

    private func quantile(_ mean: Double, _ z: Double) -> Double {
        guard icc > 0 else { return mean }
        let size = (1 - icc) / icc
        let tail = Normal().cumulative(-abs(z))
        guard family == .binomial else {
            let rates = Gamma(shape: mean * size, scale: 1 / size)
            return z < 0 ? rates.quantile(tail) : rates.upperQuantile(tail)
        }
        let shares = Beta(mean * size, (1 - mean) * size)
        return min(1, max(0, z < 0 ? shares.quantile(tail) : shares.upperQuantile(tail)))
    }

    /// The shares of P's variance that its Hermite polynomials of order 1, 2, … have, by the trapezium rule.
    private func expansion(_ mean: Double) throws(CausalError) -> [Double] {
        let orders = 30
        var sums = [Double](repeating: 0, count: orders + 1)
        for step in -160...160 {
            let z = Double(step) / 20
            let value = (quantile(mean, z) - mean) * Normal().density(z)
            var (before, now) = (0.0, 1.0)
            for order in 0...orders {
                sums[order] += value * now
                let k = Double(order)
                (before, now) = (now, (z * now - k.squareRoot() * before) / (k + 1).squareRoot())
            }
        }
        let squares = sums.dropFirst().map { $0 * $0 }
        let total = squares.reduce(0, +)
        guard total > 0, total.isFinite else {
            throw CausalError(
                .badArgument, "events or counts so rare and so alike cannot be drawn", value: "\(mean)",
                remedy: "Make the ICC smaller.")
        }
        return squares.map { $0 / total }
    }

    /// The correlation of scores that gives P a correlation: the root of Σ s_k ρ^k.
    private static func scores(_ correlation: Double, _ shares: [Double]) -> Double {
        guard correlation < 1 else { return 1 }
        var (low, high) = (0.0, 1.0)
        for _ in 0..<60 {
            let middle = (low + high) / 2
            let reached = shares.reversed().reduce(0) { ($0 + $1) * middle }
            if reached < correlation { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }
}

extension PlannedTrial {
    /// The likeness of events or counts on their own scale, when the plan has it: correlations, or variances beside the identity link.
    ///
    /// - Throws: `CausalError.Code.badArgument` for parts of a plan that no such simulation has.
    func outcomeLikeness(_ means: PlannedMeans) throws(CausalError) -> OutcomeLikeness? {
        guard dependence.isCorrelation || means.link == .identity else { return nil }
        let covariance = try dependence.covariance(variance: means.pooledVariance)
        guard covariance.individual == 0, covariance.treatment == 0 else {
            throw CausalError(
                .badArgument,
                "events and counts are simulated on their own scale without individual and random treatment effects",
                remedy:
                    "Give τ (and ψ or η) with the link logit (events) or log (counts), or leave them out.")
        }
        let clusters = covariance.cluster + covariance.clusterPeriod
        let icc = clusters / (dependence.isCorrelation ? covariance.total : means.pooledVariance)
        return try OutcomeLikeness(
            means.family == .binomial ? .binomial : .poisson, link: means.link, control: means.control,
            icc: icc, cac: clusters > 0 ? covariance.cluster / clusters : 1, decay: covariance.decay)
    }
}
