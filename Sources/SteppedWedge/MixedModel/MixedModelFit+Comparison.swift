import Regression

extension MixedModelFit {
    /// The likelihood ratio test against a simpler model of the same rows: the difference of the criteria against χ² with as
    /// many degrees of freedom as the models differ in parameters.
    ///
    /// It tells whether effects by exposure time (or a spline) are better than one effect. A variance that is zero under
    /// the simpler model lies at its bound, so that the p-value is then too large (Self & Liang 1987).
    ///
    /// - Throws: `CausalError.Code.badArgument` for models of other rows, one that is not simpler, or restricted likelihoods
    ///   of different fixed effects, which cannot be compared.
    public func likelihoodRatio(against simpler: MixedModelFit) throws(CausalError) -> WaldTest {
        let difference = parameterCount - simpler.parameterCount
        guard design.cells.statistics.rowCount == simpler.design.cells.statistics.rowCount,
            model.outcome == simpler.model.outcome, kind == simpler.kind
        else {
            throw CausalError(
                .badArgument, "the models are not of the same rows, outcome and likelihood",
                remedy: "Fit both to one table with the same method.")
        }
        guard difference > 0 else {
            throw CausalError(.badArgument, "the model to compare with is not simpler")
        }
        guard kind == .ml || model.sharesMeans(with: simpler.model) else {
            throw CausalError(
                .badArgument, "restricted likelihoods of different fixed effects cannot be compared",
                remedy: "Fit both by maximum likelihood.")
        }
        return WaldTest(
            statistic: max(0, simpler.criterion - criterion), restrictions: difference,
            denominatorDegreesOfFreedom: nil)
    }

    /// Coefficients and components of the covariance.
    private var parameterCount: Int { design.width + state.parts.components.count }
}

extension SteppedWedge {
    /// Whether the fixed effects are the same.
    fileprivate func sharesMeans(with other: SteppedWedge) -> Bool {
        treatment == other.treatment && time == other.time && effect == other.effect
            && covariates == other.covariates && period == other.period
    }
}
