import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Nodes and weights of Gauss and Legendre: ∫ f over [a, b] ≈ Σ w_i f(x_i), exact for polynomials up to degree 2n − 1.
struct GaussLegendre {
    /// The nodes, in order.
    let nodes: [Double]
    /// The weights; their sum is b − a.
    let weights: [Double]

    /// Makes n nodes on [a, b], by Newton's method on the Legendre polynomial.
    init(_ n: Int, from a: Double, to b: Double) {
        var nodes = [Double](repeating: 0, count: n)
        var weights = nodes
        for index in 0..<n {
            var x = -cos(.pi * (Double(index) + 0.75) / (Double(n) + 0.5))
            var slope = 1.0
            for _ in 0..<100 {
                let value: Double
                (value, slope) = GaussLegendre.polynomial(n, x)
                let step = value / slope
                x -= step
                if abs(step) < 1e-15 { break }
            }
            slope = GaussLegendre.polynomial(n, x).slope
            nodes[index] = (a + b) / 2 + (b - a) / 2 * x
            weights[index] = (b - a) / ((1 - x * x) * slope * slope)
        }
        self.nodes = nodes
        self.weights = weights
    }

    /// P_n(x) and its derivative, by the recurrence (k + 1)P_{k+1} = (2k + 1)xP_k − kP_{k−1}.
    private static func polynomial(_ n: Int, _ x: Double) -> (value: Double, slope: Double) {
        var (before, value) = (1.0, x)
        for k in stride(from: 1, to: n, by: 1) {
            let degree = Double(k)
            (before, value) = (value, ((2 * degree + 1) * x * value - degree * before) / (degree + 1))
        }
        return (value, Double(n) * (x * value - before) / (x * x - 1))
    }
}
