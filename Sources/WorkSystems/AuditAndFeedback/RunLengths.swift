import Distributions
import LinearAlgebra

/// Average run lengths: how many points pass until a chart signals.
///
/// With independent normal points of standard deviation 1 whose mean is `shift` from the target. The run length from a
/// starting value z solves an integral equation, L(z) = 1 + P(return to 0)L(0) + ∫ L(y) f(y | z) dy, here on
/// Gauss–Legendre nodes (Nyström's method), whose error is far below that of a Markov chain of the same size (Brook &
/// Evans 1972).
///
/// - Source: Page (1954), Biometrika 41, 100–115; Crowder (1987), Technometrics 29(4), 401–407; Lucas & Crosier (1982),
///   Technometrics 24(3), 199–205, for the head start and the two sides.
enum RunLengths {
    /// L(z) of the one-sided sum S ← max(0, S + x − k), signal when S > h.
    static func oneSided(reference k: Double, decision h: Double, shift: Double, start: Double) -> Double {
        let rule = GaussLegendre(nodeCount(h), from: 0, to: h)
        let (m, normal) = (rule.nodes.count, Normal())
        // The unknowns are L(0), then L at the nodes.
        let starts = [0] + rule.nodes
        var system = Matrix(m + 1, m + 1)
        for (i, z) in starts.enumerated() {
            system[i, 0] -= normal.cumulative(k - z - shift)
            for j in 0..<m {
                system[i, j + 1] -= rule.weights[j] * normal.density(rule.nodes[j] - z + k - shift)
            }
            system[i, i] += 1
        }
        guard let lengths = LinearSystem.solve(system, [Double](repeating: 1, count: m + 1)) else {
            return .infinity
        }
        var value = 1 + lengths[0] * normal.cumulative(k - start - shift)
        for j in 0..<m {
            value += rule.weights[j] * normal.density(rule.nodes[j] - start + k - shift) * lengths[j + 1]
        }
        return value >= 1 && value.isFinite ? value : .infinity
    }

    /// Both sides, with L⁺(u), L⁻(u) from the head start u: (L⁺(u)L⁻(0) + L⁻(u)L⁺(0) − L⁺(0)L⁻(0))/(L⁺(0) + L⁻(0)).
    static func cumulativeSum(
        reference k: Double, decision h: Double, shift: Double, headStart: Double
    ) -> Double {
        let up = oneSided(reference: k, decision: h, shift: shift, start: 0)
        let down = oneSided(reference: k, decision: h, shift: -shift, start: 0)
        guard up.isFinite || down.isFinite else { return .infinity }
        // One side that never signals leaves the other's run length.
        guard up.isFinite, down.isFinite, max(up, down) < 1e12 else {
            let (side, sign) = up < down ? (up, 1.0) : (down, -1.0)
            return headStart == 0
                ? side : oneSided(reference: k, decision: h, shift: sign * shift, start: headStart)
        }
        guard headStart > 0 else { return up * down / (up + down) }
        let upStarted = oneSided(reference: k, decision: h, shift: shift, start: headStart)
        let downStarted = oneSided(reference: k, decision: h, shift: -shift, start: headStart)
        return (upStarted * down + downStarted * up - up * down) / (up + down)
    }

    /// The EWMA with smoothing λ and limits ±L√(λ/(2 − λ)), from 0.
    static func weightedAverage(smoothing: Double, width: Double, shift: Double) -> Double {
        let edge = width * (smoothing / (2 - smoothing)).squareRoot()
        let rule = GaussLegendre(nodeCount(2 * edge / smoothing), from: -edge, to: edge)
        let (m, normal) = (rule.nodes.count, Normal())
        let density = { (y: Double, u: Double) in
            normal.density((y - (1 - smoothing) * u) / smoothing - shift) / smoothing
        }
        var system = Matrix(m, m)
        for i in 0..<m {
            for j in 0..<m { system[i, j] = -rule.weights[j] * density(rule.nodes[j], rule.nodes[i]) }
            system[i, i] += 1
        }
        guard let lengths = LinearSystem.solve(system, [Double](repeating: 1, count: m)) else {
            return .infinity
        }
        let value = 1 + (0..<m).reduce(0) { $0 + rule.weights[$1] * density(rule.nodes[$1], 0) * lengths[$1] }
        return value >= 1 && value.isFinite ? value : .infinity
    }

    /// Enough nodes for a kernel of width one on an interval of this length.
    private static func nodeCount(_ length: Double) -> Int {
        min(240, max(40, Int((6 * length).rounded(.up)) + 20))
    }

    /// The limit in `range` at which an increasing run length reaches a wanted one; nil outside it.
    static func limit(
        _ range: ClosedRange<Double>, wanted: Double, _ runLength: (Double) -> Double
    ) -> Double? {
        var (low, high) = (range.lowerBound, range.upperBound)
        guard runLength(low) <= wanted, runLength(high) >= wanted else { return nil }
        for _ in 0..<50 {
            let middle = 0.5 * (low + high)
            if runLength(middle) < wanted { low = middle } else { high = middle }
            if high - low < 1e-9 * high { break }
        }
        return 0.5 * (low + high)
    }
}
