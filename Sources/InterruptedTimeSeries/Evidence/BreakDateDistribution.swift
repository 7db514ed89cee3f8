import Distributions

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The limit distribution of an estimated break date, argmax of a two-sided Brownian motion with drift whose scale and slope
/// differ before and after.
///
/// ξ is the ratio of the changes' squares after and before, φ = ξσ₂²/σ₁².
///
/// Source: Bai (1997), Review of Economics and Statistics 79, appendix B.
struct BreakDateDistribution: Sendable {
    let xi: Double
    let phi: Double

    /// P(argmax ≤ x).
    func cumulative(_ x: Double) -> Double {
        x < 0 ? before(-x) : after(x)
    }

    private func before(_ x: Double) -> Double {
        let ratio = xi / phi
        let root = x.squareRoot()
        let density = root * exp(-x / 8) / (2 * Double.pi).squareRoot()
        let middle =
            phi / xi * (phi + 2 * xi) / (phi + xi)
            * exp(ratio * (1 + ratio) * x / 2 + logTail((0.5 + ratio) * root))
        let last = (x / 2 - 2 + (phi + 2 * xi) * (phi + 2 * xi) / ((phi + xi) * xi)) * tail(root / 2)
        return last - density - middle
    }

    private func after(_ x: Double) -> Double {
        let ratio = xi * xi / phi
        let root = x.squareRoot()
        let density = (ratio * x).squareRoot() * exp(-ratio * x / 8) / (2 * Double.pi).squareRoot()
        let middle =
            xi / phi * (2 * phi + xi) / (phi + xi)
            * exp((phi + xi) * x / 2 + logTail((phi + xi / 2) / phi.squareRoot() * root))
        let factor = (2 * phi + xi) * (2 * phi + xi) / ((phi + xi) * phi) - 2 + ratio * x / 2
        return 1 + density + middle - factor * tail((ratio * x).squareRoot() / 2)
    }

    private func tail(_ z: Double) -> Double { Normal().survival(z) }

    /// log P(Z > z), by the tail's expansion where the probability itself is too small.
    private func logTail(_ z: Double) -> Double {
        guard z > 30 else { return log(tail(z)) }
        let square = 1 / (z * z)
        return -z * z / 2 - log(z * (2 * Double.pi).squareRoot())
            + log1p(square * (-1 + square * (3 - 15 * square)))
    }

    /// The x at which it is p; nil where p lies beyond what the distribution reaches on that side of zero.
    func quantile(_ p: Double) -> Double? {
        let centre = cumulative(0)
        guard centre.isFinite, p != centre else { return nil }
        let side = p > centre ? 1.0 : -1
        var far = side
        while (cumulative(far) - p) * side < 0 {
            far *= 2
            guard abs(far) < 1e9 else { return nil }
        }
        var near = 0.0
        for _ in 0..<200 {
            let middle = (near + far) / 2
            if (cumulative(middle) - p) * side < 0 { near = middle } else { far = middle }
        }
        return (near + far) / 2
    }
}
