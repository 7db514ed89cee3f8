import SimplexWeights

/// Coefficients and weights in turn (Arkhangelsky et al. 2021; R's `synthdid`): a gradient step of length 1/t for the
/// coefficients, then one Frank–Wolfe step for each kind of weights, until the objective changes by no more than 10⁻¹⁰ σ².
///
/// The block is collapsed: its rows are the controls and the treated mean, its columns the periods before and the mean
/// after.
struct OptimisedCovariates {
    private let outcome: SyntheticBlock
    private let covariates: [SyntheticBlock]
    private let tuning: SyntheticTuning

    init(_ outcome: SyntheticBlock, _ covariates: [SyntheticBlock], _ tuning: SyntheticTuning) {
        self.outcome = outcome
        self.covariates = covariates
        self.tuning = tuning
    }

    /// Where the steps stand.
    private struct State {
        var units: [Double]
        var periods: [Double]
        var coefficients: [Double]
        /// Σ_t λ_t y_jt − ȳ_j,post over controls, centred, and Σ_j ω_j y_jt − ȳ_tr,t over periods, centred where unit
        /// weights have an intercept.
        var timeErrors: [Double] = []
        var unitErrors: [Double] = []
        var value = 0.0
        var gaps = (units: 0.0, periods: 0.0)
    }

    /// Takes steps from some weights on; coefficients start at zero.
    func weights(from start: SyntheticWeights?) -> SyntheticWeights {
        let method = tuning.method
        var state = State(
            units: start?.units ?? SyntheticTuning.equal(outcome.controlCount),
            periods: start?.periods
                ?? (method.weighsPeriods
                    ? SyntheticTuning.equal(outcome.before) : tuning.equalPeriods(outcome)),
            coefficients: [Double](repeating: 0, count: covariates.count))
        step(&state)
        var hasConverged = false
        for t in 1...SimplexSteps.mostSteps {
            let before = state.value
            let gradient = covariates.map { slope($0, state) }
            for (place, slope) in gradient.enumerated() { state.coefficients[place] += slope / Double(t) }
            step(&state)
            let change = abs(before - state.value)
            if t > 1, !(change > tuning.leastGain) {
                hasConverged = change.isFinite
                break
            }
        }
        return SyntheticWeights(
            units: state.units, periods: state.periods, coefficients: state.coefficients,
            hasConverged: hasConverged, unitGap: state.gaps.units, periodGap: state.gaps.periods)
    }

    /// Minus half the objective's derivative by a covariate's coefficient.
    private func slope(_ covariate: SyntheticBlock, _ state: State) -> Double {
        var overControls = 0.0
        var overPeriods = [Double](repeating: 0, count: outcome.before)
        for control in 0..<outcome.controlCount {
            overControls -= state.timeErrors[control] * covariate.change(control, state.periods)
            let weight = state.units[control]
            for t in overPeriods.indices {
                overPeriods[t] += weight * covariate.controls[control * covariate.periodCount + t]
            }
        }
        var sum = overControls / Double(outcome.controlCount)
        for t in overPeriods.indices {
            sum += state.unitErrors[t] * (overPeriods[t] - covariate.treated[t]) / Double(outcome.before)
        }
        return sum
    }

    /// One step of each kind of weights at the present coefficients.
    private func step(_ state: inout State) {
        let block = outcome.subtracting(covariates, state.coefficients)
        if tuning.method.weighsPeriods {
            state.gaps.periods = advance(block.timeProblem(), tuning.timePenalty, &state.periods)
        }
        state.timeErrors = timeErrors(block, state.periods)
        let problem = block.unitProblem(intercept: tuning.method.hasIntercept)
        if tuning.method.weighsUnits {
            state.gaps.units = advance(problem, tuning.unitPenalty, &state.units)
        }
        state.unitErrors = problem.fitted(state.units)
        state.value =
            objective(state.unitErrors, state.units, tuning.unitPenalty)
            + objective(state.timeErrors, state.periods, tuning.timePenalty)
    }

    private func timeErrors(_ block: SyntheticBlock, _ periods: [Double]) -> [Double] {
        let changes = (0..<block.controlCount).map { block.change($0, periods) }
        let mean = changes.reduce(0, +) / Double(changes.count)
        return changes.map { mean - $0 }
    }

    private func advance(_ problem: SimplexProblem, _ penalty: Double, _ weights: inout [Double]) -> Double {
        var steps = SimplexSteps(problem, penalty: penalty, from: weights)
        steps.run(most: 1, leastGain: 0)
        weights = steps.weights
        return steps.gap
    }

    private func objective(_ errors: [Double], _ weights: [Double], _ penalty: Double) -> Double {
        SimplexLoops.dot(errors, errors) / Double(errors.count)
            + penalty * penalty * SimplexLoops.dot(weights, weights)
    }
}
