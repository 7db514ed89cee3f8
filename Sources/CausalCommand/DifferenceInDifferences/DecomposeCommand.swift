import ArgumentParser
import Causal

/// `causal decompose`
struct DecomposeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decompose",
        abstract: "What a two-way fixed-effects coefficient is made of.",
        discussion: """
            causal decompose clinics.csv --outcome burnout --unit clinician \\
                --time month --cohort adopted

            bacon         comparisons of two groups in two spans of time, with their
                          weights (Goodman-Bacon 2021)
            twfe-weights  the weight of each cohort's effect in each period; negative
                          ones are counted (de Chaisemartin & D'Haultfœuille 2020)
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of the outcome.")
    var outcome: String

    @Option(help: "The column of periods.")
    var time: String

    @Option(help: "The column of units.")
    var unit: String

    @Option(help: "The column of each unit's first treated period (0 or empty: never).")
    var cohort: String?

    @Option(help: "The column that is 1 in treated rows and 0 elsewhere (in place of --cohort).")
    var treatment: String?

    @Option(help: "bacon or twfe-weights.")
    var kind: Kind = .bacon

    @Option(help: "Covariates, e.g. \"x1 + log(x2)\"; bacon then compares groups over all periods.")
    var covariates: String?

    @Option(help: "The column of analytic weights.")
    var weights: String?

    @OptionGroup var random: SeedOption

    @OptionGroup var output: OutputOptions

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case bacon
        case twfeWeights = "twfe-weights"
    }

    /// Reads, decomposes and writes.
    func run() throws {
        try output.apply()
        let policy = PolicyRegression(
            outcome: outcome, panel: PanelIndex(unit: unit, period: time),
            treatment: try PolicyOptions.treated(cohort: cohort, treatment: treatment),
            covariates: covariates,
            weights: weights)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let estimates = try stopwatch.time("fit") { () throws(CausalError) in
            switch kind {
            case .bacon: try GoodmanBacon(policy).decompose(table).estimates
            case .twfeWeights: try TwoWayWeights(policy).decompose(table).estimates
            }
        }
        try output.write(estimates, stopwatch)
    }
}
