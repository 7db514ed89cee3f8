/// Cubic B-splines on a circle of circumference 1 with m evenly spaced knots, 3 or more.
///
/// On the cell that holds x, at the share f of its width, the four that are not zero are
///
///     (1 − f)³/6,  (3f³ − 6f² + 4)/6,  (−3f³ + 3f² + 3f + 1)/6,  f³/6
///
/// They sum to one; with an intercept all but one of them span the smooth curves that end as they begin.
///
/// Source: de Boor (1978), A Practical Guide to Splines, chapter 9.
struct PeriodicSplines {
    /// The number of knots, and of splines.
    let count: Int

    init(_ count: Int) { self.count = count }

    /// The splines' values at x, whatever the turn that x is in.
    func values(_ x: Double) -> [Double] {
        let turn = x - x.rounded(.down)
        let place = turn * Double(count)
        let cell = min(Int(place), count - 1)
        let f = place - Double(cell)
        let rest = 1 - f
        let four = [
            rest * rest * rest, (3 * f - 6) * f * f + 4, ((3 - 3 * f) * f + 3) * f + 1, f * f * f,
        ]
        var values = [Double](repeating: 0, count: count)
        for (offset, value) in four.enumerated() { values[(cell + offset) % count] += value / 6 }
        return values
    }
}
