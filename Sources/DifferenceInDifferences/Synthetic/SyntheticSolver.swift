/// Weights and effects of the panel or of units drawn from it.
struct SyntheticSolver: Sendable {
    let panel: SyntheticPanel
    let method: SyntheticMethod
    /// Whether covariates are estimated with the weights.
    let optimises: Bool
    /// One tuning for each cohort, from the whole panel; draws keep it.
    private let tunings: [SyntheticTuning]
    /// The products of outcomes, cohort by cohort, where draws share them.
    private var products: [UnitProducts] = []

    init(_ panel: SyntheticPanel, _ method: SyntheticMethod, optimises: Bool) {
        self.panel = panel
        self.method = method
        self.optimises = optimises
        tunings = panel.cohorts.indices.map { cohort in
            SyntheticTuning(
                method, noise: panel.noise(cohort),
                mass: panel.mass(cohort, units: panel.cohorts[cohort].units.count))
        }
    }

    /// The same panel by another method.
    func using(_ method: SyntheticMethod) -> SyntheticSolver {
        SyntheticSolver(panel, method, optimises: optimises)
    }

    /// The same, ready for many draws: what they have in common is computed once, if memory allows.
    func preparedForDraws() -> SyntheticSolver {
        var result = self
        let size = panel.units.count * panel.units.count * panel.cohorts.count
        guard method.weighsUnits, !optimises, size <= UnitProducts.mostProducts else { return self }
        result.products = panel.cohorts.map {
            UnitProducts(panel, before: $0.before, intercept: method.hasIntercept)
        }
        return result
    }

    /// The weights of every cohort that has units in the selection, from those of the whole panel on if given.
    func weights(_ selection: SyntheticSelection, from whole: [SyntheticWeights]? = nil)
        -> [SyntheticWeights?]
    {
        panel.cohorts.indices.map { cohort in
            guard !selection.treated[cohort].isEmpty, !selection.controls.isEmpty else { return nil }
            let start = whole?[cohort].starting(selection.controls)
            let block = panel.block(selection, cohort, of: panel.outcomes)
            guard optimises else {
                let known =
                    products.isEmpty
                    ? nil
                    : products[cohort].drawn(
                        controls: selection.controls, treated: selection.treated[cohort])
                return tunings[cohort].weights(block, from: start, products: known)
            }
            return OptimisedCovariates(block, covariates(selection, cohort), tunings[cohort]).weights(
                from: start)
        }
    }

    /// The effect of every cohort under some weights; NaN for one without units.
    func effects(_ selection: SyntheticSelection, _ weights: [SyntheticWeights?]) -> [Double] {
        panel.cohorts.indices.map { cohort in
            guard let weights = weights[cohort], !selection.treated[cohort].isEmpty else { return .nan }
            return adjustedBlock(selection, cohort, weights).effect(weights.units, weights.periods)
        }
    }

    /// The outcomes of a cohort's block less what covariates estimated with the weights explain.
    func adjustedBlock(
        _ selection: SyntheticSelection, _ cohort: Int, _ weights: SyntheticWeights
    ) -> SyntheticBlock {
        let block = panel.block(selection, cohort, of: panel.outcomes)
        return optimises ? block.subtracting(covariates(selection, cohort), weights.coefficients) : block
    }

    private func covariates(_ selection: SyntheticSelection, _ cohort: Int) -> [SyntheticBlock] {
        panel.covariates.map { panel.block(selection, cohort, of: $0) }
    }

    /// The mean of the cohorts' effects, weighted by their treated unit–periods in the selection.
    func average(_ effects: [Double], _ selection: SyntheticSelection) -> Double {
        var (sum, mass) = (0.0, 0.0)
        for cohort in effects.indices where !selection.treated[cohort].isEmpty {
            let weight = panel.mass(cohort, units: selection.treated[cohort].count)
            sum += weight * effects[cohort]
            mass += weight
        }
        return sum / mass
    }

    /// The average followed by the cohorts' effects.
    func all(_ effects: [Double], _ selection: SyntheticSelection) -> [Double] {
        [average(effects, selection)] + effects
    }
}
