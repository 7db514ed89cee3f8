import Regression

/// Roots of a continuous function between two points where its signs differ.
enum BracketedRoot {
    /// The root, to a few units in the last place, by inverse quadratic interpolation guarded by bisection.
    ///
    /// Values may be infinite: where they are, the interval is halved.
    ///
    /// - Source: Chandrupatla (1997), Advances in Engineering Software 28.
    static func find(
        _ low: Double, _ atLow: Double, _ high: Double, _ atHigh: Double,
        _ function: (Double) throws(CausalError) -> Double
    ) throws(CausalError) -> Double {
        if atLow == 0 { return low }
        if atHigh == 0 { return high }
        var (x1, f1, x2, f2) = (high, atHigh, low, atLow)
        var t = 0.5
        for _ in 0..<200 {
            let x = x1 + t * (x2 - x1)
            let f = try function(x)
            let (x3, f3): (Double, Double)
            if (f < 0) == (f1 < 0) {
                (x3, f3) = (x1, f1)
            } else {
                (x3, f3) = (x2, f2)
                (x2, f2) = (x1, f1)
            }
            (x1, f1) = (x, f)
            let best = f1.magnitude < f2.magnitude ? x1 : x2
            let least = 4e-16 * best.magnitude / (x2 - x1).magnitude
            if least > 0.5 || f1 == 0 { return f1 == 0 ? x1 : best }
            t = min(1 - least, max(least, step((x1, f1), (x2, f2), (x3, f3))))
        }
        return x1
    }

    /// Where between the first two points the root is expected; a half when interpolation is not to be trusted.
    private static func step(
        _ p1: (x: Double, f: Double), _ p2: (x: Double, f: Double), _ p3: (x: Double, f: Double)
    ) -> Double {
        let xi = (p1.x - p2.x) / (p3.x - p2.x)
        let phi = (p1.f - p2.f) / (p3.f - p2.f)
        guard phi * phi < xi, (1 - phi) * (1 - phi) < 1 - xi else { return 0.5 }
        let alpha = (p3.x - p1.x) / (p2.x - p1.x)
        let t =
            p1.f / (p1.f - p2.f) * (p3.f / (p3.f - p2.f))
            - alpha * (p1.f / (p3.f - p1.f)) * (p2.f / (p2.f - p3.f))
        return t.isFinite ? t : 0.5
    }
}
