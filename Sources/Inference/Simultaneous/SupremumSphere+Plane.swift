import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SupremumSphere {
    /// The heights in the plane and their shares: max_j |cos(φ − α_j)| is cos s with s the distance from φ to the nearest α_j
    /// (modulo π), so that each gap g between neighbouring α is twice the arc 0 … g/2, integrated by Gauss and Legendre.
    static func arcs(_ root: Matrix) -> (heights: [Double], shares: [Double]?) {
        guard root.rowCount == 2 else { return ([1], nil) }
        let angles = (0..<root.columnCount).map { column in
            let angle = atan2(root[1, column], root[0, column])
            return angle < 0 ? angle + .pi : angle
        }.sorted()
        var (heights, shares): ([Double], [Double]) = ([], [])
        for (place, angle) in angles.enumerated() {
            let next = place + 1 < angles.count ? angles[place + 1] : angles[0] + .pi
            let half = (next - angle) / 2
            for (point, weight) in half < 0.05 ? few : many {
                heights.append(cos(half * point))
                shares.append(weight * half * 2 / .pi)
            }
        }
        return (heights, shares)
    }

    /// P(R² > x) of two normal coordinates, or of two of a multivariate t.
    static func planar(_ size: Double, _ df: Double?) -> Double {
        guard let df, df.isFinite else { return exp(-size / 2) }
        return exp(-df / 2 * log1p(size / df))
    }

    private static let few = legendre(8)
    private static let many = legendre(32)

    /// Gauss and Legendre's points on 0 … 1 with their weights, by Newton's method.
    private static func legendre(_ size: Int) -> [(point: Double, weight: Double)] {
        (1...size).map { index in
            var x = cos(.pi * (Double(index) - 0.25) / (Double(size) + 0.5))
            var slope = 1.0
            for _ in 0..<100 {
                var (before, value) = (1.0, x)
                for degree in 2...size {
                    let k = Double(degree)
                    (before, value) = (value, ((2 * k - 1) * x * value - (k - 1) * before) / k)
                }
                slope = Double(size) * (x * value - before) / (x * x - 1)
                let step = value / slope
                x -= step
                if abs(step) < 1e-15 { break }
            }
            return ((1 + x) / 2, 1 / ((1 - x * x) * slope * slope))
        }
    }
}
