import Regression

/// The effects δ that a permutation test does not reject, exactly, for statistics that are linear in δ.
///
/// Under the effect δ an order's statistic is a − δb and the observed one θ̂ − δ; the order is as extreme where
///
///     |a − δb| ≥ |θ̂ − δ|   ⇔   (a − θ̂ + δ(1 − b))·(a + θ̂ − δ(1 + b)) ≥ 0,
///
/// at most three pieces of the line that begin and end at the roots of the two factors. p(δ) is the share of
/// orders whose pieces hold δ: a step function, whose outermost steps above 1 − level are the bounds.
struct AcceptedEffects: Sendable {
    private var pieces: [(low: Double, high: Double)] = []
    private var always = 0.0
    private let total: Double

    /// - Parameters:
    ///   - values: a and b of each order.
    ///   - estimate: θ̂.
    ///   - isExact: whether the orders are all there are; else the observed one is counted besides them.
    init(_ values: [(a: Double, b: Double)], estimate: Double, isExact: Bool) {
        var (all, pieces) = (isExact ? 0.0 : 1.0, [(low: Double, high: Double)]())
        for (a, b) in values {
            if let own = AcceptedEffects.pieces(a, b, estimate) { pieces += own } else { all += 1 }
        }
        self.pieces = pieces
        always = all
        total = Double(values.count) + (isExact ? 0 : 1)
    }

    /// Where one order is as extreme; nil for everywhere.
    private static func pieces(_ a: Double, _ b: Double, _ estimate: Double) -> [(low: Double, high: Double)]?
    {
        let scale = 1e-11 * (abs(a) + abs(estimate))
        func rounded(_ value: Double, _ size: Double) -> Double { abs(value) <= size ? 0 : value }
        let first = (level: rounded(a - estimate, scale), slope: rounded(1 - b, 1e-11))
        let second = (level: rounded(a + estimate, scale), slope: rounded(-1 - b, 1e-11))
        if first.level == 0 && first.slope == 0 || second.level == 0 && second.slope == 0 { return nil }
        let roots = [first, second].filter { $0.slope != 0 }.map { -$0.level / $0.slope }.sorted()
        let ends = [-Double.infinity] + roots + [.infinity]
        func sign(_ line: (level: Double, slope: Double), _ low: Double, _ high: Double) -> Double {
            guard line.slope != 0 else { return line.level }
            let root = -line.level / line.slope
            return low >= root ? line.slope : -line.slope
        }
        var found: [(low: Double, high: Double)] = roots.map { ($0, $0) }
        for (low, high) in zip(ends, ends.dropFirst()) where low < high {
            guard (sign(first, low, high) < 0) == (sign(second, low, high) < 0) else { continue }
            found.append((low, high))
        }
        return joined(found)
    }

    /// The union of closed pieces.
    private static func joined(_ pieces: [(low: Double, high: Double)]) -> [(low: Double, high: Double)] {
        var result: [(low: Double, high: Double)] = []
        for piece in pieces.sorted(by: { ($0.low, $0.high) < ($1.low, $1.high) }) {
            if let last = result.last, piece.low <= last.high {
                result[result.count - 1].high = max(last.high, piece.high)
            } else {
                result.append(piece)
            }
        }
        return result
    }

    /// The smallest interval that holds all effects with p(δ) > 1 − level.
    func interval(level: Double) -> Interval {
        let needed = (1 - level) * total * (1 + 1e-12)
        let low = AcceptedEffects.first(pieces.map { ($0.low, $0.high) }, always, above: needed)
        let high = -AcceptedEffects.first(pieces.map { (-$0.high, -$0.low) }, always, above: needed)
        return low <= high ? Interval(low, high) : .unbounded
    }

    /// The first number from the left that enough pieces hold.
    private static func first(_ pieces: [(Double, Double)], _ always: Double, above needed: Double) -> Double
    {
        guard always <= needed else { return -.infinity }
        let starts = pieces.map(\.0).sorted()
        let ends = pieces.map(\.1).sorted()
        var (count, left) = (always, 0)
        for start in starts {
            while left < ends.count, ends[left] < start {
                count -= 1
                left += 1
            }
            count += 1
            if count > needed { return start }
        }
        return .infinity
    }
}
