import ArgumentParser
import Causal

/// The columns of a pre-period.
struct PrePeriodOptions: ParsableArguments {
    @Option(help: "The column of the outcome.")
    var outcome: String?

    @Option(help: "The column of units: what the treatment is dealt to.")
    var unit: String?

    @Option(help: "The column of periods.")
    var time: String?

    @Option(
        help: "The column of each unit's first treated period (0 or empty: never); later rows are left out.")
    var cohort: String?

    @Option(help: "The column that is 1 in treated rows and 0 elsewhere (in place of --cohort).")
    var treatment: String?

    /// The outcomes before the first start; without a column of treatment all rows.
    func period(_ table: DataTable) throws(CausalError) -> PrePeriod {
        guard let outcome, let unit, let time else {
            throw CausalError(.badArgument, "data need --outcome, --unit and --time")
        }
        let treated =
            cohort == nil && treatment == nil
            ? nil : try PolicyOptions.treated(cohort: cohort, treatment: treatment)
        return try PrePeriod(
            table, outcome: outcome, panel: PanelIndex(unit: unit, period: time), treatment: treated)
    }

    /// Refuses columns where there are no data.
    func refuse() throws(CausalError) {
        let given = [outcome, unit, time, cohort, treatment].contains { $0 != nil }
        guard given else { return }
        throw CausalError(
            .badArgument, "columns are named, and no data are given",
            remedy: "Name the file, or give --variance and --autocorrelation.")
    }
}

/// Errors that are known without data.
struct PanelErrorsOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "The variance of errors, units' and periods' levels aside.")
    var variance: Double?

    @Option(
        parsing: .unconditional,
        help: "The correlation of neighbouring periods; k apart it is its k-th power.")
    var autocorrelation: Double?

    @Option(
        parsing: .unconditional, help: "In its place: the mean covariance of two periods before the start,")
    var psiBefore: Double?

    @Option(parsing: .unconditional, help: "of two periods after it,")
    var psiAfter: Double?

    @Option(parsing: .unconditional, help: "and of one before with one after.")
    var psiAcross: Double?

    private var covariances: [Double] { [psiBefore, psiAfter, psiAcross].compactMap { $0 } }

    /// What was given.
    func errors() throws(CausalError) -> PanelErrors {
        guard let variance, variance > 0, variance.isFinite else {
            throw CausalError(
                .badArgument, "did-power needs data, or --variance above 0",
                remedy: "See causal did-power --help.")
        }
        switch (autocorrelation, covariances.count) {
        case (let correlation?, 0):
            return .autoregressive(variance: variance, correlation: correlation)
        case (nil, 3):
            return .components(
                variance: variance, before: covariances[0], after: covariances[1], across: covariances[2])
        default:
            throw CausalError(
                .badArgument,
                "--variance goes with --autocorrelation, or with --psi-before, --psi-after and --psi-across",
                remedy: "Independent errors have --autocorrelation 0.")
        }
    }

    /// Refuses them beside data.
    func refuse() throws(CausalError) {
        guard variance != nil || autocorrelation != nil || !covariances.isEmpty else { return }
        throw CausalError(.badArgument, "errors are either given or estimated from data, not both")
    }
}

/// A design whose power is asked for.
struct PowerDesignOptions: ParsableArguments {
    @Option(parsing: .unconditional, help: "How many units, treated and not (default: those of the data).")
    var units: Int?

    @Option(parsing: .unconditional, help: "The share of units that is treated.")
    var share = 0.5

    @Option(parsing: .unconditional, help: "How many periods before the start.")
    var before: Int

    @Option(parsing: .unconditional, help: "How many periods from the start on.")
    var after: Int

    @Option(parsing: .unconditional, help: "The effect whose power is asked for.")
    var effect: Double?

    @Option(name: .customLong("power"), parsing: .unconditional, help: "The power that is wanted.")
    var target = 0.8

    @Option(parsing: .unconditional, help: "The size of the two-sided test.")
    var alpha = 0.05

    @Option(
        help: "What is sought: effect (the least detectable), power or units (default: power with --effect).")
    var solve: Solve?

    @Option(parsing: .unconditional, help: "Simulate so many designs from the data's pre-period.")
    var draws: Int?

    @Option(parsing: .unconditional, help: "The seed of the simulation (default: 42).")
    var seed: UInt64?

    enum Solve: String, ExpressibleByArgument, CaseIterable { case effect, power, units }

    var sought: Solve { solve ?? (effect == nil ? .effect : .power) }

    /// The design, with as many units as are needed when these are sought.
    func power(_ errors: PanelErrors) throws(CausalError) -> DifferenceInDifferencesPower {
        guard (sought == .effect) == (effect == nil) else {
            throw CausalError(
                .badArgument,
                sought == .effect
                    ? "--effect is given and sought" : "--solve \(sought.rawValue) needs --effect")
        }
        guard units != nil || sought == .units else {
            throw CausalError(.badArgument, "--units says how many there are, treated and not")
        }
        let design = DifferenceInDifferencesPower(
            units: units ?? 3, treatedShare: share, before: before, after: after, errors: errors, alpha: alpha
        )
        guard sought == .units, let effect else { return design }
        return try design.sized(effect: effect, power: target)
    }

    /// Refuses a simulation where there is nothing to draw from.
    func checkDraws(hasData: Bool) throws(CausalError) {
        guard hasData || draws == nil else {
            throw CausalError(
                .badArgument, "--draws simulates from a data set's pre-period, and no data are given")
        }
    }

    /// The simulation, when it is asked for.
    func simulation(
        _ period: PrePeriod, _ power: DifferenceInDifferencesPower
    ) throws(CausalError) -> PowerSimulation? {
        guard let draws else { return nil }
        var added = effect ?? 0
        if effect == nil { added = try power.detectableEffect(power: target) }
        return try PowerSimulation(period, design: power, effect: added, draws: draws, seed: seed ?? 42)
    }
}
