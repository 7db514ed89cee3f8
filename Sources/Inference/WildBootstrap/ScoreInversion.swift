import Groundwork

/// Inverts a test whose draws change with the hypothesised value: the values r with p(r) > 1 − level.
///
/// Each value needs a fit of its own. The test is made at the estimate and at 1, 2, 3, 5, 8, 13, 21 and 34 standard
/// errors to either side, until two neighbours are rejected; between a value that is rejected and one that
/// is not, the end of the set is where |t(r)| meets the draws' quantile, a continuous function of r whose root is
/// found to 1e-9 standard errors. Pieces narrower than the grid can be missed. A side on which the last value is
/// not rejected is unbounded, with a note.
struct ScoreInversion {
    let estimate: Double
    let error: Double
    let level: Double

    typealias Evaluate = (Double, [Double]?) throws(CausalError) -> ScoreProblem.Point

    private static let grid: [Double] = [1, 2, 3, 5, 8, 13, 21, 34]

    /// A tested value.
    private struct Trial {
        let value: Double
        /// |t| less the draws' quantile: above zero where the value is rejected.
        let margin: Double
        let predictors: [Double]?

        var isAccepted: Bool { margin < 0 }
    }

    /// The set, and remarks on sides that could not be searched.
    func set(_ evaluate: Evaluate) throws(CausalError) -> (set: ConfidenceSet, notes: [String]) {
        let centre = try trial(estimate, nil, evaluate)
        let (left, leftNotes) = side(-1, centre, evaluate)
        let (right, rightNotes) = side(1, centre, evaluate)
        let trials = left.reversed() + [centre] + right
        var intervals: [Interval] = []
        var low: Double? = trials[0].isAccepted ? -.infinity : nil
        for (first, second) in zip(trials, trials.dropFirst()) where first.isAccepted != second.isAccepted {
            let end = try root(first, second, evaluate)
            if let start = low {
                intervals.append(Interval(start, end))
                low = nil
            } else {
                low = end
            }
        }
        if let start = low { intervals.append(Interval(start, .infinity)) }
        return (ConfidenceSet(intervals, level: level), leftNotes + rightNotes)
    }

    /// The values tried on one side, from the estimate outwards.
    private func side(_ sign: Double, _ centre: Trial, _ evaluate: Evaluate) -> ([Trial], [String]) {
        var trials: [Trial] = []
        var rejected = 0
        for step in Self.grid {
            let value = estimate + sign * step * error
            do {
                let next = try trial(value, (trials.last ?? centre).predictors, evaluate)
                trials.append(next)
                rejected = next.isAccepted ? 0 : rejected + 1
            } catch {
                guard rejected == 0 else { return (trials, []) }
                return (
                    trials, ["Score bootstrap: no fit was found under the value \(value): \(error.message)."]
                )
            }
            if rejected == 2 { return (trials, []) }
        }
        guard rejected == 0 else { return (trials, []) }
        return (
            trials,
            [
                "Score bootstrap: values up to \(Int(Self.grid.last ?? 0)) standard errors "
                    + "\(sign < 0 ? "below" : "above") the estimate are not rejected."
            ]
        )
    }

    private func trial(
        _ value: Double, _ start: [Double]?, _ evaluate: Evaluate
    ) throws(CausalError) -> Trial {
        let point = try evaluate(value, start)
        return Trial(value: value, margin: margin(point), predictors: point.linearPredictors)
    }

    /// |t| less the largest |t*| that decides: the value is rejected as long as fewer than m draws are above.
    private func margin(_ point: ScoreProblem.Point) -> Double {
        let observed = point.statistic.magnitude
        let sizes = point.sampler.statistics(point.statistic).map(\.magnitude).filter { !$0.isNaN }
        guard !sizes.isEmpty else { return -.infinity }
        let untied = sizes.filter { WildCurve.compare($0, observed) != .tied }
        let halves = Double(sizes.count - untied.count) / 2
        let needed = Int(((1 - level) * Double(sizes.count) - halves + 1e-9).rounded(.down)) + 1
        guard needed > 0 else { return -.infinity }
        guard needed <= untied.count else { return .infinity }
        return observed - untied.sorted(by: >)[needed - 1]
    }

    /// Where the margin vanishes between two values of different sign: secants kept in a bracket (the Illinois
    /// rule), halving where they stall.
    private func root(_ a: Trial, _ b: Trial, _ evaluate: Evaluate) throws(CausalError) -> Double {
        var (first, second) = (a, b)
        var (low, high) = (a.margin, b.margin)
        var kept = 0
        for count in 0..<80 where (second.value - first.value).magnitude > 1e-9 * error {
            var share = low / (low - high)
            if !(share > 0 && share < 1) || count % 5 == 4 { share = 0.5 }
            let value = first.value + share * (second.value - first.value)
            guard value != first.value, value != second.value else { break }
            let next = try trial(value, first.predictors, evaluate)
            if next.margin.magnitude <= 1e-11 { return value }
            if next.isAccepted == first.isAccepted {
                (first, low) = (next, next.margin)
                if kept == 1 { high /= 2 }
                kept = 1
            } else {
                (second, high) = (next, next.margin)
                if kept == 2 { low /= 2 }
                kept = 2
            }
        }
        return (first.value + second.value) / 2
    }
}
