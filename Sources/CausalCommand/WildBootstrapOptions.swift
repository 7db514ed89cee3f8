import ArgumentParser
import Causal

/// A wild cluster bootstrap beside the estimates.
struct WildBootstrapOptions: ParsableArguments {
    @Option(
        help: """
            A coefficient, or restrictions, to test by a wild cluster bootstrap, e.g. treated, treated=0.5 or \
            "x1 = 0, x2 = 0"; needs clusters; several times for several tests.
            """)
    var wild: [String] = []

    @Option(
        parsing: .unconditional,
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

    @Option(parsing: .unconditional, help: "The seed of everything that is drawn (default: 42).")
    var seed: UInt64?

    /// The result with the tests that are asked for; `test` takes a hypothesis, clusters and method. What other
    /// answers read of `--draws` is shared. `--seed` may always be given: what draws nothing does not depend on it.
    func test(
        _ estimates: Estimates, clusters: [String], level: Double, shared: Set<String> = [],
        _ test: (String, [String], WildBootstrap) throws(CausalError) -> WildBootstrapTest
    ) throws(CausalError) -> Estimates {
        guard !wild.isEmpty else {
            try refuseStrays(shared)
            return estimates
        }
        var result = estimates
        for hypothesis in wild {
            result = result.adding(try test(hypothesis, needed(clusters, by: "--wild"), method(level)))
        }
        return result
    }

    /// The result with all that was asked of draws: the wild bootstrap's test, Romano & Wolf's p-values, a
    /// permutation test.
    func answers(
        _ estimates: Estimates, _ fit: LeastSquaresFit, clusters: [String], level: Double,
        _ several: SeveralOptions,
        _ permutation: PermutationOptions
    ) throws(CausalError) -> Estimates {
        var result = try permutation.test(estimates, fit, clusters: clusters, draws: draws, seed: seed)
        let shared: [String] =
            several.adjust == .romanoWolf
            ? WildBootstrapOptions.names
            : (permutation.permute.isEmpty ? [] : ["--draws"])
        result = try test(
            result, clusters: clusters, level: level, shared: Set(shared), fit.wildBootstrap)
        return several.adjust == .romanoWolf ? try romanoWolf(result, fit, clusters, level) : result
    }

    /// The result with Romano & Wolf's p-values of the coefficients.
    private func romanoWolf(
        _ estimates: Estimates, _ fit: LeastSquaresFit, _ clusters: [String], _ level: Double
    ) throws(CausalError) -> Estimates {
        let rows = estimates.rows.filter { $0.isTestable && $0.term != "(Intercept)" }
        let terms = rows.map(\.term).filter(fit.terms.contains)
        let clusters = try needed(clusters, by: "--adjust romano-wolf")
        let adjusted = try fit.romanoWolf(terms: terms, clusters: clusters, using: method(level))
        let note = "Romano & Wolf's p-values are of coefficients; combinations have none."
        return try estimates.adding(adjusted).adding(notes: terms.count < rows.count ? [note] : [])
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
    private func refuseStrays(_ shared: Set<String>) throws(CausalError) {
        guard let stray = stray(shared) else { return }
        throw CausalError(
            .badArgument,
            stray == "--draws"
                ? "\(stray) has nothing to do: nothing that was asked for is drawn"
                : "\(stray) belongs to the wild bootstrap",
            remedy: "Add --wild TERM.")
    }

    /// Refuses every option where a model has no wild bootstrap.
    func refuse(in model: String, remedy: String) throws(CausalError) {
        guard let given = given.first else { return }
        throw CausalError(
            .badArgument,
            "\(given) is not there for \(model): resampling would have to draw the first stage too",
            remedy: remedy)
    }

    /// The first option given besides `--wild` that nothing else reads.
    private func stray(_ shared: Set<String>) -> String? {
        given.first { $0 != "--wild" && !shared.contains($0) }
    }

    /// The options given, besides the seed.
    var given: [String] { WildBootstrapOptions.names.filter { isGiven($0) } }

    /// All options, besides the seed.
    static let names = [
        "--wild", "--draws", "--wild-weights", "--wild-clusters", "--wild-residuals", "--wild-unrestricted",
    ]

    private func isGiven(_ name: String) -> Bool {
        switch name {
        case "--wild": !wild.isEmpty
        case "--draws": draws != nil
        case "--wild-weights": wildWeights != nil
        case "--wild-clusters": !wildClusters.isEmpty
        case "--wild-residuals": wildResiduals != nil
        default: wildUnrestricted
        }
    }
}

extension WildWeights: ExpressibleByArgument {}
extension WildBootstrap.Residuals: ExpressibleByArgument {}
