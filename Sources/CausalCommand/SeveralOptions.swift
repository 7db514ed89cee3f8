import ArgumentParser
import Causal

/// What holds for several rows at once.
struct SeveralOptions: ParsableArguments {
    @Flag(help: "Add bounds that hold for all rows at once (sup-t; all but the intercept).")
    var simultaneous = false

    @Option(
        help: """
            Adjust p-values for testing several rows: bonferroni, holm, bh or (ols with --cluster) romano-wolf, \
            which uses the wild bootstrap's options (all rows but the intercept).
            """)
    var adjust: Adjustment?

    enum Adjustment: String, ExpressibleByArgument, CaseIterable {
        case bonferroni, holm, bh
        case romanoWolf = "romano-wolf"

        init?(argument: String) { self.init(rawValue: argument.lowercased()) }
    }

    /// The same without simultaneous bounds, which are made already.
    var withoutSimultaneous: SeveralOptions {
        var copy = self
        copy.simultaneous = false
        return copy
    }

    /// The result with the bounds and the adjusted p-values that were asked for; Romano & Wolf's come from the wild
    /// bootstrap.
    func apply(_ estimates: Estimates, seed: UInt64?) throws(CausalError) -> Estimates {
        var result = estimates
        if simultaneous { result = try result.simultaneous(seed: seed ?? 42) }
        if let adjust, let method = MultipleTesting(rawValue: adjust.rawValue) {
            result = try result.adjusted(method)
        }
        return result
    }

    /// Refuses Romano & Wolf where there is no wild bootstrap.
    func refuseRomanoWolf() throws(CausalError) {
        guard adjust == .romanoWolf else { return }
        throw CausalError(
            .badArgument, "--adjust romano-wolf needs the wild bootstrap of causal ols",
            remedy: "Use --adjust holm, which holds for every model.")
    }
}
