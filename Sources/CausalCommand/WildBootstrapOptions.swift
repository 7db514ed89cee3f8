import ArgumentParser
import Causal

/// A wild cluster bootstrap beside the estimates.
struct WildBootstrapOptions: ParsableArguments {
    @Option(
        help: """
            A coefficient, or restrictions, to test by a wild cluster bootstrap, e.g. treated, treated=0.5 or \
            "x1 = 0, x2 = 0"; needs --cluster.
            """)
    var wild: String?

    @Option(help: "How many draws the wild bootstrap or the permutation test makes (default: 9999).")
    var draws: Int?

    @Option(help: "The wild bootstrap's weights: rademacher, webb, mammen or normal (default: rademacher).")
    var wildWeights: WildWeights?

    @Option(help: "Columns within whose combinations a draw has one number (default: the coarsest cluster).")
    var wildClusters: [ColumnNames] = []

    @Option(help: "The residuals that are multiplied: plain or jackknifed (default: plain).")
    var wildResiduals: WildBootstrap.Residuals?

    @Flag(help: "Draw from the fit as it is instead of the fit under the hypothesis.")
    var wildUnrestricted = false

    @Option(help: "The seed of the draws (default: 42).")
    var seed: UInt64?

    /// The result with what was asked of draws: the wild bootstrap's test, Romano & Wolf's p-values, a permutation test.
    func answers(
        _ estimates: Estimates, _ fit: LeastSquaresFit, clusters: [ColumnNames], level: Double, adjusts: Bool,
        _ permutation: PermutationOptions
    ) throws(CausalError) -> Estimates {
        try refuseStrays(adjusts: adjusts, permutes: permutation.permute != nil)
        var result = try permutation.test(estimates, fit, draws: draws, seed: seed)
        guard wild != nil || adjusts else { return result }
        let clusters = clusters.flatMap(\.names)
        guard !clusters.isEmpty else {
            throw CausalError(
                .badArgument, "\(wild == nil ? "--adjust romano-wolf" : "--wild") needs clusters",
                remedy: "Add --cluster COLUMN.")
        }
        let method = method(level)
        if let wild {
            result = result.adding(try fit.wildBootstrap(wild, clusters: clusters, using: method))
        }
        if adjusts {
            let terms = estimates.rows.filter { row in
                row.isTestable && row.term != "(Intercept)" && fit.terms.contains(row.term)
            }.map(\.term)
            result = try result.adding(fit.romanoWolf(terms: terms, clusters: clusters, using: method))
        }
        return result
    }

    private func method(_ level: Double) -> WildBootstrap {
        var method = WildBootstrap(
            imposesNull: !wildUnrestricted,
            bootstrapClusters: wildClusters.isEmpty ? nil : wildClusters.flatMap(\.names), level: level)
        if let draws { method.draws = draws }
        if let wildWeights { method.weights = wildWeights }
        if let wildResiduals { method.residuals = wildResiduals }
        if let seed { method.seed = seed }
        return method
    }

    /// An option of the bootstrap without the bootstrap is a mistake.
    private func refuseStrays(adjusts: Bool, permutes: Bool) throws(CausalError) {
        guard wild == nil, !adjusts, let stray = stray(sharesDraws: permutes) else { return }
        throw CausalError(
            .badArgument, "\(stray) belongs to the wild bootstrap", remedy: "Add --wild TERM.")
    }

    /// Refuses every option where a model has no wild bootstrap.
    func refuse(in model: String, remedy: String) throws(CausalError) {
        guard let given = wild == nil ? stray(sharesDraws: false) : "--wild" else { return }
        throw CausalError(
            .badArgument,
            "\(given) is not there for \(model): resampling would have to draw the first stage too",
            remedy: remedy)
    }

    /// The first option given besides `--wild`; draws and their seed may be another test's.
    private func stray(sharesDraws: Bool) -> String? {
        let given = [
            ("--draws", draws != nil && !sharesDraws), ("--wild-weights", wildWeights != nil),
            ("--wild-clusters", !wildClusters.isEmpty), ("--wild-residuals", wildResiduals != nil),
            ("--wild-unrestricted", wildUnrestricted), ("--seed", seed != nil && !sharesDraws),
        ]
        return given.first(where: \.1)?.0
    }
}

extension WildWeights: ExpressibleByArgument {}
extension WildBootstrap.Residuals: ExpressibleByArgument {}
