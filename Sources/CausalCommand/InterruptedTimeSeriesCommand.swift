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

    @OptionGroup var model: SegmentedModelOptions

    @OptionGroup var serial: SerialErrorOptions

    @Option(help: "The times at which the effect is told, separated by commas.")
    var effectAt: ColumnNames?

    @Option(help: "Fit each series of this column by itself, in parallel: an answer for each clinic.")
    var by: String?

    @Flag(help: "With --engine or --stream: a period's outcome is its rows' mean rather than their total.")
    var periodMeans = false

    @OptionGroup var evidence: SeriesEvidenceOptions

    @Option(help: "What --plot draws: series, effects (by period and added up) or residuals (four panels).")
    var picture: PictureName = .series

    @OptionGroup var random: SeedOption

    @OptionGroup var output: OutputOptions

    enum PictureName: String, ExpressibleByArgument, CaseIterable { case series, effects, residuals }

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        let regression = try model.segmentedRegression(serial)
        let process = try serial.process(period: model.period)
        var stopwatch = Stopwatch()
        guard input.isSummed || !periodMeans else {
            throw CausalError(
                .badArgument, "--period-means belongs to --engine and --stream",
                remedy: "Leave it out.")
        }
        if by != nil { try refuseForMany() }
        let rows = try input.rows(&stopwatch) { () throws(CausalError) in try engineRequest() }
        let table = rows.table
        if let by {
            let answers = try stopwatch.time("fit") { () throws(CausalError) in
                try many(regression, by, table, process)
            }
            return try output.write(answers, stopwatch)
        }
        let design = try stopwatch.time("design") { () throws(CausalError) in try regression.design(table) }
        let answer =
            if let process { try estimates(design, process, &stopwatch) } else {
                try estimates(design, &stopwatch)
            }
        let tests = try evidence.replications(regression, table, answer) {
            (data: SegmentedDesign) throws(CausalError) in
            guard let process else {
                return try data.fit().termEstimates(serial.covariance, level: output.level)
            }
            return try data.fit(process).termEstimates(serial.inference, level: output.level)
        }
        let whole = answer.adding(diagnostics: tests).restated(for: rows, input)
        try output.write(whole, stopwatch, picture: try drawn(whole))
    }

    /// The totals that an engine makes.
    func engineRequest() throws(CausalError) -> EngineRequest {
        EngineRequest(try SeriesTotals(model.segmentedRegression(serial), isMean: periodMeans))
    }

    private var effectTimes: [TimePoint] { effectAt?.names.map { TimePoint($0) } ?? [] }

    /// With errors that follow a process.
    private func estimates(
        _ design: SegmentedDesign, _ process: SerialErrors, _ stopwatch: inout Stopwatch
    ) throws(CausalError) -> Estimates {
        try evidence.checkUnknownBreak(isLeastSquares: false)
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try design.fit(process) }
        return try stopwatch.time("inference") { () throws(CausalError) in
            try fit.estimates(serial.inference, level: output.level, effectsAt: effectTimes)
        }
    }

    /// With a covariance of independent errors' fit.
    private func estimates(
        _ design: SegmentedDesign, _ stopwatch: inout Stopwatch
    ) throws(CausalError) -> Estimates {
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try design.fit() }
        let answer = try stopwatch.time("inference") { () throws(CausalError) in
            try fit.estimates(serial.covariance, level: output.level, effectsAt: effectTimes)
        }
        return try evidence.unknownBreak(fit, answer, level: output.level, seed: random.seed)
    }

    /// Each series by itself.
    private func many(
        _ regression: SegmentedRegression, _ column: String, _ table: DataTable, _ process: SerialErrors?
    ) throws(CausalError) -> Estimates {
        let answers = try regression.each(
            of: column, in: table, errors: serial.seriesErrors(process), level: output.level,
            effectsAt: effectTimes)
        return answers.estimates(
            effects: regression.effectRows,
            facts: [
                .init("estimator", .string("segmented-each")),
                .init("outcome", .string(regression.outcome)),
                .init("errors", .string(serial.errors.rawValue)),
            ])
    }

    private func refuseForMany() throws(CausalError) {
        let others = [
            ("--test-break", evidence.testBreak), ("--placebo", evidence.placebo),
            ("--permute-controls", evidence.permuteControls), ("--plot", output.plot != nil),
            ("--engine", input.engine != nil),
        ]
        if let name = others.first(where: \.1)?.0 {
            throw CausalError(
                .badArgument, "\(name) is for one series, and --by fits many", value: by,
                remedy: input.engine == nil
                    ? "Take one of them: --where \"\(by ?? "unit") = ...\" without --by."
                    : "Take one of them; for one \(by ?? "unit") give a view with its rows as --table.")
        }
    }

    /// The picture that was asked for; nil leaves it to the result.
    private func drawn(_ estimates: Estimates) throws(CausalError) -> Picture? {
        switch picture {
        case .series: return nil
        case .effects: return try .effectsOverTime(estimates)
        case .residuals: return try .residualChecks(estimates)
        }
    }
}
