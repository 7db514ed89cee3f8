import Regression

/// Where a trial's likelihood is largest.
///
/// The criterion is evaluated at a grid of points; BOBYQA starts from the best (the best three for a decay, whose
/// likelihood has false optima near r = 1), and Newton's method with exact derivatives takes what it finds to rounding.
struct LikelihoodSearch: Sendable {
    /// The likelihood there.
    let state: LikelihoodState
    let criterion: Double
    /// Whether the search settled.
    let isConverged: Bool
    /// Components whose variance is zero, or a decay of 0 or 1, by position in θ.
    let atBounds: [Int]
    let evaluations: Int

    /// - Throws: `CausalError.Code.notIdentified` when the likelihood exists nowhere.
    init(_ likelihood: LikelihoodCriterion) throws(CausalError) {
        let model = likelihood.covariance
        let starts = model.starts.map { (point: $0, value: likelihood.value($0)) }
            .sorted { $0.value < $1.value }
        var evaluations = starts.count
        guard let first = starts.first, first.value < 1e299 else {
            throw CausalError(
                .notIdentified,
                "the likelihood exists nowhere: the model reproduces the outcome, or squares of the outcome are beyond "
                    + "the range of numbers",
                remedy: "Use fewer covariates, or another unit of the outcome.")
        }
        var best: BoundedMinimum.Answer?
        for start in starts.prefix(model.correlation == .decay ? 3 : 1) where start.value < 1e299 {
            let answer = BoundedMinimum.find(
                from: start.point, lower: model.lower, upper: model.upper,
                step: LikelihoodSearch.steps(model, start.point)
            ) { likelihood.value($0) }
            evaluations += answer.evaluations
            if answer.value < (best?.value ?? 1e300) { best = answer }
        }
        guard let best else { throw CausalError(.defect, "no search was started") }
        let edge = LikelihoodSearch.edge(best.point, best.value, likelihood)
        guard
            let polished = LikelihoodPolish.run(
                likelihood, edge.point, fixed: edge.atBounds, value: edge.value)
        else {
            throw CausalError(
                .notIdentified, "the model reproduces the outcome but for rounding",
                remedy: "There is no error left to judge the effect by.")
        }
        state = polished.state
        criterion = polished.value
        atBounds = edge.atBounds
        isConverged = polished.isConverged || (best.isConverged && polished.gap < 1e-5)
        self.evaluations = evaluations + polished.evaluations
    }

    private static func steps(_ model: CovarianceModel, _ start: [Double]) -> [Double] {
        zip(model.components, start).map { component, x in
            switch component {
            case .decay: 0.05
            case .covariance: 0.1
            default: max(0.05, 0.3 * x)
            }
        }
    }

    /// Moves what is next to a bound onto it where the criterion does not mind.
    private static func edge(
        _ point: [Double], _ value: Double, _ likelihood: LikelihoodCriterion
    ) -> (point: [Double], value: Double, atBounds: [Int]) {
        let model = likelihood.covariance
        var (point, value) = (point, value)
        var found: [Int] = []
        for place in point.indices where model.components[place] != .covariance {
            let ends = model.components[place] == .decay ? [0.0, 1] : [0.0]
            for end in ends where abs(point[place] - end) < 2e-3 {
                var there = point
                there[place] = end
                let moved = likelihood.value(there)
                // A criterion of 1e6 is known to some 1e-9 only, and one that differs by 1e-6 says nothing: next to the edge Newton's
                // method has no curvature to go by.
                guard moved <= value + 1e-12 * abs(value) + 1e-6 else { continue }
                (point, value) = (there, moved)
                found.append(place)
            }
        }
        return (point, value, found)
    }
}

/// Newton's method in θ and σ², variables at a bound held there.
enum LikelihoodPolish {
    struct Answer {
        /// The likelihood at the point that was reached.
        var state: LikelihoodState
        var value: Double
        var isConverged: Bool
        /// What the next step would change in the criterion.
        var gap: Double
        var evaluations: Int
    }

    /// Takes a minimum that is known to some digits to rounding; nil where the likelihood does not exist.
    static func run(
        _ likelihood: LikelihoodCriterion, _ start: [Double], fixed: [Int], value: Double
    ) -> Answer? {
        guard let state = LikelihoodState(likelihood, start) else { return nil }
        let free = start.indices.filter { !fixed.contains($0) }
        var answer = Answer(
            state: state, value: value, isConverged: free.isEmpty, gap: free.isEmpty ? 0 : .infinity,
            evaluations: 1)
        for _ in 0..<12 where !answer.isConverged {
            guard let step = answer.state.newtonStep(free) else { break }
            answer.gap = step.size
            // What is left is the square of the step.
            if step.relative < 1e-9 || step.size < 1e-18 * abs(value) {
                answer.isConverged = true
                break
            }
            var next = answer.state.theta
            for (place, change) in zip(free, step.change) { next[place] += change }
            let there = likelihood.value(next)
            answer.evaluations += 1
            guard inside(next, likelihood.covariance),
                there <= answer.value + 1e-11 * abs(answer.value) + 1e-9,
                let moved = LikelihoodState(likelihood, next)
            else { break }
            answer.state = moved
            answer.value = there
            answer.evaluations += 1
        }
        return answer
    }

    private static func inside(_ point: [Double], _ model: CovarianceModel) -> Bool {
        zip(point, zip(model.lower, model.upper)).allSatisfy { $0 >= $1.0 && $0 <= $1.1 }
    }
}
