import ArgumentParser
import Causal

/// How the uncertainty of a policy's effects is measured.
struct PolicyUncertainty: ParsableArguments {
    @Option(help: "Columns that name the clusters (default: the unit).")
    var cluster: [ColumnNames] = []

    @Option(
        parsing: .unconditional,
        help: "Standard errors and simultaneous bands by the multiplier bootstrap with so many draws.")
    var bootstrap: Int?

    @Option(help: "What units are multiplied by in a draw of the bootstrap: rademacher or mammen.")
    var bootstrapWeights: MultiplierWeights?

    @Option(
        help:
            "The covariance of a regression: iid, hc0 to hc3, cr0 to cr3, jackknife, newey-west, driscoll-kraay or conley."
    )
    var vcov: CovarianceName?

    @OptionGroup var dependence: DependenceOptions

    @OptionGroup var wild: WildBootstrapOptions

    /// The seed of random numbers; the wild bootstrap's option serves every bootstrap.
    var seed: UInt64? { wild.seed }

    /// Whether an option of the multiplier bootstrap is given.
    var asksForInfluence: Bool { bootstrap != nil || bootstrapWeights != nil }

    /// The options given that not all estimators take.
    var given: [String] {
        [
            ("--bootstrap", bootstrap != nil), ("--bootstrap-weights", bootstrapWeights != nil),
            ("--vcov", vcov != nil), ("--lag", dependence.lag != nil),
            ("--bandwidth", dependence.bandwidth != nil), ("--kernel", dependence.kernel != nil),
            ("--latitude", dependence.latitude != nil), ("--longitude", dependence.longitude != nil),
            ("--distance", dependence.distance != nil),
        ].filter(\.1).map(\.0) + wild.given
    }

    /// The options of estimators whose uncertainty comes from influence.
    static let influenceOptions: Set<String> = ["--bootstrap", "--bootstrap-weights"]

    /// The options of regressions.
    static let regressionOptions: Set<String> = [
        "--vcov", "--lag", "--bandwidth", "--kernel", "--latitude", "--longitude", "--distance",
    ]

    /// The covariance of an estimator whose uncertainty comes from influence.
    func influence() throws(CausalError) -> InfluenceCovariance {
        let columns = cluster.flatMap(\.names)
        guard let bootstrap else {
            guard bootstrapWeights == nil else {
                throw CausalError(
                    .badArgument, "--bootstrap-weights belongs to a bootstrap",
                    remedy: "Add --bootstrap 999.")
            }
            return .clustered(by: columns)
        }
        guard columns.count < 2 else {
            throw CausalError(
                .badArgument, "the multiplier bootstrap clusters by one column",
                value: columns.joined(separator: ","), remedy: "Give one, or leave out --bootstrap.")
        }
        return .multiplierBootstrap(
            draws: bootstrap, seed: seed ?? 42, weights: bootstrapWeights ?? .rademacher, by: columns.first)
    }
}

extension MultiplierWeights: ExpressibleByArgument {}
