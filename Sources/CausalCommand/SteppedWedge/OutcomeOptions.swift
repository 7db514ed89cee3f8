import ArgumentParser
import Causal

/// Options of outcomes that are events or counts, for `--method gee` and `glmm`.
struct OutcomeOptions: ParsableArguments {
    @Option(help: "identity, log or logit (default: the family's usual one). With gee.")
    var link: Link?

    @Option(
        help:
            "An expression added with coefficient 1 under a log link, e.g. \"log(hours)\". With gee and glmm."
    )
    var offset: String?

    @Flag(help: "Estimate correlations by matrix-adjusted estimating equations. With gee.")
    var maee = false

    @Option(help: "The change of a parameter at which iteration ends. With gee.")
    var tolerance: Double?

    @Option(help: "Gauss–Hermite points; 1 is Laplace's approximation. With glmm.")
    var quadraturePoints: Int?

    /// Refuses options that were given and belong to other methods.
    func check(_ method: TrialMethod) throws(CausalError) {
        let given: [(name: String, isGiven: Bool, methods: [TrialMethod])] = [
            ("--link", link != nil, [.gee]), ("--offset", offset != nil, [.gee, .glmm]),
            ("--maee", maee, [.gee]),
            ("--tolerance", tolerance != nil, [.gee]),
            ("--quadrature-points", quadraturePoints != nil, [.glmm]),
        ]
        for (name, isGiven, methods) in given where isGiven && !methods.contains(method) {
            throw CausalError(
                .badArgument, "\(name) does not belong to --method \(method.rawValue)",
                remedy: "It goes with --method \(methods.map(\.rawValue).joined(separator: " or ")).")
        }
    }
}
