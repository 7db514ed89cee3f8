import ArgumentParser
import Causal

/// `causal did-power`
struct DifferenceInDifferencesPowerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did-power",
        abstract: "What effect a difference-in-differences can find, with errors that go together over time.",
        discussion: """
            causal did-power clinics.csv --outcome burnout --unit clinic --time month \\
                --cohort adopted --units 40 --before 6 --after 6 --draws 1000
            causal did-power --variance 16 --autocorrelation 0.5 --units 40 \\
                --before 6 --after 6 --effect 2

            The unit is what the treatment is dealt to; its rows in one period are
            averaged. Errors are estimated from the rows before the first start, or
            given (Burlig, Preonas & Woerman 2020).
            """)

    @Argument(
        help:
            "Data with a pre-period: a path to .csv, .dta, .sav, .parquet and so on, or - for standard input (CSV)."
    )
    var data: String?

    @OptionGroup var rows: RowOptions

    @OptionGroup(title: "The pre-period's columns") var columns: PrePeriodOptions

    @OptionGroup(title: "Errors without data") var errors: PanelErrorsOptions

    @OptionGroup(title: "The design") var design: PowerDesignOptions

    @OptionGroup var output: OutputOptions

    /// Reads, computes and writes.
    func run() throws {
        try output.apply()
        try design.checkDraws(hasData: data != nil)
        var stopwatch = Stopwatch()
        if let data {
            try errors.refuse()
            try answer(data, &stopwatch)
        } else {
            try rows.refuse()
            try columns.refuse()
            let power = try design.power(errors.errors())
            try write(power, stopwatch)
        }
    }

    private func answer(_ data: String, _ stopwatch: inout Stopwatch) throws {
        let table = try stopwatch.time("read", rows.file(data).read)
        let period = try columns.period(table)
        let known = try period.errors(before: design.before, after: design.after)
        var design = design
        design.units = design.units ?? period.unitCount
        let power = try design.power(known.errors)
        let facts: [JSONValue.Member] = [
            .init("outcome", .string(columns.outcome ?? "")), .init("pre.units", .integer(period.unitCount)),
            .init("pre.periods", .integer(period.periodCount)), .init("method", .string(known.method)),
            .init("variance", .number(known.variance)),
            .init("autocorrelation", known.correlation.map(JSONValue.number) ?? .null),
        ]
        let simulation = try stopwatch.time("simulation") { () throws(CausalError) in
            try design.simulation(period, power)
        }
        try write(
            power, stopwatch, facts: facts, simulation: simulation,
            notes: try power.notes(known))
    }

    private func write(
        _ power: DifferenceInDifferencesPower, _ stopwatch: Stopwatch, facts: [JSONValue.Member] = [],
        simulation: PowerSimulation? = nil, notes: [String] = []
    ) throws {
        let estimates = try power.estimates(
            effect: design.effect, power: design.target, level: output.level
        ).adding(model: facts, diagnostics: simulation.map { [$0.diagnostic] } ?? [], notes: notes)
        try output.write(estimates, stopwatch)
    }
}
