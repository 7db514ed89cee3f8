import Distributions

/// The distribution of a sum of independent normal increments that has stayed within bounds at every look so far.
///
/// With information t_j the process B(t_j) = Z_j·√t_j has independent increments of variance t_j − t_{j−1}. Its
/// sub-density over the region of continuation obeys
///
///     f_j(x) = ∫ f_{j−1}(y) φ((x − y)/√(t_j − t_{j−1}))/√(t_j − t_{j−1}) dy,
///
/// and is held at Gauss–Legendre nodes of panels as narrow as the next kernel needs, so that the integrals are exact to
/// rounding (some 1e-13) rather than to the step of a grid.
///
/// - Source: Armitage, McPherson & Rowe (1969), Journal of the Royal Statistical Society A 132; Jennison & Turnbull (2000),
///   chapter 19.
struct SequentialDensity: Sendable {
    private var places: [Double] = []
    private var masses: [Double] = []
    private var information = 0.0

    /// How far out the density is followed: beyond nine standard deviations lies less than 1e-18.
    private static let reach = 9.0

    /// P(B crosses `bound` (in B's units) from below at information t, having stayed within so far).
    func above(_ bound: Double, at t: Double) -> Double {
        guard !places.isEmpty else { return Normal().survival(bound / t.squareRoot()) }
        let deviation = (t - information).squareRoot()
        var sum = 0.0
        for (place, mass) in zip(places, masses) {
            sum += mass * Normal().survival((bound - place) / deviation)
        }
        return sum
    }

    /// The same beyond −bound.
    func below(_ bound: Double, at t: Double) -> Double {
        guard !places.isEmpty else { return Normal().cumulative(-bound / t.squareRoot()) }
        let deviation = (t - information).squareRoot()
        var sum = 0.0
        for (place, mass) in zip(places, masses) {
            sum += mass * Normal().cumulative((-bound - place) / deviation)
        }
        return sum
    }

    /// Steps to information t, continuing between low and high (in B's units); `next` is the information of the look
    /// after, which sets how fine the nodes must be.
    mutating func advance(to t: Double, low: Double, high: Double, next: Double) {
        let far = Self.reach * t.squareRoot()
        let (start, end) = (max(low, -far), min(high, far))
        let kernel = (next - t).squareRoot()
        let own = ((places.isEmpty ? t : t - information)).squareRoot()
        let panels = max(1, Int(((end - start) / (1.5 * min(kernel, own))).rounded(.up)))
        var nodes: [Double] = []
        var weights: [Double] = []
        let width = (end - start) / Double(panels)
        for panel in 0..<panels {
            let middle = start + (Double(panel) + 0.5) * width
            for (x, w) in zip(GaussLegendre.nodes, GaussLegendre.weights) {
                nodes.append(middle + x * width / 2)
                weights.append(w * width / 2)
            }
        }
        let densities = nodes.map { density($0, at: t) }
        places = nodes
        masses = zip(weights, densities).map { $0 * $1 }
        information = t
    }

    private func density(_ x: Double, at t: Double) -> Double {
        guard !places.isEmpty else {
            let deviation = t.squareRoot()
            return Normal().density(x / deviation) / deviation
        }
        let deviation = (t - information).squareRoot()
        var sum = 0.0
        for index in places.nearby(x, within: Self.reach * deviation) {
            let z = (x - places[index]) / deviation
            sum += masses[index] * Elementary.exponential(-z * z / 2)
        }
        return sum / (deviation * (2 * Double.pi).squareRoot())
    }
}

extension [Double] {
    /// The positions of those at most so far away, in an array that rises.
    fileprivate func nearby(_ x: Double, within distance: Double) -> Range<Int> {
        let start = firstPosition { $0 >= x - distance }
        return start..<Swift.max(start, firstPosition { $0 > x + distance })
    }

    private func firstPosition(where holds: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}

/// Gauss–Legendre quadrature with sixteen nodes on −1 … 1.
enum GaussLegendre {
    /// The nodes from low to high: zeros of the Legendre polynomial of degree 16, found by Newton's method.
    static let nodes: [Double] = rule.reversed().map(\.0)
    /// The weights 2/((1 − x²)·P′(x)²).
    static let weights: [Double] = rule.reversed().map(\.1)

    private static let rule: [(Double, Double)] = (1...16).map { index in
        let n = 16
        var x = Elementary.cosine(Double.pi * (Double(index) - 0.25) / (Double(n) + 0.5))
        var slope = 0.0
        for _ in 0..<100 {
            var (before, value) = (1.0, x)
            for k in 2...n {
                (before, value) = (
                    value, (Double(2 * k - 1) * x * value - Double(k - 1) * before) / Double(k)
                )
            }
            slope = Double(n) * (x * value - before) / (x * x - 1)
            let step = value / slope
            x -= step
            if step.magnitude < 1e-16 { break }
        }
        return (x, 2 / ((1 - x * x) * slope * slope))
    }
}
