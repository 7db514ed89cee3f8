import Distributions
import Inference

/// A test of E[Y] ≤ a·θ + X·τ for some τ, for a given θ; Y normal with a known covariance.
///
/// The statistic η̂ is the least η with Y − aθ − Xτ ≤ η·σ. It is compared with two critical values: that of the least
/// favourable means (all inequalities binding), at level κ = α/10, and that of the normal distribution truncated to where
/// the same inequalities bind, at level (α − κ)/(1 − κ).
///
/// Source: Andrews, Roth & Pakes (2023), sections 4–6.
struct MomentInequalities {
    /// Y/σ, a/σ: by inequality.
    private let level: [Double]
    private let slope: [Double]
    /// A factor F of the correlation of Y, R = F·F′.
    private let factor: Matrix
    private var polytope: WeightPolytope
    private let alpha: Double

    /// The critical value of the least favourable means.
    private(set) var leastFavourable = Double.infinity

    /// Prepares the test; nil when the inequalities can always be met, so that nothing is ever rejected.
    ///
    /// - Parameters:
    ///   - y: Y.
    ///   - a: how the effect enters.
    ///   - nuisance: the columns of X.
    ///   - root: C with Var Y = C·C′; no row is zero.
    init?(_ y: [Double], effect a: [Double], nuisance: [[Double]], root: Matrix, alpha: Double) {
        let sigma = (0..<y.count).map { i in root.row(i).reduce(0) { $0 + $1 * $1 }.squareRoot() }
        func divided(_ values: [Double]) -> [Double] { zip(values, sigma).map { $0 / $1 } }
        guard let polytope = WeightPolytope(columns: y.count, equalities: nuisance.map(divided)) else {
            return nil
        }
        var scaled = root
        for j in 0..<root.columnCount {
            for i in 0..<root.rowCount { scaled[i, j] /= sigma[i] }
        }
        self.polytope = polytope
        self.alpha = alpha
        level = divided(y)
        slope = divided(a)
        factor = scaled
    }

    /// Simulates the critical value of the least favourable means.
    ///
    /// - Parameter draws: standard normal numbers, a column of as many as the factor has per draw.
    mutating func simulate(_ draws: Matrix) throws(CausalError) {
        let moments = factor * draws
        var statistics: [Double] = []
        statistics.reserveCapacity(draws.columnCount)
        for draw in 0..<draws.columnCount { statistics.append(try maximise(moments.column(draw)).value) }
        statistics.sort()
        let place = (1 - alpha / 10) * Double(statistics.count - 1)
        let below = Int(place)
        let above = min(below + 1, statistics.count - 1)
        leastFavourable =
            statistics[below] + (place - Double(below)) * (statistics[above] - statistics[below])
    }

    /// The statistic at θ, and how it changes with θ.
    mutating func statistic(_ theta: Double) throws(CausalError) -> (
        value: Double, slope: Double, weights: [Double]
    ) {
        let vertex = try maximise(zip(level, slope).map { $0 - theta * $1 })
        return (vertex.value, -zip(vertex.weights, slope).reduce(0) { $0 + $1.0 * $1.1 }, vertex.weights)
    }

    /// Whether θ is rejected.
    mutating func rejects(_ theta: Double) throws(CausalError) -> Bool {
        let (value, _, weights) = try statistic(theta)
        guard value > 0 else { return false }
        guard value <= leastFavourable else { return true }
        let loading = factor.transposed * weights
        let variance = loading.reduce(0) { $0 + $1 * $1 }
        // Weights that cancel all noise leave a contradiction between certain inequalities.
        guard variance > 1e-16 else { return true }
        let direction = (factor * loading).map { $0 / variance }
        let moments = zip(level, slope).map { $0 - theta * $1 }
        let rest = zip(moments, direction).map { $0 - value * $1 }
        let deviation = variance.squareRoot()
        let upper = try end(of: rest, direction, from: leastFavourable, value)
        let lower = try end(of: rest, direction, from: min(-40 * deviation, value - 40 * deviation), value)
        let kappa = alpha / 10
        let p = TruncatedTail.probability(
            value / deviation, from: lower / deviation, to: upper / deviation)
        return p < (alpha - kappa) / (1 - kappa)
    }

    /// The end nearest to `start` of the values at which the same weights stay optimal.
    ///
    /// max γ′(rest + direction·v) − v is convex in v, not negative, and zero on that interval; Newton's steps from outside
    /// reach its end in finitely many.
    private mutating func end(
        of rest: [Double], _ direction: [Double], from start: Double, _ value: Double
    ) throws(CausalError) -> Double {
        var v = start
        for _ in 0..<200 {
            let vertex = try maximise(zip(rest, direction).map { $0 + v * $1 })
            guard vertex.value - v > 1e-10 * (1 + v.magnitude) else { return v }
            let constant = zip(vertex.weights, rest).reduce(0) { $0 + $1.0 * $1.1 }
            let slope = 1 - zip(vertex.weights, direction).reduce(0) { $0 + $1.0 * $1.1 }
            let next = constant / slope
            guard next.isFinite, start > value ? (next < v && next > value) : (next > v && next < value)
            else {
                return value
            }
            v = next
        }
        return v
    }

    private mutating func maximise(_ objective: [Double]) throws(CausalError) -> WeightPolytope.Vertex {
        if let vertex = polytope.maximise(objective) { return vertex }
        throw CausalError(
            .notConverged, "a linear program of the sensitivity analysis was not solved",
            remedy: "Check the covariance of the event study: is it nearly singular?")
    }
}
