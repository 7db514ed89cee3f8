import Inference

/// What two-stage least squares found: a value from which estimates under any covariance are made.
///
/// For inference it is a regression on X̂ = (exogenous, fitted endogenous) whose residuals are the true ones,
/// û = y − Xβ̂: scores are wᵢûᵢx̂ᵢ and the bread (X̂′WX̂)⁻¹. Leverage (`hc2`, `hc3`, `cr2`, `cr3`) is that of X̂ in the
/// second stage, as R's `ivreg` (its default) and `clubSandwich` have it.
public struct TwoStageFit: RegressionFit {
    /// The second stage: the outcome on the exogenous and the fitted endogenous columns, with the residuals of the
    /// endogenous columns themselves.
    public let regression: SolvedRegression
    /// How well the model fits; R² = 1 − Σwû²/Σw(y−ȳ)² may be negative.
    public let goodness: GoodnessOfFit
    /// The regression of each used endogenous column on the exogenous columns and the instruments.
    public let firstStages: [AuxiliaryRegression]
    /// The names of the endogenous columns that were used.
    public let endogenous: [String]
    /// The names of the instruments that were used.
    public let instruments: [String]
    /// The names of instruments that the exogenous columns, the factors or other instruments determine.
    public let droppedInstruments: [String]
    /// How many rows were dropped as singletons of absorbed factors.
    public let singletons: Int
    /// How many rows were dropped because they lie outside the 2-core of two absorbed factors; nil when not asked.
    public let outsideCore: Int?
    /// What the absorption did, when there was one.
    public let absorption: AbsorptionReport?
    /// The swept columns.
    let design: InstrumentDesign
    /// The swept columns that are used.
    let used: UsedColumns

    init(_ design: InstrumentDesign, _ pruning: Pruning) throws(CausalError) {
        let used = try UsedColumns(design)
        let stages = try used.firstStages(design)
        let frame = design.frame
        let regression = try SecondStage.solved(design, used, stages)
        self.regression = regression
        goodness = GoodnessOfFit(
            regression, response: frame.response, swept: design.report == nil ? nil : design.outcome.values,
            centred: frame.hasIntercept || !frame.absorbed.isEmpty)
        firstStages = stages
        endogenous = used.endogenous.map(\.name)
        instruments = used.instruments.map(\.name)
        droppedInstruments = used.droppedInstruments
        singletons = pruning.singletons
        outsideCore = pruning.outsideCore
        absorption = design.report
        self.design = design
        self.used = used
    }

    /// The regression of the outcome on the exogenous columns and the instruments.
    public func reducedForm() throws(CausalError) -> AuxiliaryRegression {
        try AuxiliaryRegression(
            design.outcome, on: used.exogenous + used.instruments, design)
    }

    /// Refuses the jackknife over clusters, which for two stages is no function of one regression's leverage.
    public func check(_ covariance: LinearCovariance) throws(CausalError) {
        guard covariance.isJackknife else { return }
        throw CausalError(
            .badArgument, "the jackknife over clusters is not defined by leverage in two-stage least squares",
            remedy: "Use cr2 or cr3 (those of clubSandwich for instruments), or cr1.")
    }
}
