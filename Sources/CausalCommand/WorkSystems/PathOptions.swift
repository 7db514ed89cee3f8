import ArgumentParser
import Causal

/// What equations of paths share.
struct PathOptions: ParsableArguments {
    @Option(help: "Further regressors of all equations, e.g. \"age + factor(site)\".")
    var covariates: String?

    @Option(help: "Factors to absorb from all equations, separated by commas.")
    var absorb: ColumnNames?

    @Option(help: "Columns that name the clusters.")
    var cluster: ColumnNames?

    @Option(help: "The interval of indirect effects: delta, monte-carlo or bootstrap.")
    var interval: Kind = .monteCarlo

    @Option(parsing: .unconditional, help: "The number of draws (default: 20000, for the bootstrap 999).")
    var draws: Int?

    @Option(help: "The seed of the draws (default: 42).")
    var seed: UInt64?

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case delta
        case monteCarlo = "monte-carlo"
        case bootstrap
    }

    /// The interval that was asked for.
    func chosen() throws(CausalError) -> IndirectInterval {
        switch interval {
        case .delta:
            guard draws == nil else {
                throw CausalError(
                    .badArgument, "the delta method draws nothing", remedy: "Leave out --draws.")
            }
            return .delta
        case .monteCarlo: return .monteCarlo(draws: draws ?? 20_000, seed: seed ?? 42)
        case .bootstrap: return .bootstrap(draws: draws ?? 999, seed: seed ?? 42)
        }
    }
}
