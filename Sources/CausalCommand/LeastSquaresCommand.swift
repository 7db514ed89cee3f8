import ArgumentParser
import Causal

/// `causal ols`
struct LeastSquaresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ols",
        abstract: "Least squares with absorbed fixed effects and clustered errors.",
        discussion: """
            causal ols clinics.csv "burnout ~ treated | clinician + month" --cluster clinic

            In a formula:
              x1 + log(x2) + I(x^2)    numbers; names with blanks in backticks
              x1:x2, a*b               products; a*b is a + b + a:b
              factor(x), i(x, ref = 2) categories; text is categories anyway
              i(a, b, ref = 2010)      one's categories times the other; the
                                       categories are those of the column that
                                       holds ref, or that is text, or of a
              l(x, 1), f(x, 1), d(x)   lag, lead, difference (--unit, --time)
              - 1                      no intercept
              | unit + year, | a^b     factors to absorb, and combinations
            """)

    @OptionGroup var input: InputOptions

    @Argument(help: "The model, e.g. \"y ~ x1 + x2 | unit + year\".")
    var formula: String

    @Option(help: "Columns that name the clusters, e.g. firm or firm,year.")
    var cluster: [ColumnNames] = []

    @Option(
        help: """
            The covariance: iid, hc0 to hc3, cr0 to cr3, jackknife, newey-west, driscoll-kraay or conley \
            (default: cr1 with clusters, hc1 with sampling weights, iid otherwise).
            """)
    var vcov: CovarianceName?

    @Option(help: "The column of weights.")
    var weights: String?

    @Option(help: "What the weights are: analytic, frequency or sampling (default: analytic).")
    var weightKind: WeightKind?

    @Option(help: "The column of units, for lags and leads and for covariances under serial dependence.")
    var unit: String?

    @Option(help: "The column of periods, for the same.")
    var time: String?

    @OptionGroup var dependence: DependenceOptions

    @Option(help: "Restrictions to test jointly, e.g. \"x1 = 0, x2 = x3\".")
    var test: [String] = []

    @Flag(help: "Keep rows that are alone in a level of an absorbed factor.")
    var keepSingletons = false

    @Option(parsing: .unconditional, help: "The relative residual that the absorption must reach.")
    var tolerance: Double = 1e-8

    @OptionGroup var wild: WildBootstrapOptions

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        let covariance = try CovarianceName.choose(
            vcov, clusters: cluster, dependence: dependence.covariance(vcov, unit: unit, time: time))
        let model = try LeastSquares(
            formula, weights: weights, kind: kindOfWeights(), panel: panel(), keepsSingletons: keepSingletons,
            tolerance: tolerance)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(design) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            let tested = try fit.estimates(covariance, level: output.level, testing: test)
            return try wild.test(tested, fit, clusters: cluster, level: output.level)
        }
        try output.write(estimates, stopwatch)
    }

    private func panel() throws(CausalError) -> PanelIndex? {
        guard let time else {
            guard unit == nil else {
                throw CausalError(.badArgument, "--unit needs --time", remedy: "Add --time COLUMN.")
            }
            return nil
        }
        return PanelIndex(unit: unit, period: time)
    }

    private func kindOfWeights() throws(CausalError) -> WeightKind {
        guard weights != nil || weightKind == nil else {
            throw CausalError(
                .badArgument, "--weight-kind needs weights", remedy: "Add --weights COLUMN.")
        }
        return weightKind ?? .analytic
    }
}
