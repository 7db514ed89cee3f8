import Regression

/// What the mean outcome of a stepped-wedge trial depends on: g(μ) = θ·treatment + period effects + x′γ (+ offset).
public struct TrialMean: Sendable, Hashable {
    /// The column of the outcome.
    public var outcome: String
    /// The column of clusters.
    public var cluster: String
    /// The column of periods.
    public var period: String
    /// The column of the treatment: 0, 1, or a fraction.
    public var treatment: String
    /// The column of persons of a closed cohort, or nil when every row is another person.
    public var individual: String?
    /// Further regressors as the right side of a formula, or nil.
    public var covariates: String?
    /// An expression added to the linear predictor of counts, e.g. `"log(hours)"`.
    public var offset: String?
    /// How periods enter.
    public var time: Time
    /// How the treatment enters.
    public var effect: Effect

    /// How periods enter.
    public enum Time: String, Sendable, Hashable, Codable, CaseIterable {
        /// A coefficient for each period but the first.
        case categorical
        /// A straight line.
        case linear
    }

    /// How the treatment enters.
    public enum Effect: String, Sendable, Hashable, Codable, CaseIterable {
        /// At once and for good.
        case immediate
        /// A coefficient for each number of periods since it began (Kenny et al. 2022).
        case exposureTime = "exposure-time"
    }

    /// Names the columns.
    public init(
        outcome: String, cluster: String, period: String, treatment: String, individual: String? = nil,
        covariates: String? = nil, offset: String? = nil, time: Time = .categorical,
        effect: Effect = .immediate
    ) {
        self.outcome = outcome
        self.cluster = cluster
        self.period = period
        self.treatment = treatment
        self.individual = individual
        self.covariates = covariates
        self.offset = offset
        self.time = time
        self.effect = effect
    }

    /// The rows used, with covariates as columns.
    func frame(_ table: DataTable) throws(CausalError) -> (ModelFrame, offset: [Double]?) {
        let (whole, offsetName) = try OffsetColumn.adding(offset, to: table)
        let left = whole[outcome] == nil ? outcome : Expression.quoted(outcome)
        let formula = try Formula("\(left) ~ \(covariates ?? "1")")
        guard formula.hasIntercept, formula.endogenousNames.isEmpty else {
            throw CausalError(
                .badArgument, "covariates hold terms only, no '|' and no '- 1'", value: covariates)
        }
        let required = [cluster, period, treatment] + [individual, offsetName].compactMap { $0 }
        let frame = try ModelFrame(formula, table: whole, requiring: required)
        let values = try offsetName.map { (name) throws(CausalError) in try frame.sample.numbers(name) }
        return (frame, values)
    }
}
