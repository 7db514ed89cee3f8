import ArgumentParser
import Causal

/// `causal unmeasured e-value`
struct EValueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "e-value",
        abstract: "The E-value of a ratio, a difference, or a row of any result.",
        discussion: """
            causal unmeasured e-value --estimate poisson.json --term treated
            causal unmeasured e-value data.csv "y ~ treated + age" --term treated
            causal unmeasured e-value --estimate did.json --term ATT --outcome-sd 12.5
            causal unmeasured e-value --risk-ratio 3.9 --low 1.8 --high 8.7

            A difference of means is standardised by --outcome-sd, else by the
            residual standard deviation of the result.
            """)

    @OptionGroup var source: RegressionSource

    @Option(help: "The row of the result, or the coefficient.")
    var term: String?

    @Option(
        help: """
            What the row is: log-risk, log-odds, log-hazard, difference (of risks) or mean (of an outcome) \
            (default: by the result's model).
            """)
    var measure: EValue.Measure?

    @Flag(help: "The outcome is rare (below 15 %): odds and hazard ratios are near risk ratios.")
    var rare = false

    @Option(parsing: .unconditional, help: "The risk without treatment, for a difference of risks.")
    var baselineRisk: Double?

    @Option(parsing: .unconditional, help: "The outcome's standard deviation, for a difference of means.")
    var outcomeSd: Double?

    @Option(parsing: .unconditional, help: "A risk ratio, in place of a result.")
    var riskRatio: Double?

    @Option(parsing: .unconditional, help: "Its lower limit.")
    var low: Double?

    @Option(parsing: .unconditional, help: "Its upper limit.")
    var high: Double?

    @Option(parsing: .unconditional, help: "The ratio to which confounding would have to move the effect.")
    var trueRatio = 1.0

    @OptionGroup var output: OutputOptions

    /// Computes and writes.
    func run() throws {
        try output.apply()
        guard let riskRatio else { return try write() }
        guard term == nil, measure == nil, !rare, baselineRisk == nil, outcomeSd == nil, !source.isGiven
        else {
            throw CausalError(
                .badArgument,
                "--risk-ratio takes the place of a result, with --term, --measure, --rare, --baseline-risk and --outcome-sd"
            )
        }
        let value = try EValue(riskRatio: riskRatio, low: low, high: high, trueRatio: trueRatio)
        try output.write(
            value.estimates(of: "risk ratio", level: output.level), Stopwatch())
    }

    private func write() throws(CausalError) {
        guard low == nil, high == nil else {
            throw CausalError(.badArgument, "--low and --high belong to --risk-ratio")
        }
        guard source.isGiven else {
            throw CausalError(
                .badArgument,
                "e-value needs --risk-ratio, --estimate with --term, or data and a formula with --term")
        }
        let result = try source.estimates()
        guard let term else { throw GivenResult.termNeeded(result) }
        let row = try result.row(term).at(level: output.level)
        let used: EValue.Measure
        if let measure { used = measure } else { used = try usual(row, result) }
        let value = try EValue(
            row, used, isRare: rare, baselineRisk: baselineRisk,
            deviation: outcomeSd ?? result.fact("sigma")?.double, trueRatio: trueRatio)
        try output.write(value.estimates(of: term, level: row.level), Stopwatch())
    }

    /// The measure by the result's model; a difference is one of risks when a baseline risk is given.
    private func usual(_ row: Estimate, _ result: Estimates) throws(CausalError) -> EValue.Measure {
        switch try RiskMeasure(of: row, in: result) {
        case .logRisk: .logRisk
        case .logOdds: .logOdds
        case .difference: baselineRisk != nil && outcomeSd == nil ? .difference : .mean
        }
    }
}

extension EValue.Measure: ExpressibleByArgument {}
