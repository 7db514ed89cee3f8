/// Frank–Wolfe steps with exact line search (Arkhangelsky et al. 2021, as R's `synthdid` takes them).
///
/// A step moves towards the vertex i at which the gradient ½∇f = n(…)⁻¹ is least, by s = ⟨−½∇f, d⟩ / (‖Z d‖² + η‖d‖²), d = eᵢ − x,
/// η = nζ², at most 1. Steps end when one gains no more than `leastGain`, after two at the earliest.
package struct SimplexSteps {
    private let problem: SimplexProblem
    private let ridge: Double
    /// The weights.
    package private(set) var weights: [Double]
    /// Z′Z x.
    private var gradient: [Double]
    /// What both are like.
    private var scan: SimplexLoops.Scan
    private var products: [Int: [Double]] = [:]
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
        weights = start ?? [Double](repeating: 1 / Double(problem.count), count: problem.count)
        gradient = problem.gradient(weights)
        scan = SimplexLoops.scan(gradient, weights, ridge)
    }

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
        gap = max(0, 2 * (scan.product - scan.least) / Double(problem.length))
    }

    /// Takes one step and returns what it gained.
    private mutating func step() -> Double {
        let vertex = scan.vertex
        let column = products[vertex] ?? problem.products(vertex)
        products[vertex] = column
        let toward = column[vertex] - gradient[vertex] - SimplexLoops.dot(weights, column) + scan.fit
        let length = max(0, toward) + ridge * (1 - 2 * weights[vertex] + scan.norm)
        let descent = scan.product - scan.least
        guard length > 0, descent > 0 else { return 0 }
        let size = min(1, descent / length)
        scan = SimplexLoops.move(&gradient, &weights, by: size, toward: column, vertex: vertex, ridge)
        return size * (2 * descent - size * length) / Double(problem.length)
    }

    /// Sets weights up to a quarter of the largest to zero and scales the others to sum to one.
    package mutating func sparsify() {
        let limit = (weights.max() ?? 0) / 4
        let kept = weights.map { $0 <= limit ? 0 : $0 }
        let total = kept.reduce(0, +)
        weights = kept.map { $0 / total }
        gradient = problem.gradient(weights)
        scan = SimplexLoops.scan(gradient, weights, ridge)
    }
}
