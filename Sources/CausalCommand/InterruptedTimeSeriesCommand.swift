import ArgumentParser
import Causal

/// `causal its`
struct InterruptedTimeSeriesCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "its",
        abstract: "Interrupted time series: what a change did to a series, with its counterfactual.",
        discussion: """
            causal its monthly.csv --outcome admissions --time month --at 2005-01 \\
                --family quasipoisson --offset "log(population)" \\
                --season harmonics:2 --effect level --effect-at 2006-12

            Times are numbers or text: 2005-01, 2005-Q1, 2005-W07, 2005-01-31.
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of the outcome, or an expression, e.g. \"log(cost)\".")
    var outcome: String

    @Option(help: "The column of times.")
    var time: String

    @Option(help: "The first period after the change, or several, separated by commas.")
    var at: String

    @OptionGroup var serial: SerialErrorOptions

    @Option(help: "gaussian, poisson, quasipoisson, negative-binomial or binomial.")
    var family: FamilyName = .gaussian

    @Option(help: "An expression added with coefficient 1, e.g. \"log(population)\".")
    var offset: String?

    @Option(help: "harmonics:K or dummies.")
    var season: SeasonName?

    @Option(help: "The season's length in periods (default: 12 for months, 4 for quarters, 52 for weeks).")
    var period: Int?

    @Option(help: "What may have changed: level, level+slope or slope.")
    var effect: Intervention.Change = .levelAndSlope

    @Option(help: "How many periods from the change on are left out, or the length of --onset.")
    var transition: Int = 0

    @Option(help: "How the level sets in over --transition: step, ramp, pulse or decay.")
    var onset: OnsetName = .step

    @Option(help: "The column of units, when there are control units.")
    var unit: String?

    @Option(help: "The treated units' values, separated by commas.")
    var treated: ColumnNames?

    @Option(help: "The times at which the effect is told, separated by commas.")
    var effectAt: ColumnNames?

    @Option(help: "Further regressors, e.g. \"x1 + log(x2)\".")
    var covariates: String?

    @Option(help: "The column of analytic weights.")
    var weights: String?

    @Flag(help: "With --engine or --stream: a period's outcome is its rows' mean rather than their total.")
    var periodMeans = false

    @OptionGroup var evidence: SeriesEvidenceOptions

    @OptionGroup var output: OutputOptions

    enum FamilyName: String, ExpressibleByArgument, CaseIterable {
        case gaussian, poisson, quasipoisson, binomial
        case negativeBinomial = "negative-binomial"
    }

    enum OnsetName: String, ExpressibleByArgument, CaseIterable { case step, ramp, pulse, decay }

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        let model = try segmentedRegression()
        var stopwatch = Stopwatch()
        guard input.isSummed || !periodMeans else {
            throw CausalError(
                .badArgument, "--period-means belongs to --engine and --stream",
                remedy: "Leave it out.")
        }
        let rows = try input.rows(&stopwatch) { () throws(CausalError) in try engineRequest() }
        let table = rows.table
        let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
        if let process = try serial.process(period: period) {
            try evidence.checkUnknownBreak(isLeastSquares: false)
            let fit = try stopwatch.time("fit") { () throws(CausalError) in try design.fit(process) }
            let estimates = try stopwatch.time("inference") { () throws(CausalError) in
                try fit.estimates(serial.inference, level: output.level, effectsAt: effectTimes)
            }
            let tests = try evidence.replications(model, table, estimates) {
                (data: SegmentedDesign) throws(CausalError) in
                try data.fit(process).estimates(serial.inference, level: output.level)
            }
            return try output.write(
                estimates.adding(diagnostics: tests).restated(for: rows, input), stopwatch)
        }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try design.fit() }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try fit.estimates(serial.covariance, level: output.level, effectsAt: effectTimes)
        }
        let tested = try evidence.unknownBreak(fit, estimates, level: output.level)
        let tests = try evidence.replications(model, table, estimates) {
            (data: SegmentedDesign) throws(CausalError) in
            try data.fit().termEstimates(serial.covariance, level: output.level)
        }
        try output.write(tested.adding(diagnostics: tests).restated(for: rows, input), stopwatch)
    }

    /// The totals that an engine makes.
    func engineRequest() throws(CausalError) -> EngineRequest {
        EngineRequest(try SeriesTotals(segmentedRegression(), isMean: periodMeans))
    }

    private var effectTimes: [TimePoint] { effectAt?.names.map { TimePoint($0) } ?? [] }

    private func segmentedRegression() throws(CausalError) -> SegmentedRegression {
        SegmentedRegression(
            outcome: outcome, time: time, interventions: try interventions(), season: try seasonOfYear(),
            covariates: covariates, groups: try groups(),
            family: family == .gaussian ? nil : ResponseFamily(rawValue: family.rawValue), offset: offset,
            weights: weights)
    }

    private func interventions() throws(CausalError) -> [Intervention] {
        let onset = try levelOnset()
        let points = at.split(separator: ",", omittingEmptySubsequences: false).map { $0.trimming(" ") }
        guard !points.contains("") else {
            throw CausalError(.badArgument, "--at is a time or several, separated by commas", value: at)
        }
        return points.map {
            Intervention(
                at: TimePoint($0), change: effect, onset: onset,
                transition: onset == .step ? transition : 0)
        }
    }

    private func levelOnset() throws(CausalError) -> Intervention.Onset {
        guard onset != .step else { return .step }
        guard transition > 0 else {
            throw CausalError(
                .badArgument, "--onset \(onset.rawValue) needs its length",
                remedy: "Add --transition PERIODS.")
        }
        switch onset {
        case .step: return .step
        case .ramp: return .ramp(transition)
        case .pulse: return .pulse(transition)
        case .decay: return .decay(transition)
        }
    }

    private func seasonOfYear() throws(CausalError) -> Season? {
        switch season {
        case nil:
            guard period == nil || serial.seasonal != nil else {
                throw CausalError(
                    .badArgument, "--period belongs to a season",
                    remedy: "Add --season harmonics:2 or dummies.")
            }
            return nil
        case .harmonics(let count): return .harmonics(count, period: period)
        case .dummies: return .dummies(period: period)
        }
    }

    private func groups() throws(CausalError) -> SegmentedRegression.Groups? {
        switch (unit, treated) {
        case (nil, nil): return nil
        case (let unit?, let treated?): return .init(unit: unit, treated: treated.names)
        default:
            throw CausalError(
                .badArgument, "--unit and --treated go together",
                remedy: "--unit names the column of units, --treated the values of those that were treated.")
        }
    }
}

extension Intervention.Change: ExpressibleByArgument {}

/// `harmonics:K` or `dummies`.
enum SeasonName: ExpressibleByArgument {
    case harmonics(Int)
    case dummies

    init?(argument: String) {
        let parts = argument.split(separator: ":", omittingEmptySubsequences: false)
        switch (parts.first, parts.count) {
        case ("dummies", 1): self = .dummies
        case ("harmonics", 1): self = .harmonics(1)
        case ("harmonics", 2):
            guard let count = Int(parts[1]), count > 0 else { return nil }
            self = .harmonics(count)
        default: return nil
        }
    }
}
