import ArgumentParser
import Causal

/// Options of outcomes that are events or counts, for `--method gee`, `glmm` and `standardised`.
struct OutcomeOptions: ParsableArguments {
    @Option(
        name: .customLong("link"),
        help: "identity, log or logit (default: the family's usual one). With gee and standardised.")
    var outcomeLink: OutcomeLink?

    /// The link.
    var link: Link? { outcomeLink?.link }

    @Option(
        help:
            "An expression added with coefficient 1 under a log link, e.g. \"log(hours)\". With gee, glmm and standardised."
    )
    var offset: String?

    @Flag(help: "Estimate correlations by matrix-adjusted estimating equations. With gee and standardised.")
    var maee = false

    @Option(help: "The change of a parameter at which iteration ends. With gee and standardised.")
    var tolerance: Double?

    @Option(help: "Gauss–Hermite points; 1 is Laplace's approximation. With glmm.")
    var quadraturePoints: Int?

    @Option(
        help: "How mean outcomes are compared: difference (default), ratio or odds-ratio. With standardised.")
    var scale: StandardisedScale?

    /// Refuses options that were given and belong to other methods.
    func check(_ method: TrialMethod) throws(CausalError) {
        let given: [(name: String, isGiven: Bool, methods: [TrialMethod])] = [
            ("--link", link != nil, [.gee, .standardised]),
            ("--offset", offset != nil, [.gee, .glmm, .standardised]),
            ("--maee", maee, [.gee, .standardised]),
            ("--tolerance", tolerance != nil, [.gee, .standardised]),
            ("--quadrature-points", quadraturePoints != nil, [.glmm]),
            ("--scale", scale != nil, [.standardised]),
        ]
        for (name, isGiven, methods) in given where isGiven && !methods.contains(method) {
            throw CausalError(
                .badArgument, "\(name) does not belong to --method \(method.rawValue)",
                remedy: "It goes with --method \(methods.map(\.rawValue).joined(separator: " or ")).")
        }
    }
}

/// The links of trials' outcomes.
enum OutcomeLink: String, ExpressibleByArgument, CaseIterable {
    case identity, log, logit

    var link: Link {
        switch self {
        case .identity: .identity
        case .log: .log
        case .logit: .logit
        }
    }
}

extension StandardisedScale: ExpressibleByArgument {}
