import ArgumentParser
import Causal

/// `causal describe`
struct DescribeCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "describe",
        abstract: "What a table holds: types, missing values, ranges; panel, cohorts and clusters.",
        discussion: """
            causal describe clinics.csv
            causal describe clinics.csv --unit clinician --time month --cohort adopted --cluster clinic
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

    @Option(parsing: .unconditional, help: "How many threads may work; the result does not depend on it.")
    var threads: Int?

    @OptionGroup var output: FormatOptions

    /// Reads, describes and writes.
    func run() throws {
        if let threads {
            guard (1...1024).contains(threads) else {
                throw CausalError(.badArgument, "--threads is a number from 1 to 1024", value: "\(threads)")
            }
            Parallel.threads = threads
        }
        let roles = TableDescription.Roles(
            unit: unit, time: time, cohort: cohort, treatment: treatment, clusters: cluster?.names ?? [])
        let description = try TableDescription(input.read(), roles)
        try Console.standardOutput(
            description.rendered(as: output.format, style: output.style, width: Console.width))
    }
}
