import Groundwork

/// Audit and feedback as a control loop: each period performance moves by a share of the gap that feedback showed.
///
///     yₜ₊₁ = yₜ + K(B − yₜ₋d) − δ(yₜ − y⁰) + wₜ
///
/// B is the benchmark, K the gain (the share of the gap closed in a period), d the delay (how many periods old the data
/// are), δ the drift back towards old habit y⁰, and w chance. The loop is stable when all roots of
///
///     z^{d+1} − (1 − δ)z^d + K = 0
///
/// lie inside the unit circle; without drift that is 0 < K < 2 sin(π/(2(2d + 1))): 2 without delay, 1 with data one
/// period old, 0.62 with two. Old data and eager correction make performance swing about the benchmark, and drift
/// leaves a gap that proportional feedback never closes: y* = (KB + δy⁰)/(K + δ).
///
/// - Source: Åström & Murray (2008), *Feedback Systems*, chapters 1 and 10; Kuruklis (1994), Journal of Mathematical
///   Analysis and Applications 188, 719–731, for the roots' conditions.
public struct FeedbackLoop: Sendable, Hashable, Codable {
    /// K.
    public let gain: Double
    /// d, in periods.
    public let delay: Int
    /// δ.
    public let drift: Double
    /// B.
    public let benchmark: Double
    /// y⁰: where performance starts, and what it drifts back to.
    public let start: Double
    /// The standard deviation of w.
    public let noise: Double

    /// Makes a loop.
    ///
    /// - Throws: `CausalError.Code.badArgument` unless the gain is finite and not negative, the delay lies in 0 … 60, the
    ///   drift in [0, 1], and the rest is finite with noise not negative.
    public init(
        gain: Double, delay: Int = 0, drift: Double = 0, benchmark: Double = 0, start: Double = 1,
        noise: Double = 0
    ) throws(CausalError) {
        let rules: [(Bool, String, String)] = [
            (
                gain >= 0 && gain <= 100, "the gain, a share of the gap a period, lies between 0 and 100",
                "\(gain)"
            ),
            ((0...60).contains(delay), "the delay lies between 0 and 60 periods", "\(delay)"),
            (drift >= 0 && drift <= 1, "the drift, a share a period, lies between 0 and 1", "\(drift)"),
            (abs(benchmark) <= 1e12, "the benchmark must be a number up to 1e12", "\(benchmark)"),
            (abs(start) <= 1e12, "the start must be a number up to 1e12", "\(start)"),
            (noise >= 0 && noise <= 1e12, "the noise is a standard deviation, 0 or more", "\(noise)"),
        ]
        if let broken = rules.first(where: { !$0.0 }) {
            throw CausalError(.badArgument, broken.1, value: broken.2)
        }
        self.gain = gain
        self.delay = delay
        self.drift = drift
        self.benchmark = benchmark
        self.start = start
        self.noise = noise
    }
}

extension FeedbackLoop {
    /// The magnitude of the largest root: below 1 disturbances fade by this factor a period, above 1 they grow.
    public var spectralRadius: Double {
        gain == 0 ? 1 - drift : roots.map(\.magnitude).max() ?? 0
    }

    /// The roots of the characteristic polynomial.
    var roots: [ComplexNumber] {
        var coefficients = [Double](repeating: 0, count: delay + 1)
        coefficients[0] = drift - 1
        coefficients[delay] += gain
        return PolynomialRoots.of(coefficients)
    }

    /// Whether disturbances fade.
    public var isStable: Bool { spectralRadius < 1 }

    /// The gain at which swings neither fade nor grow.
    ///
    /// On the unit circle z = e^{iθ} the smallest θ in (0, π] with dθ + arg(e^{iθ} − (1 − δ)) = π gives K = |e^{iθ} − (1 −
    /// δ)|.
    public var criticalGain: Double {
        let keep = 1 - drift
        let phase = { (angle: Double) in
            Double(self.delay) * angle
                + RealFunctions.angle(RealFunctions.sine(angle), RealFunctions.cosine(angle) - keep) - .pi
        }
        var (low, high) = (1e-12, Double.pi)
        for _ in 0..<200 {
            let middle = 0.5 * (low + high)
            if phase(middle) < 0 { low = middle } else { high = middle }
        }
        let angle = 0.5 * (low + high)
        return (1 + keep * keep - 2 * keep * RealFunctions.cosine(angle)).squareRoot()
    }

    /// The greatest gain that does not swing: (1 − δ)^{d+1} d^d/(d + 1)^{d+1}; without delay 1 − δ.
    public var smoothGain: Double {
        let (d, keep) = (Double(delay), 1 - drift)
        guard delay > 0 else { return keep }
        let shares = d * RealFunctions.logarithm(d) - (d + 1) * RealFunctions.logarithm(d + 1)
        return RealFunctions.power(keep, d + 1) * RealFunctions.exponential(shares)
    }

    /// Where performance comes to rest, when the loop is stable: (KB + δy⁰)/(K + δ).
    public var restingPoint: Double {
        gain + drift > 0 ? (gain * benchmark + drift * start) / (gain + drift) : start
    }
}
