import ArgumentParser
import Causal

/// A wild cluster bootstrap beside the estimates.
struct WildBootstrapOptions: ParsableArguments {
    @Option(
        help: """
            A coefficient, or restrictions, to test by a wild cluster bootstrap, e.g. treated, treated=0.5 or \
            "x1 = 0, x2 = 0"; needs clusters.
            """)
    var wild: String?

    @Option(
        help:
            "How many draws the wild bootstrap or the permutation test makes (default: 9999), or synthetic (200)."
    )
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

    /// The result with the test, when one is asked for; `test` takes the hypothesis, clusters and method.
    func test(
        _ estimates: Estimates, clusters: [String], level: Double,
        _ test: (String, [String], WildBootstrap) throws(CausalError) -> WildBootstrapTest
    ) throws(CausalError) -> Estimates {
        guard let wild else {
            try refuseStrays(sharesDraws: false)
            return estimates
        }
        return estimates.adding(try test(wild, needed(clusters, by: "--wild"), method(level)))
    }

    /// The result with all that was asked of draws: the wild bootstrap's test, Romano & Wolf's p-values, a
    /// permutation test.
    func answers(
        _ estimates: Estimates, _ fit: LeastSquaresFit, clusters: [String], level: Double, adjusts: Bool,
        _ permutation: PermutationOptions
    ) throws(CausalError) -> Estimates {
        var result = try permutation.test(estimates, fit, draws: draws, seed: seed)
        if wild != nil {
            result = try test(result, clusters: clusters, level: level, fit.wildBootstrap)
        } else if !adjusts {
            try refuseStrays(sharesDraws: permutation.permute != nil)
        }
        guard adjusts else { return result }
        let terms = estimates.rows.filter { row in
            row.isTestable && row.term != "(Intercept)" && fit.terms.contains(row.term)
        }.map(\.term)
        let clusters = try needed(clusters, by: "--adjust romano-wolf")
        return try result.adding(try fit.romanoWolf(terms: terms, clusters: clusters, using: method(level)))
    }

    private func needed(_ clusters: [String], by option: String) throws(CausalError) -> [String] {
        guard !clusters.isEmpty else {
            throw CausalError(.badArgument, "\(option) needs clusters", remedy: "Add --cluster COLUMN.")
        }
        return clusters
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
    private func refuseStrays(sharesDraws: Bool) throws(CausalError) {
        guard let stray = stray(sharesDraws: sharesDraws) else { return }
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
        given.first { $0 != "--wild" && !(sharesDraws && ["--draws", "--seed"].contains($0)) }
    }

    /// The options given.
    var given: [String] { WildBootstrapOptions.names.filter { isGiven($0) } }

    /// All options.
    static let names = [
        "--wild", "--draws", "--wild-weights", "--wild-clusters", "--wild-residuals", "--wild-unrestricted",
        "--seed",
    ]

    private func isGiven(_ name: String) -> Bool {
        switch name {
        case "--wild": wild != nil
        case "--draws": draws != nil
        case "--wild-weights": wildWeights != nil
        case "--wild-clusters": !wildClusters.isEmpty
        case "--wild-residuals": wildResiduals != nil
        case "--wild-unrestricted": wildUnrestricted
        default: seed != nil
        }
    }
}

extension WildWeights: ExpressibleByArgument {}
extension WildBootstrap.Residuals: ExpressibleByArgument {}
