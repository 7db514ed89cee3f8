import ArgumentParser
import Causal

/// `causal describe`
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "What a table holds: types, missing values, ranges; panel, cohorts and clusters.",
        discussion: """
            causal describe clinics.csv
            causal describe clinics.csv --unit clinician --time month \\
                --cohort adopted --cluster clinic
            causal describe clinics.csv --unit clinician --time month \\
                --cohort adopted --outcome burnout --plot means.svg
            """)

    @OptionGroup var input: InputOptions

    @Option(help: "The column of units.")
    var unit: String?

    @Option(help: "The column of periods.")
    var time: String?

    @Option(help: "The column of each unit's first treated period (0 or empty: never).")
    var cohort: String?

    @Option(help: "The column that is 1 in treated rows and 0 elsewhere (in place of --cohort).")
    var treatment: String?

    @Option(help: "The columns of clusters, separated by commas.")
    var cluster: ColumnNames?

    @Option(help: "The outcome whose means by cohort --plot draws.")
    var outcome: String?

    @Option(
        help: ArgumentHelp(
            "Draw the means of --outcome by cohort over time: FILE.svg, .vl.json, .html or .png.",
            valueName: "file"))
    var plot: String?

    @OptionGroup var work: ThreadOption

    @OptionGroup var output: FormatOptions

    /// Reads, describes and writes.
    func run() throws {
        try work.apply()
        let roles = TableDescription.Roles(
            unit: unit, time: time, cohort: cohort, treatment: treatment, clusters: cluster?.names ?? [])
        if let plot { _ = try Picture.Format(path: plot) }
        let table = try input.read()
        let picture = try means(table)
        let description = try TableDescription(table, roles)
        try Console.standardOutput(
            description.rendered(as: output.format, style: output.style, width: Console.width))
        if let plot { try picture?.write(to: plot) }
    }

    /// The means by cohort, where a picture is asked for.
    private func means(_ table: DataTable) throws(CausalError) -> Picture? {
        guard plot != nil || outcome != nil else { return nil }
        guard plot != nil, let outcome, let time else {
            throw CausalError(
                .badArgument, "--outcome, --plot and --time go together, with --cohort or --treatment",
                remedy: "For example --outcome burnout --time month --cohort adopted --plot means.svg.")
        }
        let policy = PolicyRegression(
            outcome: outcome, panel: PanelIndex(unit: unit, period: time),
            treatment: try PolicyOptions.treated(cohort: cohort, treatment: treatment))
        let found = try CohortMeans(policy, table)
        return .cohortMeans(
            periods: found.periods, cohorts: found.cohorts.map { ($0.start, $0.means) }, outcome: outcome,
            periodLabel: time)
    }
}
