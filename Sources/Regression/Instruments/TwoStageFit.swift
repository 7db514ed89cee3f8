import Inference

/// What two-stage least squares found: a value from which estimates under any covariance are made.
///
/// For inference it is a regression on X̂ = (exogenous, fitted endogenous) whose residuals are the true ones,
/// û = y − Xβ̂: scores are wᵢûᵢx̂ᵢ and the bread (X̂′WX̂)⁻¹. Leverage (`hc2`, `hc3`, `cr2`, `cr3`) is that of X̂ in the
/// second stage, as R's `ivreg` (its default) and `clubSandwich` have it.
public struct TwoStageFit: LinearFit {
    /// The rows used.
    public let sample: Sample
    /// The outcome's name.
    public let responseName: String
    /// The coefficients' names: the intercept, the exogenous columns, the endogenous columns.
    public let terms: [String]
    /// The estimates; NaN where a column was dropped.
    public let coefficients: [Double]
    /// The positions in ``terms`` that were estimated.
    public let estimated: [Int]
    /// The columns of the estimated terms without the intercept, absorbed factors swept out; fitted values of the
    /// endogenous ones.
    public let designColumns: [[Double]]
    /// Whether the first estimated term is the intercept.
    public let hasIntercept: Bool
    /// y − Xβ̂ − absorbed effects, with the endogenous columns themselves.
    public let residuals: [Double]
    /// The weighted sum of squared residuals.
    public let residualSumOfSquares: Double
    /// The weights, or nil.
    public let weights: [Double]?
    /// What the weights mean.
    public let weightKind: WeightKind
    /// The number of observations n: the rows, or the sum of frequency weights.
    public let observationCount: Int
    /// Whose the rows are and when they were, when the model says so.
    public let panel: PanelIndex?
    /// (X̂′WX̂)⁻¹ of the estimated terms.
    public let bread: Matrix
    /// The factors swept out.
    public let absorbed: [Factor]
    /// How well the model fits; R² = 1 − Σwû²/Σw(y−ȳ)² may be negative.
    public let goodness: GoodnessOfFit
    /// Whether the residuals are at most 1e-13 of the outcome, root mean square: rounding.
    public let isPerfect: Bool
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
    /// What was estimated from them.
    let model: TwoStageLeastSquares
    /// The swept columns that are used.
    let used: UsedColumns

    init(
        _ design: InstrumentDesign, _ model: TwoStageLeastSquares, _ pruning: Pruning
    ) throws(CausalError) {
        let used = try UsedColumns(design)
        let stages = try used.firstStages(design, model)
        let second = try SecondStage(design, used, stages)
        let frame = design.frame
        sample = frame.sample
        responseName = frame.responseName
        terms = second.terms
        coefficients = second.coefficients
        estimated = second.estimated
        designColumns = second.columns
        hasIntercept = design.hasIntercept
        residuals = second.residuals
        weights = frame.weights
        weightKind = model.weightKind
        observationCount = model.weightKind.observations(rows: frame.sample.count, weights: frame.weights)
        panel = model.panel
        bread = second.bread
        absorbed = frame.absorbed
        let size = Kernels.weightedSumOfSquares(frame.response, weights: frame.weights)
        residualSumOfSquares = Kernels.weightedSumOfSquares(residuals, weights: frame.weights)
        isPerfect = residualSumOfSquares <= 1e-26 * size
        goodness = GoodnessOfFit(
            response: frame.response, swept: design.report == nil ? nil : design.response,
            residualSumOfSquares: residualSumOfSquares,
            weights: frame.weights,
            centred: frame.hasIntercept || !frame.absorbed.isEmpty, observations: observationCount,
            size: ModelSize(
                coefficients: second.estimated.count, absorbed: frame.absorbed, rule: model.parameterRule))
        firstStages = stages
        endogenous = used.endogenous.map(\.name)
        instruments = used.instruments.map(\.name)
        droppedInstruments = used.droppedInstruments
        singletons = pruning.singletons
        outsideCore = pruning.outsideCore
        absorption = design.report
        self.design = design
        self.model = model
        self.used = used
    }

    /// The regression of the outcome on the exogenous columns and the instruments.
    public func reducedForm() throws(CausalError) -> AuxiliaryRegression {
        try AuxiliaryRegression(
            responseName, design.response, on: used.exogenous + used.instruments, design, model)
    }

    /// How redundant absorbed parameters are counted.
    public var parameterRule: ParameterRule { model.parameterRule }

    /// Refuses the jackknife over clusters, which for two stages is no function of one regression's leverage.
    public func check(_ covariance: LinearCovariance) throws(CausalError) {
        guard covariance.isJackknife else { return }
        throw CausalError(
            .badArgument, "the jackknife over clusters is not defined by leverage in two-stage least squares",
            remedy: "Use cr2 or cr3 (those of clubSandwich for instruments), or cr1.")
    }
}
