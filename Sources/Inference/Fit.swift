import Design
import Groundwork
import LinearAlgebra

/// What every estimator leaves behind: coefficients, the rows they came from, and their influence.
///
/// Influence follows one convention: θ̂ − θ ≈ n⁻¹ Σᵢ ψᵢ, summed over independent rows. Clustering,
/// bootstrap, aggregation, linear combinations and tests across models need nothing else.
public protocol Fit: Sendable {
    /// The coefficients' names, in order; a dropped column keeps its name.
    var terms: [String] { get }
    /// The estimates, one for each term; NaN where the column was dropped.
    var coefficients: [Double] { get }
    /// The rows used.
    var sample: Sample { get }
    /// Row g holds n⁻¹ Σ_{i∈g} ψᵢ, the share of group g in θ̂ − θ: groups × terms, zero for dropped terms.
    func influence(summedBy groups: Factor) throws(CausalError) -> Matrix
}

/// A fit of a linear model: what sandwich covariances need beyond influence.
///
/// The model is y = Xβ + u with weights w; X stands for the columns that were estimated, after absorbed
/// factors have been swept out of them.
public protocol LinearFit: Fit {
    /// The command whose answer it is: `ols`, `poisson`, `logit`.
    var command: String { get }
    /// The positions in ``Fit/terms`` that were estimated.
    var estimated: [Int] { get }
    /// The design's columns without the intercept, in the order of ``estimated``; n values each.
    var designColumns: [[Double]] { get }
    /// The weighted means of ``designColumns`` where there is an intercept, and zeros without: stored where they are known.
    var columnMeans: [Double] { get }
    /// Whether the first estimated term is the intercept.
    var hasIntercept: Bool { get }
    /// y − Xβ̂ of each row.
    var residuals: [Double] { get }
    /// Σ wᵢûᵢ², the weighted sum of squared residuals: stored where it costs a pass over many rows.
    var residualSumOfSquares: Double { get }
    /// The weights w, or nil when every row counts the same.
    var weights: [Double]? { get }
    /// The weights that the model was given; where each step of an iteration has its own, those before it.
    var priorWeights: [Double]? { get }
    /// What the weights mean.
    var weightKind: WeightKind { get }
    /// The number of observations n: the rows, or the sum of frequency weights.
    var observationCount: Int { get }
    /// Whose the rows are and when they were, when the model says so.
    var panel: PanelIndex? { get }
    /// (X′WX)⁻¹ of the estimated terms.
    var bread: Matrix { get }
    /// Scores that were summed while the residuals were made.
    var clusterScores: [ClusterScores] { get }
    /// The factors whose levels were swept out of the columns.
    var absorbed: [Factor] { get }
    /// The slopes that were swept out besides, each varying by the levels of a factor.
    var slopes: [VaryingSlope] { get }
    /// How redundant absorbed parameters are counted.
    var parameterRule: ParameterRule { get }
    /// How many parameters count besides the absorbed levels: the estimated ones, unless others were partialled out.
    var parameterCount: Int { get }
    /// The number of parameters K when errors are clustered by some factors.
    func size(clusters: [Factor]) -> ModelSize
    /// The errors' variance where the model fixes it (1 for counts and events); nil where it is estimated.
    var knownDispersion: Double? { get }
    /// Whether coefficients are compared with the normal distribution rather than Student's t.
    var isAsymptotic: Bool { get }
    /// Whether what is left of the outcome is no more than rounding.
    var isPerfect: Bool { get }
    /// What to tell about the model whatever covariance is chosen, in the order of the JSON contract.
    var facts: [JSONValue.Member] { get }
    /// Remarks for the reader that do not depend on the covariance.
    var notes: [String] { get }
    /// Refuses a covariance that is not defined for the model.
    ///
    /// - Throws: `CausalError.Code.badArgument`, naming what to use.
    func check(_ covariance: LinearCovariance) throws(CausalError)
    /// How many alike and independent clusters each level of a factor stands for, when the rows hold sums over several;
    /// nil: each is one. The weights of such a fit are frequencies.
    func clusterFrequencies(_ clusters: Factor) -> [Double]?
    /// Tests that belong to the model under a covariance, beside the estimates.
    func tests(_ covariance: LinearCovariance, level: Double) -> ModelTests
}

