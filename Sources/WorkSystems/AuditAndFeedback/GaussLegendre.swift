/// Gauss–Legendre quadrature: ∫ f ≈ Σ wᵢf(xᵢ), exact for polynomials of degree 2n − 1.
struct GaussLegendre {
    /// The nodes, in ascending order.
    let nodes: [Double]
    /// The weights.
    let weights: [Double]

    /// The rule with `count` nodes on [low, high]; nodes by Newton's method on Legendre's polynomial.
    init(_ count: Int, from low: Double, to high: Double) {
        var nodes = [Double](repeating: 0, count: count)
        var weights = nodes
        let (middle, half) = (0.5 * (low + high), 0.5 * (high - low))
        for i in 0..<count {
            var x = -RealFunctions.cosine(.pi * (Double(i) + 0.75) / (Double(count) + 0.5))
            var slope = 1.0
            for _ in 0..<50 {
                let (value, derivative) = GaussLegendre.polynomial(count, x)
                slope = derivative
                let step = value / derivative
                x -= step
                if abs(step) < 1e-15 { break }
            }
            slope = GaussLegendre.polynomial(count, x).1
            nodes[i] = middle + half * x
            weights[i] = half * 2 / ((1 - x * x) * slope * slope)
        }
        self.nodes = nodes
        self.weights = weights
    }

    /// Pₙ(x) and its derivative by the three-term recurrence.
    private static func polynomial(_ n: Int, _ x: Double) -> (Double, Double) {
        var (previous, current) = (1.0, x)
        for k in 2...max(2, n) where k <= n {
            let next = (Double(2 * k - 1) * x * current - Double(k - 1) * previous) / Double(k)
            (previous, current) = (current, next)
        }
        return (current, Double(n) * (x * current - previous) / (x * x - 1))
    }
}
