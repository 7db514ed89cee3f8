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

    @Option(help: "How many draws the wild bootstrap makes (default: 9999).")
    var draws: Int?

    @Option(help: "The wild bootstrap's weights: rademacher, webb, mammen or normal (default: rademacher).")
    var wildWeights: WildWeights?

    @Option(help: "Columns within whose combinations a draw has one number (default: the coarsest cluster).")
    var wildClusters: [ColumnNames] = []

    @Option(help: "The residuals that are multiplied: plain or jackknifed (default: plain).")
    var wildResiduals: WildBootstrap.Residuals?

    @Flag(help: "Draw from the fit as it is instead of the fit under the hypothesis.")
    var wildUnrestricted = false

    @Option(help: "The seed of the wild bootstrap (default: 42).")
    var seed: UInt64?

    /// The result with the test, when one is asked for.
    func test(
        _ estimates: Estimates, _ fit: LeastSquaresFit, clusters: [ColumnNames], level: Double
    ) throws(CausalError) -> Estimates {
        guard let wild else { return try refuseStrays(estimates) }
        let clusters = clusters.flatMap(\.names)
        guard !clusters.isEmpty else {
            throw CausalError(.badArgument, "--wild needs clusters", remedy: "Add --cluster COLUMN.")
        }
        var method = WildBootstrap(
            imposesNull: !wildUnrestricted,
            bootstrapClusters: wildClusters.isEmpty ? nil : wildClusters.flatMap(\.names), level: level)
        if let draws { method.draws = draws }
        if let wildWeights { method.weights = wildWeights }
        if let wildResiduals { method.residuals = wildResiduals }
        if let seed { method.seed = seed }
        return estimates.adding(try fit.wildBootstrap(wild, clusters: clusters, using: method))
    }

    /// An option of the bootstrap without the bootstrap is a mistake.
    private func refuseStrays(_ estimates: Estimates) throws(CausalError) -> Estimates {
        guard let stray = stray else { return estimates }
        throw CausalError(
            .badArgument, "\(stray) belongs to the wild bootstrap", remedy: "Add --wild TERM.")
    }

    /// Refuses every option where a model has no wild bootstrap.
    func refuse(in model: String, remedy: String) throws(CausalError) {
        guard let given = wild == nil ? stray : "--wild" else { return }
        throw CausalError(
            .badArgument,
            "\(given) is not there for \(model): resampling would have to draw the first stage too",
            remedy: remedy)
    }

    /// The first option given besides `--wild`.
    private var stray: String? {
        let given = [
            ("--draws", draws != nil), ("--wild-weights", wildWeights != nil),
            ("--wild-clusters", !wildClusters.isEmpty), ("--wild-residuals", wildResiduals != nil),
            ("--wild-unrestricted", wildUnrestricted), ("--seed", seed != nil),
        ]
        return given.first(where: \.1)?.0
    }
}

extension WildWeights: ExpressibleByArgument {}
extension WildBootstrap.Residuals: ExpressibleByArgument {}
