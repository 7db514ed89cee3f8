import Regression

/// The mode of F(u) = Σ f(η) − ½u′u by Newton steps, halved where they go down; F is concave.
struct ConditionalMode {
    /// û
    private(set) var effects: [Double]
    /// f and its derivatives in each pattern.
    private(set) var points: [PatternMoments.Point]
    /// F(û)
    private(set) var value: Double
    /// H = I + Σ W l l′
    private(set) var curvature: Matrix
    private(set) var factor: Cholesky

    /// Nil when a value is not finite.
    init?(_ fixed: [Double], _ loadings: Matrix, _ count: Int, _ moments: [PatternMoments]) {
        func state(_ u: [Double]) -> (points: [PatternMoments.Point], value: Double) {
            let points = fixed.indices.map { i in
                var eta = fixed[i]
                for c in 0..<count { eta += loadings[i, c] * u[c] }
                return moments[i].point(eta)
            }
            return (points, points.reduce(u.reduce(0) { $0 - $1 * $1 / 2 }) { $0 + $1.value })
        }
        var u = [Double](repeating: 0, count: count)
        var now = state(u)
        var last = ConditionalMode.curvature(now.points, loadings, count)
        for _ in 0..<100 where count > 0 {
            guard now.value.isFinite, let factor = Cholesky(last) else { return nil }
            let slope = (0..<count).map { c in
                now.points.indices.reduce(-u[c]) { $0 + now.points[$1].slope * loadings[$1, c] }
            }
            let step = factor.solve(slope)
            let gain = zip(step, slope).reduce(0) { $0 + $1.0 * $1.1 }
            var length = 1.0
            var next = state(zip(u, step).map(+))
            while !(next.value >= now.value - 1e-9 * (1 + abs(now.value))), length > 1e-6 {
                length /= 2
                next = state(zip(u, step).map { $0 + length * $1 })
            }
            u = zip(u, step).map { $0 + length * $1 }
            now = next
            last = ConditionalMode.curvature(now.points, loadings, count)
            if gain < 1e-22 + 1e-29 * abs(now.value) { break }
        }
        guard now.value.isFinite, let factor = Cholesky(last) else { return nil }
        (effects, points, value, curvature, self.factor) = (u, now.points, now.value, last, factor)
    }

    private static func curvature(_ points: [PatternMoments.Point], _ loadings: Matrix, _ count: Int)
        -> Matrix
    {
        var matrix = Matrix.identity(count)
        for i in points.indices {
            for b in 0..<count where loadings[i, b] != 0 {
                let scaled = points[i].weight * loadings[i, b]
                for a in 0..<count { matrix[a, b] += scaled * loadings[i, a] }
            }
        }
        return matrix
    }
}
