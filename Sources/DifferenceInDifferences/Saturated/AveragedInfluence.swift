import Regression

/// Averages of effects whose uncertainty comes from influence alone: the multiplier bootstrap, simultaneous bands and
/// covariances without small-sample factors.
public struct AveragedInfluence: InfluenceFit {
    /// The averages.
    public let averages: AveragedEffects

    /// `did`
    public var command: String { "did" }
    /// The rows' names.
    public var terms: [String] { averages.terms }
    /// What places them.
    public var labels: [[JSONValue.Member]] { averages.map.labels }
    /// The averages.
    public var coefficients: [Double] { averages.coefficients }
    /// The rows used.
    public var sample: Sample { averages.sample }
    /// The column of units, or nil.
    public var independentUnit: String? { averages.unit }
    /// All rows but the overall one.
    public var family: [Int] { terms.indices.filter { terms.count == 1 || terms[$0] != "overall" } }
    /// Facts about the design and the regression.
    public var facts: [JSONValue.Member] {
        [.init("estimator", .string(averages.estimator))] + averages.facts
            + averages.regression.facts.filter { $0.name != "estimator" }
    }
    /// Remarks on the design and the regression.
    public var notes: [String] { averages.notes + averages.regression.notes }

    /// n⁻¹Jψ
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        try averages.influence(summedBy: groups)
    }

    /// `pretrend-wald`: the rows before the treatment are all zero.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        averages.leads.isEmpty ? [] : [try jointTest("pretrend-wald", zero: averages.leads, by: columns)]
    }
}

extension AveragedEffects {
    /// The same averages for the multiplier bootstrap.
    public var fromInfluence: AveragedInfluence { AveragedInfluence(averages: self) }
}
