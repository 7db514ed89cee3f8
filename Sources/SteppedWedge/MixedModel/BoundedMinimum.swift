import CNLopt
import Regression

/// The minimum of a function of few variables within bounds, by NLopt's BOBYQA.
///
/// Source: Powell (2009), The BOBYQA algorithm for bound constrained optimization without derivatives; Johnson, The
/// NLopt nonlinear-optimization package.
enum BoundedMinimum {
    /// Where a search ended.
    struct Answer {
        let point: [Double]
        let value: Double
        /// Whether it ended by itself rather than at the limit of evaluations.
        let isConverged: Bool
        let evaluations: Int
    }

    /// A function that C can call.
    private final class Objective {
        let function: ([Double]) -> Double
        var evaluations = 0

        init(_ function: @escaping ([Double]) -> Double) { self.function = function }
    }

    /// Searches from a point within the bounds.
    static func find(
        from start: [Double], lower: [Double], upper: [Double], step: [Double],
        _ function: @escaping ([Double]) -> Double
    ) -> Answer {
        let objective = Objective(function)
        guard !start.isEmpty, let problem = nlopt_create(NLOPT_LN_BOBYQA, UInt32(start.count)) else {
            return Answer(point: start, value: function(start), isConverged: start.isEmpty, evaluations: 1)
        }
        defer { nlopt_destroy(problem) }
        // NLopt calls back with the pointer that it is given here, only until nlopt_optimize returns; the
        // objective lives until then, and the point has as many numbers as the problem was made for.
        let context = Unmanaged.passUnretained(objective).toOpaque()
        nlopt_set_min_objective(
            problem,
            { count, point, _, context in
                guard let point, let context else { return 1e300 }
                let objective = Unmanaged<Objective>.fromOpaque(context).takeUnretainedValue()
                objective.evaluations += 1
                return objective.function(Array(UnsafeBufferPointer(start: point, count: Int(count))))
            }, context)
        nlopt_set_lower_bounds(problem, lower)
        nlopt_set_upper_bounds(problem, upper)
        nlopt_set_initial_step(problem, step)
        nlopt_set_xtol_abs1(problem, 1e-6)
        nlopt_set_ftol_abs(problem, 1e-10)
        nlopt_set_maxeval(problem, 600)
        var point = start
        var value = 0.0
        let status = withExtendedLifetime(objective) { nlopt_optimize(problem, &point, &value) }
        let isConverged = status.rawValue > 0 && status != NLOPT_MAXEVAL_REACHED
        return Answer(
            point: point, value: value, isConverged: isConverged || status == NLOPT_ROUNDOFF_LIMITED,
            evaluations: objective.evaluations)
    }
}
