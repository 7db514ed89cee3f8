import ArgumentParser
import Causal

/// `causal control-chart`
struct ControlChartCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control-chart",
        abstract: "Is a process stable, and did it change? Shewhart, CUSUM, EWMA and run charts.",
        discussion: """
            causal control-chart monthly.csv --chart p --value falls --size patients \\
                --time month --baseline 24 --plot falls.svg

              xmr              measurements; limits from moving ranges
              p, p-prime       events among --size cases; p-prime is Laney's
              c                counts over equal exposures
              u, u-prime       counts over --size exposures
              cusum, ewma      measurements; small lasting shifts
              cusum --risk P   events 0/1 case by case, adjusted for risk
              run              median and runs
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "xmr, p, p-prime, c, u, u-prime, cusum, ewma or run.")
    var chart: Kind

    @Option(help: "The column of measurements or events.")
    var value: String

    @Option(help: "The column of cases or exposures.")
    var size: String?

    @Option(help: "The column of times (default: the order of rows).")
    var time: String?

    @Option(
        help: "Which patterns are signals: shewhart, western-electric or nelson (default: western-electric).")
    var rules: ChartRules?

    @Option(help: "How many first points set centre and limits (default: all).")
    var baseline: Int?

    @OptionGroup var sums: SumOptions

    @OptionGroup var output: OutputOptions

    enum Kind: String, ExpressibleByArgument, CaseIterable {
        case xmr, p
        case pPrime = "p-prime"
        case c, u
        case uPrime = "u-prime"
        case cusum, ewma, run
    }

    /// Reads, draws and writes.
    func run() throws {
        try output.apply()
        let isShewhart = ![.cusum, .ewma, .run].contains(chart)
        guard isShewhart || rules == nil else {
            throw CausalError(
                .badArgument, "--rules belong to Shewhart's charts", value: chart.rawValue,
                remedy: "Leave them out; the chart has a rule of its own.")
        }
        let model = ControlChart(
            try sums.kind(chart), value: value, size: size, time: time, rules: rules ?? .westernElectric,
            baseline: baseline, target: sums.target, standardDeviation: sums.sd)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let series = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(table) }
        try output.write(series.estimates, stopwatch)
    }
}

/// The settings of charts that gather evidence.
struct SumOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The centre, when it is known (default: estimated).")
    var target: Double?

    @Option(help: "The standard deviation of a point, when it is known (xmr, cusum, ewma).")
    var sd: Double?

    @Option(help: "cusum: the reference value k, half the shift to find in SD (default: 0.5).")
    var reference: Double?

    @Option(help: "cusum: the decision value h (default: 5 SD; with --risk 4.5).")
    var decision: Double?

    @Option(help: "cusum: where the sums start, as a share of h (default: 0).")
    var headStart: Double?

    @Option(help: "cusum: the column of predicted risks, for 0/1 events.")
    var risk: String?

    @Option(help: "cusum --risk: the odds ratio to find (default: 2).")
    var oddsRatio: Double?

    @Option(help: "ewma: the weight λ of the newest point (default: 0.2).")
    var smoothing: Double?

    @Option(help: "ewma: the width L of the limits (default: 2.962).")
    var width: Double?

    @Option(help: "cusum, ewma: choose the limit by the average run length of a stable process, e.g. 370.")
    var runLength: Double?

    /// The kind of chart with its settings; those of other kinds are refused.
    func kind(_ chart: ControlChartCommand.Kind) throws(CausalError) -> ControlChart.Kind {
        try refuse(chart)
        switch chart {
        case .xmr: return .individuals
        case .p: return .proportions
        case .pPrime: return .proportionsPrime
        case .c: return .counts
        case .u: return .rates
        case .uPrime: return .ratesPrime
        case .run: return .runs
        case .ewma:
            if let runLength {
                return .weightedAverage(
                    try WeightedAverage(smoothing: smoothing ?? 0.2, runLength: runLength))
            }
            return .weightedAverage(
                try WeightedAverage(smoothing: smoothing ?? 0.2, width: width ?? 2.962))
        case .cusum:
            if let risk {
                return .riskAdjusted(
                    try RiskAdjustedSum(risk: risk, oddsRatio: oddsRatio ?? 2, decision: decision ?? 4.5))
            }
            if let runLength {
                return .cumulativeSum(
                    try CumulativeSum(
                        reference: reference ?? 0.5, runLength: runLength, headStart: headStart ?? 0))
            }
            return .cumulativeSum(
                try CumulativeSum(
                    reference: reference ?? 0.5, decision: decision ?? 5, headStart: headStart ?? 0))
        }
    }

    private func refuse(_ chart: ControlChartCommand.Kind) throws(CausalError) {
        let given: [(String, Bool)] = [
            ("--reference", reference != nil), ("--decision", decision != nil),
            ("--head-start", headStart != nil), ("--risk", risk != nil), ("--odds-ratio", oddsRatio != nil),
            ("--smoothing", smoothing != nil), ("--width", width != nil), ("--run-length", runLength != nil),
            ("--target", target != nil),
        ]
        let used: Set<String> =
            switch chart {
            case .cusum where risk != nil: ["--risk", "--odds-ratio", "--decision"]
            case .cusum where runLength != nil: ["--reference", "--head-start", "--run-length", "--target"]
            case .cusum: ["--reference", "--decision", "--head-start", "--target"]
            case .ewma where runLength != nil: ["--smoothing", "--run-length", "--target"]
            case .ewma: ["--smoothing", "--width", "--target"]
            default: ["--target"]
            }
        if let stray = given.first(where: { $0.1 && !used.contains($0.0) }) {
            throw CausalError(
                .badArgument,
                "\(stray.0) has no meaning with --chart \(chart.rawValue) and the other options",
                remedy: "Leave it out.")
        }
    }
}

extension ChartRules: ExpressibleByArgument {}
