import ArgumentParser
import Causal

/// `causal its-power`
struct SeriesPowerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "its-power",
        abstract: "The power of a planned interrupted series, or the periods that it takes.",
        discussion: """
            causal its-power --before 24 --after 24 --level-change -5 --sd 4 \\
                --autocorrelation 0.4
            causal its-power --level-change -5 --sd 4 --autocorrelation 0.4 \\
                --solve both --power 0.8
            causal its-power --level-change -5 --sd 4 --autocorrelation 0.4 \\
                --before 24 --after 24 --simulate gls --draws 1000
            """)

    @Option(help: "Periods before the change.")
    var before: Int = SeriesPower().before

    @Option(help: "Periods from the change on.")
    var after: Int = SeriesPower().after

    @Option(parsing: .unconditional, help: "The change of level that is to be found.")
    var levelChange: Double?

    @Option(
        name: [.customLong("slope-change"), .customLong("slope")], parsing: .unconditional,
        help: "The change of slope a period that is to be found.")
    var slopeChange: Double?

    @Option(help: "What the analysis lets change: level, level+slope or slope.")
    var effect: Intervention.Change = .levelAndSlope

    @Option(help: "How the level sets in over --transition: step, ramp, pulse or decay.")
    var onset: OnsetName = .step

    @Option(help: "The length of --onset.")
    var transition: Int?

    @Option(
        help: "How many periods after the change the effect is tested (default: 0, or with a slope the last)."
    )
    var effectAt: Int?

    @Option(parsing: .unconditional, help: "The errors' autocorrelation.")
    var autocorrelation: Double = 0

    @Option(parsing: .unconditional, help: "The errors' standard deviation.")
    var sd: Double = SeriesPower().standardDeviation

    @Option(help: "harmonics:K or dummies, in the analysis.")
    var season: SeasonName?

    @Option(help: "The season's length in periods.")
    var period: Int = 12

    @Option(parsing: .unconditional, help: "The season's amplitude in drawn series.")
    var amplitude: Double = 0

    @Option(parsing: .unconditional, help: "The level of the two-sided test.")
    var alpha: Double = 0.05

    @Option(help: "The analysis of the closed form, with known autocorrelation: gls or ols.")
    var method: SeriesPower.Weighting = .gls

    @Option(help: "before, after, both or effect: find it for --power.")
    var solve: SeriesPower.Unknown?

    @Option(parsing: .unconditional, help: "The power wanted, with --solve (default: 0.8).")
    var power: Double?

    @Option(help: "Draw series and analyse them by ols, newey-west, prais-winsten or gls.")
    var simulate: SeriesPower.Analysis?

    @Option(help: "How many series are drawn (default: 1000).")
    var draws: Int?

    @OptionGroup var random: SeedOption

    @OptionGroup var output: OutputOptions

    /// Plans, solves, draws and writes.
    func run() throws {
        try check()
        try output.apply()
        var plan = try settings()
        if let solve { plan = try plan.solved(solve, power: power ?? 0.8, method) }
        var stopwatch = Stopwatch()
        var found: (SeriesPower.Analysis, SeriesPower.Simulated)?
        if let simulate {
            let planned = plan
            found = (
                simulate,
                try stopwatch.time("simulation") { () throws(CausalError) in
                    try planned.simulated(simulate, draws: draws ?? 1000, seed: random.seed ?? 42)
                }
            )
        }
        try output.write(
            plan.estimates(method, simulation: found, level: output.level, wanted: power ?? 0.8), stopwatch)
    }

    private func check() throws(CausalError) {
        guard output.level > 0, output.level < 1 else {
            throw CausalError(
                .badArgument, "--level is the confidence level, between 0 and 1",
                value: output.level.shortestDecimal, remedy: "The change of level is --level-change.")
        }
        guard levelChange != nil || slopeChange != nil else {
            throw CausalError(
                .badArgument, "the effect that is to be found is not given",
                remedy: "Add --level-change -5, --slope-change -0.2 or both.")
        }
        guard solve != nil || power == nil else {
            throw CausalError(.badArgument, "--power belongs to --solve", remedy: "Add --solve both.")
        }
        guard simulate != nil || (draws == nil && amplitude == 0) else {
            throw CausalError(
                .badArgument, "--draws and --amplitude belong to --simulate",
                remedy: "Add --simulate gls.")
        }
        guard (onset == .step) == (transition == nil) else {
            throw CausalError(
                .badArgument, "--onset and --transition go together",
                remedy: "Write --onset ramp --transition 3.")
        }
    }

    private func settings() throws(CausalError) -> SeriesPower {
        var plan = SeriesPower()
        (plan.before, plan.after, plan.change) = (before, after, effect)
        (plan.levelChange, plan.slopeChange) = (levelChange ?? 0, slopeChange ?? 0)
        plan.horizon = effectAt ?? (plan.slopeChange == 0 ? 0 : max(0, after - 1))
        (plan.autocorrelation, plan.standardDeviation, plan.alpha) = (autocorrelation, sd, alpha)
        plan.seasonAmplitude = amplitude
        plan.onset = onset.onset(transition ?? 1)
        plan.season = season?.season(period: period)
        return plan
    }
}

extension SeriesPower.Weighting: ExpressibleByArgument {}
extension SeriesPower.Unknown: ExpressibleByArgument {}
extension SeriesPower.Analysis: ExpressibleByArgument {}
