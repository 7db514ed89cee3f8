/// Frank–Wolfe steps with exact line search (Arkhangelsky et al. 2021, as R's `synthdid` takes them).
///
/// A step moves towards the vertex i at which the gradient ½∇f = n(…)⁻¹ is least, by s = ⟨−½∇f, d⟩ / (‖Z d‖² + η‖d‖²), d = eᵢ − x,
/// η = nζ², at most 1. Steps end when one gains no more than `leastGain`, after two at the earliest.
///
/// A step shrinks all weights and slopes by 1 − s, which is kept as one factor c: what is stored is x/c and h/c with
/// h = Z′Zx + ηx, so that a step adds a column to h/c and looks for its least element, and nothing else is as long as x.
/// x′Z′Zx and x′x follow from their values before, (1−s)²x′Z′Zx + 2s(1−s)(Z′Zx)ᵢ + s²‖zᵢ‖², and are summed anew now and then.
package struct SimplexSteps {
    private let problem: SimplexProblem
    private let ridge: Double
    /// x/c
    private var shares: [Double]
    /// h/c
    private var slopes: [Double]
    /// c
    private var scale = 1.0
    /// The first place of the least h, and that h.
    private var vertex = 0
    private var least = 0.0
    /// x′Z′Zx and x′x.
    private var fit = 0.0
    private var norm = 0.0
    /// The columns of Z′Z that were needed; empty for the others.
    private var columns: [[Double]]
    /// The steps taken.
    package private(set) var count = 0
    /// Whether the last steps ended because little was gained.
    package private(set) var hasConverged = false
    /// What more steps can gain at most: the duality gap 2⟨½∇f, x − eᵢ⟩/n.
    package private(set) var gap = 0.0

    /// Starts from some weights, or from equal ones.
    package init(_ problem: SimplexProblem, penalty: Double, from start: [Double]? = nil) {
        self.problem = problem
        ridge = Double(problem.length) * penalty * penalty
        shares = start ?? [Double](repeating: 1 / Double(problem.count), count: problem.count)
        slopes = []
        columns = Array(repeating: [], count: problem.count)
        restart()
    }

    /// The weights.
    package var weights: [Double] { shares.map { scale * $0 } }

    /// x′h
    private var product: Double { fit + ridge * norm }

    private static let firstSteps = 100
    package static let mostSteps = 10_000

    /// Steps to the weights of a problem as R's `synthdid` takes them: some, then those up to a quarter of the largest set to zero, then the
    /// rest.
    package static func solved(
        _ problem: SimplexProblem, penalty: Double, leastGain: Double, from start: [Double]? = nil
    ) -> SimplexSteps {
        var steps = SimplexSteps(problem, penalty: penalty, from: start)
        steps.run(most: firstSteps, leastGain: leastGain)
        steps.sparsify()
        steps.run(most: mostSteps, leastGain: leastGain)
        return steps
    }

    /// Takes steps.
    package mutating func run(most: Int, leastGain: Double) {
        hasConverged = false
        for step in 1...most {
            let gain = self.step()
            count += 1
            if step > 1, !(gain > leastGain) {
                hasConverged = true
                break
            }
        }
        gap = max(0, 2 * (product - least) / Double(problem.length))
    }

    /// Takes one step and returns what it gained.
    private mutating func step() -> Double {
        if columns[vertex].isEmpty { columns[vertex] = problem.products(vertex) }
        let weight = scale * shares[vertex]
        let slope = least - ridge * weight
        let square = columns[vertex][vertex]
        let length = max(0, square - 2 * slope + fit) + ridge * (1 - 2 * weight + norm)
        let descent = product - least
        guard length > 0, descent > 0 else { return 0 }
        let size = min(1, descent / length)
        let rest = 1 - size
        fit = rest * rest * fit + 2 * size * rest * slope + size * size * square
        norm = rest * rest * norm + 2 * size * rest * weight + size * size
        move(by: size)
        return size * (2 * descent - size * length) / Double(problem.length)
    }

    /// After so many steps sums are taken anew, and when the factor is so small.
    private static let (stepsBetweenSums, leastScale) = (64, 1e-60)

    /// Moves weights and slopes by a share of the way towards the vertex.
    private mutating func move(by size: Double) {
        guard size < 1 else { return jump() }
        scale *= 1 - size
        let factor = size / scale
        shares[vertex] += factor
        slopes[vertex] += factor * ridge
        let found = SimplexLoops.add(factor, columns[vertex], findingLeastOf: &slopes)
        (vertex, least) = (found.place, scale * found.least)
        if count % SimplexSteps.stepsBetweenSums == 0 || scale < SimplexSteps.leastScale { sum() }
    }

    /// Moves the whole way to the vertex.
    private mutating func jump() {
        let whole = vertex
        shares = [Double](repeating: 0, count: shares.count)
        shares[whole] = 1
        restart()
    }

    /// Slopes of the present weights.
    private mutating func restart() {
        let weights = weights
        let gradient = problem.gradient(weights)
        (shares, scale) = (weights, 1)
        slopes = weights.indices.map { gradient[$0] + ridge * weights[$0] }
        vertex = slopes.indices.reduce(0) { slopes[$1] < slopes[$0] ? $1 : $0 }
        least = slopes[vertex]
        sum()
    }

    /// Takes the factor into weights and slopes, and sums x′Z′Zx and x′x.
    private mutating func sum() {
        for place in shares.indices {
            shares[place] *= scale
            slopes[place] *= scale
        }
        scale = 1
        norm = SimplexLoops.dot(shares, shares)
        fit = SimplexLoops.dot(shares, slopes) - ridge * norm
    }

    /// Sets weights up to a quarter of the largest to zero and scales the others to sum to one.
    package mutating func sparsify() {
        let weights = weights
        let limit = (weights.max() ?? 0) / 4
        let kept = weights.map { $0 <= limit ? 0 : $0 }
        let total = kept.reduce(0, +)
        shares = kept.map { $0 / total }
        scale = 1
        restart()
    }
}
