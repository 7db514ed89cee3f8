/// Inverts the test: the values r with p(r) > 1 − level, exactly; ties count one half, as in the p-value.
///
/// For each draw |t*(x)| = |x| at the real roots of a quartic, cx⁴ + 2bx³ + (a − m₁²)x² − 2m₀m₁x − m₀² = 0, and
/// between them the draw is more extreme than the sample or not. Sorted, the roots of all draws cut the line
/// into pieces on which the p-value is constant. No search can miss a piece, and the ends of the set are exact
/// to the rounding of a root. Beyond the last root p no longer changes: so an unbounded set is recognised.
enum WildInversion {
    /// At `place` the number of draws above the sample (in halves), and of usable draws, changes.
    struct Change: Sendable {
        let place: Double
        let halves: Int32
        let usable: Int32
    }

    /// What draws change along the line, and how many are above (in halves) and usable at its left end.
    struct Changes: Sendable {
        var list: [Change] = []
        var halves = 0
        var usable = 0
    }

    /// Pieces and gaps narrower than this share of a standard error are the rounding of roots.
    private static let narrow = 1e-9

    /// Adds a draw.
    static func add(_ curve: WildCurve, to changes: inout Changes) {
        let roots = places(curve)
        var state = curve.state(roots.count > 0 ? roots.values[0] - max(1, roots.values[0].magnitude) : 1)
        changes.halves += Int(state.halves)
        changes.usable += Int(state.usable)
        for i in 0..<roots.count {
            let root = roots.values[i]
            let next = i + 1 < roots.count ? (root + roots.values[i + 1]) / 2 : root + max(1, root.magnitude)
            let new = curve.state(next)
            if new != state {
                changes.list.append(
                    Change(
                        place: root, halves: new.halves - state.halves, usable: new.usable - state.usable))
            }
            state = new
        }
    }

    /// Where a draw's state may change: |t*(x)| = |x|, or the variance vanishes.
    private static func places(_ curve: WildCurve) -> RealRoots {
        var quartic = SIMD8<Double>()
        quartic[0] = -curve.m0 * curve.m0
        quartic[1] = -2 * curve.m0 * curve.m1
        quartic[2] = curve.a - curve.m1 * curve.m1
        quartic[3] = 2 * curve.b
        quartic[4] = curve.c
        let roots = RealRoots(quartic)
        if curve.isDefinite { return roots }
        var variance = SIMD8<Double>()
        variance[0] = curve.a
        variance[1] = 2 * curve.b
        variance[2] = curve.c
        return roots.merged(RealRoots(variance))
    }

    /// The set in x: intervals on which the p-value is above 1 − level.
    static func accepted(_ parts: [Changes], level: Double) -> [Interval] {
        var halves = parts.reduce(0) { $0 + $1.halves }
        var usable = parts.reduce(0) { $0 + $1.usable }
        let changes = parts.flatMap(\.list).sorted { $0.place < $1.place }
        // A p-value equal to 1 − level rejects, whatever the rounding of 1 − level.
        let isAccepted = { Double(halves) > 2 * ((1 - level) + 1e-12) * Double(usable) }
        var intervals: [Interval] = []
        var start: Double? = isAccepted() ? -.infinity : nil
        var i = 0
        while i < changes.count {
            let place = changes[i].place
            while i < changes.count, changes[i].place == place {
                halves += Int(changes[i].halves)
                usable += Int(changes[i].usable)
                i += 1
            }
            if let low = start, !isAccepted() {
                intervals.append(Interval(low, place))
                start = nil
            } else if start == nil, isAccepted() {
                start = place
            }
        }
        if let start { intervals.append(Interval(start, .infinity)) }
        return cleaned(intervals)
    }

    /// Joins what only a narrow gap parts, and drops narrow pieces.
    private static func cleaned(_ intervals: [Interval]) -> [Interval] {
        var result: [Interval] = []
        for interval in intervals {
            if let last = result.last, interval.low - last.high <= narrow * max(1, last.high.magnitude) {
                result[result.count - 1] = Interval(last.low, interval.high)
            } else {
                result.append(interval)
            }
        }
        return result.filter { $0.high - $0.low > narrow * max(1, $0.low.magnitude) || !$0.low.isFinite }
    }
}
