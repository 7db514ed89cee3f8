import ArgumentParser
import Causal

/// `causal net-benefit`
struct NetBenefitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "net-benefit",
        abstract: "Cost-effectiveness from a trial's own data: net-benefit regression with clustered errors.",
        discussion: """
            causal net-benefit trial.csv "qaly, cost ~ arm + age | site" --treatment arm \\
                --cluster site --wtp 20000,30000 --bootstrap 2000

            Each person's effect and cost are regressed on treatment; k·effect - cost
            follows for every --wtp. Effect and cost are columns or expressions, e.g.
            "0.8 - 0.1*(burnout > 60), 900*treated ~ treated | clinician + month".
            --plot draws the plane; with --picture acceptability the curve over --wtp or
            over 0 to twice its largest value, with the bootstrap's beside it.
            """)

    @OptionGroup var input: InputOptions

    @Argument(help: "The model: \"effect, cost ~ treatment + covariates | fixed effects\".")
    var formula: String

    @Option(help: "The coefficient that is the incremental effect.")
    var treatment: String

    @Option(parsing: .unconditional, help: "What a unit of effect may cost, or several amounts.")
    var wtp: BoundList

    @Option(help: "Columns that name the clusters.")
    var cluster: [ColumnNames] = []

    @Option(
        help:
            "The covariance: iid, hc0 to hc3, cr0 to cr3 or jackknife (default: cr1 with clusters, iid without)."
    )
    var vcov: CovarianceName?

    @Option(help: "The column of weights.")
    var weights: String?

    @Option(help: "What the weights are: analytic, frequency or sampling (default: analytic).")
    var weightKind: WeightKind?

    @Option(parsing: .unconditional, help: "Draw rows, or whole clusters, so many times.")
    var bootstrap: Int?

    @Option(help: "The seed of the bootstrap (default: 42).")
    var seed: UInt64?

    @Option(help: "What --plot draws: plane or acceptability.")
    var picture: CostEffectivenessPicture?

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        try CostEffectivenessPicture.check(picture, output)
        let covariance = try CovarianceName.choose(vcov, clusters: cluster)
        let model = try regression()
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
        let difference = try fit.incremental(covariance)
        var answer = try stopwatch.time("inference") { () throws(CausalError) in
            try fit.estimates(covariance, willingness: wtp.values, level: output.level)
        }
        let samples = try bootstrap.map { draws throws(CausalError) in
            try stopwatch.time("bootstrap") { () throws(CausalError) in
                try fit.bootstrap(
                    draws: draws, seed: seed ?? 42, clusters: cluster.flatMap(\.names), level: output.level)
            }
        }
        if let samples { answer = samples.added(to: answer, of: difference, willingness: wtp.values) }
        try output.write(answer, stopwatch, picture: shown(difference, samples))
    }

    private func shown(_ difference: IncrementalCostEffectiveness, _ samples: BootstrapDifferences?)
        -> Picture
    {
        if picture == .acceptability {
            return .acceptability(difference, samples, willingness: CostEffectivenessPicture.grid(wtp))
        }
        guard let samples else {
            return .costEffectivenessPlane(difference, willingness: wtp.values)
        }
        return .costEffectivenessPlane(
            effects: Array(samples.effects.prefix(2000)), costs: Array(samples.costs.prefix(2000)),
            willingness: wtp.values)
    }

    private func regression() throws(CausalError) -> NetBenefitRegression {
        let sides = formula.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        let outcomes = sides[0].separatedByCommas.map { $0.trimming(" ").trimmingQuotes }
        guard sides.count == 2, outcomes.count == 2, !outcomes.contains("") else {
            throw CausalError(
                .syntax, "the model is \"effect, cost ~ treatment + …\"", value: formula,
                remedy: "Name effect and cost before the ~, with a comma between them.")
        }
        return try NetBenefitRegression(
            effect: outcomes[0], cost: outcomes[1], on: String(sides[1]), treatment: treatment,
            weights: weights, kind: WeightKind.choose(weightKind, weights: weights))
    }
}

extension Substring {
    /// The parts between commas outside parentheses and quotes.
    fileprivate var separatedByCommas: [Substring] {
        var (depth, quote) = (0, Character?.none)
        var parts: [Substring] = []
        var start = startIndex
        for index in indices {
            let character = self[index]
            if let open = quote {
                if character == open { quote = nil }
            } else if "`'\"".contains(character) {
                quote = character
            } else if character == "(" || character == ")" {
                depth += character == "(" ? 1 : -1
            } else if character == ",", depth == 0 {
                parts.append(self[start..<index])
                start = self.index(after: index)
            }
        }
        return parts + [self[start...]]
    }
}

extension String {
    /// A name without the backticks around it.
    fileprivate var trimmingQuotes: String {
        count > 2 && first == "`" && last == "`" ? String(dropFirst().dropLast()) : self
    }
}