/// Tests that belong to a model, and what to say of them.
public struct ModelTests: Sendable, Hashable {
    /// The tests.
    public var diagnostics: [Diagnostic]
    /// Remarks in plain words.
    public var notes: [String]

    /// Makes a list of tests.
    public init(diagnostics: [Diagnostic] = [], notes: [String] = []) {
        self.diagnostics = diagnostics
        self.notes = notes
    }

    /// No test of all coefficients together, and the reason.
    static func missing(_ count: Int, _ reason: String) -> ModelTests {
        ModelTests(notes: ["No F-test of the \(count.counted("slope", "slopes")) together: \(reason)."])
    }
}

extension LinearFit {
    /// Least squares.
    public var command: String { "ols" }
    /// Least squares estimates the variance.
    public var knownDispersion: Double? { nil }
    /// A residual sum of zero.
    public var isPerfect: Bool { residualSumOfSquares == 0 }
    /// None, unless the fit says otherwise.
    public var clusterScores: [ClusterScores] { [] }
    /// None, unless the fit says otherwise.
    public var slopes: [VaryingSlope] { [] }
    /// The convention, unless the fit says otherwise.
    public var parameterRule: ParameterRule { .conventional }
    /// The estimated coefficients.
    public var parameterCount: Int { estimated.count }
    /// Every covariance is defined.
    public func check(_ covariance: LinearCovariance) throws(CausalError) {}
    /// Each level is one cluster.
    public func clusterFrequencies(_ clusters: Factor) -> [Double]? { nil }
    /// None.
    public func tests(_ covariance: LinearCovariance, level: Double) -> ModelTests { ModelTests() }
    /// Least squares compares with t.
    public var isAsymptotic: Bool { false }

    /// The absorbed factors and those by which absorbed slopes vary.
    var absorbedFactors: [Factor] { absorbed + slopes.map(\.factor) }

    /// The names of columns that others determine.
    public var droppedTerms: [String] {
        let estimated = Set(estimated)
        return terms.indices.filter { !estimated.contains($0) }.map { terms[$0] }
    }

    /// The number of rows; the number of observations is ``observationCount``.
    public var rowCount: Int { residuals.count }

    /// The weights.
    public var priorWeights: [Double]? { weights }
    /// Analytic weights, unless the fit says otherwise.
    public var weightKind: WeightKind { .analytic }
    /// What the kind of weights makes of the rows.
    public var observationCount: Int { weightKind.observations(rows: rowCount, weights: priorWeights) }
    /// None, unless the fit says otherwise.
    public var panel: PanelIndex? { nil }

    /// Summed anew each time, unless the fit keeps it.
    public var residualSumOfSquares: Double { Kernels.weightedSumOfSquares(residuals, weights: weights) }

    /// n⁻¹ψᵢ = (X′WX)⁻¹ xᵢwᵢûᵢ, summed by group.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        let (scores, centred) = (scores(summedBy: groups), centred)
        let shares = scores * centred.inData(centred.bread).transposed
        var all = Matrix(groups.levelCount, terms.count)
        for (column, position) in estimated.enumerated() {
            for group in 0..<groups.levelCount { all[group, position] = shares[group, column] }
        }
        return all
    }

    /// s_g = Σ_{i∈g} wᵢûᵢzᵢ, z the columns about their means: groups × estimated terms.
    func scores(summedBy groups: Factor) -> Matrix {
        if let made = clusterScores.first(where: { $0.isBy(groups) }) { return made.sums }
        return Kernels.groupedScores(
            columns: designColumns, shifts: columnMeans, intercept: hasIntercept, residuals: residuals,
            weights: weights, groups: groups.codes, groupCount: groups.levelCount)
    }
}
