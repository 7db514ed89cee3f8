import ArgumentParser
import Causal

/// `causal guardrail`
struct GuardrailCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "guardrail",
        abstract: "Whether an incentive may go on: continue, watch or suspend, by its balancing measures.",
        discussion: """
            causal guardrail measures.csv
            causal guardrail measures.csv --information 0.25,0.5 --spending obrien-fleming

            Columns of the file, a row for each measure:
              measure               its name
              estimate, std.error   how it changed; df where t is meant
              result, term          in place of these: a file written by
                                    --format json, and its row
              threshold, direction  above: harm is above the threshold (or max,
                                    upper, lower-is-better); below: harm is below
                                    it (or min, lower, higher-is-better)
              role                  primary or balancing (balancing)
              scale                 ratio: the estimate is a logarithm and the
                                    threshold the ratio itself, e.g. 1.1;
                                    estimate: both are on the same scale
              baseline.risk         makes a difference of a result's log ratio

            suspend   harm is shown, at (1 - level)/2 over all balancing measures
                      (Holm) and all looks (alpha spending)
            continue  every interval lies on the safe side
            watch     neither
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "How p-values are adjusted for several measures: holm or bonferroni.")
    var adjust: Adjustment = .holm

    enum Adjustment: String, ExpressibleByArgument, CaseIterable {
        case holm, bonferroni

        var method: MultipleTesting { self == .holm ? .holm : .bonferroni }
    }

    @Option(
        parsing: .unconditional, help: "The shares of information at the looks up to this one, e.g. 0.25,0.5."
    )
    var information: BoundList?

    @Option(
        parsing: .unconditional,
        help: "How alpha is spent over looks: obrien-fleming, pocock, power:RHO or hwang-shih-decani:GAMMA.")
    var spending: String?

    @OptionGroup var random: SeedOption

    @OptionGroup var output: OutputOptions

    /// Reads, judges and writes.
    func run() throws {
        try output.apply()
        var stopwatch = Stopwatch()
        let looks = try looks()
        let table = try stopwatch.time("read", input.read)
        let review = try stopwatch.time("decision") { () throws(CausalError) in
            try GuardrailReview(
                Guardrail.read(table), level: output.level, adjustment: adjust.method, looks: looks)
        }
        try output.write(review.estimates, stopwatch)
    }

    private func looks() throws(CausalError) -> GuardrailReview.Looks? {
        guard let information else {
            guard spending == nil else {
                throw CausalError(
                    .badArgument, "--spending needs the looks",
                    remedy: "Add --information 0.25,0.5 for the second of four.")
            }
            return nil
        }
        return .init(
            information: information.values, spending: try AlphaSpending(spending ?? "obrien-fleming"))
    }
}

/// `causal alpha-spending`
struct AlphaSpendingCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "alpha-spending",
        abstract: "The bounds of a test at several looks at accumulating data.",
        discussion: """
            causal alpha-spending --looks 5
            causal alpha-spending --information 0.3,0.6,1 --spending pocock \\
                --sides 1 --alpha 0.025
            """)

    @Option(parsing: .unconditional, help: "The number of looks, equally spaced.")
    var looks: Int?

    @Option(parsing: .unconditional, help: "The share of the information at each look, in place of --looks.")
    var information: BoundList?

    @Option(
        parsing: .unconditional,
        help: "obrien-fleming, pocock, power:RHO or hwang-shih-decani:GAMMA.")
    var spending = "obrien-fleming"

    @Option(parsing: .unconditional, help: "The level of all looks together (default: 1 - --level).")
    var alpha: Double?

    @Option(parsing: .unconditional, help: "1 or 2.")
    var sides = 2

    @OptionGroup var output: OutputOptions

    /// Computes and writes.
    func run() throws {
        try output.apply()
        guard sides == 1 || sides == 2 else {
            throw CausalError(.badArgument, "--sides is 1 or 2", value: "\(sides)")
        }
        let bounds = try SequentialBounds(
            information: try shares(), alpha: alpha ?? 1 - output.level, spending: AlphaSpending(spending),
            isTwoSided: sides == 2)
        try output.write(bounds.estimates, Stopwatch())
    }

    private func shares() throws(CausalError) -> [Double] {
        switch (looks, information) {
        case (let count?, nil) where (1...SequentialBounds.mostLooks).contains(count):
            return (1...count).map { Double($0) / Double(count) }
        case (nil, let information?): return information.values
        case (let count?, nil):
            throw CausalError(
                .badArgument, "--looks is a number from 1 to \(SequentialBounds.mostLooks)", value: "\(count)"
            )
        default: throw CausalError(.badArgument, "alpha-spending needs either --looks or --information")
        }
    }
}
