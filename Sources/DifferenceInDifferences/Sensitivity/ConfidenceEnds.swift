import Inference

extension MomentInequalities {
    /// The smallest interval that holds every effect not rejected; nil when all are.
    ///
    /// The statistic is convex in θ. Where it exceeds the least favourable critical value θ is rejected, and where it is
    /// not positive θ is not; both sets are intervals whose ends Newton's method finds exactly. Between them the first
    /// θ that is not rejected is sought at 100 points from outside and then by bisection to 1e-10 of the distance.
    ///
    /// - Parameters:
    ///   - centre: where to start.
    ///   - scale: a standard deviation of the effect.
    mutating func interval(centre: Double, scale: Double) throws(CausalError) -> Interval? {
        let outer = try (side(-1, leastFavourable, centre, scale), side(1, leastFavourable, centre, scale))
        guard let low = outer.0, let high = outer.1 else { return nil }
        guard let lower = try nearest(from: low, to: try side(-1, 0, centre, scale) ?? high),
            let upper = try nearest(from: high, to: try side(1, 0, centre, scale) ?? low)
        else { return nil }
        return Interval(lower, upper)
    }

    /// The end, below (−1) or above (1), of the θ whose statistic is at most `limit`; nil when there are none.
    private mutating func side(
        _ direction: Double, _ limit: Double, _ centre: Double, _ scale: Double
    ) throws(CausalError) -> Double? {
        var step = scale
        var theta = centre + direction * step
        var at = try statistic(theta)
        while at.value <= limit || direction * at.slope <= 0 {
            step *= 2
            guard step < scale * 0x1p40 else { return direction * .infinity }
            theta = centre + direction * step
            at = try statistic(theta)
        }
        for _ in 0..<200 {
            guard at.value - limit > 1e-10 * (1 + limit) else { return theta }
            guard direction * at.slope > 0 else { return nil }
            let next = theta - (at.value - limit) / at.slope
            guard direction * (theta - next) > 0 else { return theta }
            theta = next
            at = try statistic(theta)
        }
        return theta
    }

    /// The first θ on the way that is not rejected; nil when there is none.
    private mutating func nearest(from start: Double, to end: Double) throws(CausalError) -> Double? {
        guard start.isFinite else { return start }
        guard end.isFinite, try rejects(start) else { return start }
        var rejected = start
        for step in 1...100 {
            let theta = start + Double(step) / 100 * (end - start)
            if try !rejects(theta) { return try boundary(rejected, theta) }
            rejected = theta
        }
        return nil
    }

    private mutating func boundary(_ rejected: Double, _ kept: Double) throws(CausalError) -> Double {
        var (rejected, kept) = (rejected, kept)
        for _ in 0..<34 {
            let middle = 0.5 * (rejected + kept)
            if try rejects(middle) { rejected = middle } else { kept = middle }
        }
        return kept
    }
}
