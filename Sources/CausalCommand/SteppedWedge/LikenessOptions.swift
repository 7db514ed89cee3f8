import ArgumentParser
import Causal

/// How alike the outcomes of one cluster are: by correlations or by standard deviations.
struct LikenessOptions: ParsableArguments {
    @Option(
        parsing: .unconditional,
        help: "The intracluster correlation, in [0, 1): two people of one cluster and period.")
    var icc: Double?

    @Option(
        parsing: .unconditional,
        help: "The cluster autocorrelation: a cluster's means in two periods (with --icc; default 1).")
    var cac: Double?

    @Option(
        parsing: .unconditional,
        help: "The individual autocorrelation of a cohort (with --icc; default 0: a cross-section).")
    var iac: Double?

    @Option(
        parsing: .unconditional,
        help: "The correlation of a cluster's effects in neighbouring periods (discrete-time decay).")
    var decay: Double?

    @Option(parsing: .unconditional, help: "The standard deviation of cluster effects, in place of --icc.")
    var tau: Double?

    @Option(parsing: .unconditional, help: "The standard deviation of cluster-period effects (with --tau).")
    var gamma: Double?

    @Option(
        parsing: .unconditional,
        help: "The standard deviation of individual effects in a cohort (with --tau).")
    var psi: Double?

    @Option(parsing: .unconditional, help: "The standard deviation of the treatment effect between clusters.")
    var eta: Double?

    @Option(
        parsing: .unconditional,
        help: "The correlation of a cluster's level and its treatment effect (with --eta).")
    var etaCorrelation: Double?

    @Option(
        parsing: .unconditional,
        help: "The share of a cohort that is seen again in the next period (default 1: a closed cohort).")
    var retention: Double?

    @Flag(
        help: "What individuals have of their own decays alike (proportional decay; with --icc and --decay).")
    var proportional = false

    /// The dependence; nil when nothing is said of it.
    func dependence() throws(CausalError) -> PlannedDependence? {
        try refuse(cac, "--cac", without: icc, "--icc")
        try refuse(iac, "--iac", without: icc, "--icc")
        try refuse(gamma, "--gamma", without: tau, "--tau")
        try refuse(psi, "--psi", without: tau, "--tau")
        try refuse(etaCorrelation, "--eta-correlation", without: eta, "--eta")
        try refuse(proportional ? 1 : nil, "--proportional", without: decay, "--decay")
        try refuse(
            retention, "--retention", without: proportional ? 1 : iac ?? psi, "--iac, --psi or --proportional"
        )
        if let cac, cac != 1, decay != nil {
            throw CausalError(
                .badArgument, "--cac and --decay are two descriptions of the same thing",
                remedy:
                    "Give --cac for a correlation that is the same between any two periods, --decay for one that falls."
            )
        }
        guard let scale = try scale() else {
            guard decay == nil, eta == nil else {
                throw CausalError(
                    .badArgument, "the likeness of outcomes is missing", remedy: "Give --icc or --tau.")
            }
            return nil
        }
        if let eta, !(eta >= 0 && eta <= 1e50) {
            throw CausalError(.badArgument, "--eta is a standard deviation, from 0 on", value: "\(eta)")
        }
        return PlannedDependence(
            scale, decay: decay ?? 1, isProportional: proportional, retention: retention ?? 1,
            treatment: eta ?? 0,
            treatmentCorrelation: etaCorrelation ?? 0)
    }

    private func scale() throws(CausalError) -> PlannedDependence.Scale? {
        switch (icc, tau) {
        case (nil, nil): return nil
        case (let icc?, nil): return .correlations(icc: icc, cac: cac ?? 1, iac: iac ?? 0)
        case (nil, let tau?):
            return .deviations(cluster: tau, clusterPeriod: gamma ?? 0, individual: psi ?? 0)
        default:
            throw CausalError(
                .badArgument, "--icc and --tau are two descriptions of the same thing",
                remedy: "Leave one of them out.")
        }
    }

    private func refuse(
        _ value: Double?, _ name: String, without other: Double?, _ needed: String
    ) throws(CausalError) {
        guard value != nil, other == nil else { return }
        throw CausalError(
            .badArgument, "\(name) goes with \(needed)", remedy: "Add \(needed), or leave it out.")
    }
}
