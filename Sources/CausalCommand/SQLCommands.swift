import ArgumentParser
import Causal

/// `causal sql`
struct SQLCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sql",
        abstract: "Print the query whose sums a database needs to make for an exact answer.",
        discussion: """
            causal sql ols "y ~ treated + factor(year)" --cluster clinic \\
                --table visits --dialect postgres

            causal ols --engine "psql service=..." --table visits "y ~ ..." runs it.
            """,
        subcommands: [
            LeastSquaresQueryCommand.self, EffectQueryCommand.self, SeriesQueryCommand.self,
            WedgeQueryCommand.self,
        ])
}

/// What every query is made for.
struct QueryOptions: ParsableArguments {
    @Option(help: "The table or view, e.g. visits or warehouse.visits; in DuckDB also data/*.parquet.")
    var table: String

    @Option(help: "How the database writes SQL: duckdb, postgres or spark.")
    var dialect: SQLDialect
}

extension SQLDialect: ExpressibleByArgument {
    /// The dialect of that name, in capitals or not.
    public init?(argument: String) { self.init(rawValue: argument.lowercased()) }
}

/// `causal sql ols`
struct LeastSquaresQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ols",
        abstract: "The sums behind causal ols: counts, sums and cross-products by cluster.",
        discussion: """
            The sums serve every covariance by these clusters, --test and --combination alike.

            causal sql ols "y ~ treated + factor(year)" --cluster clinic --table visits --dialect duckdb
            causal sql ols "y ~ treated | unit + year" --cluster clinic --table s.visits --dialect postgres
            """)

    @OptionGroup var regression: RegressionOptions
    @OptionGroup var query: QueryOptions

    /// Prints the query.
    func run() throws {
        try regression.refuseBeyondAggregates()
        _ = try regression.covariance()
        if try !Formula(regression.formula).absorbed.isEmpty {
            return try Console.standardOutput(
                regression.sweptModel().query(table: query.table, dialect: query.dialect))
        }
        let model = try regression.aggregateModel()
        let summed: Set<CovarianceName> = [.iid, .cr0, .cr1, .cr2, .cr3, .jackknife]
        let ofCategories: Set<CovarianceName> = [.hc0, .hc1, .hc2, .hc3]
        let isDiscrete = model.variables.count == 1 && model.weights == nil
        if let vcov = regression.vcov, !summed.contains(vcov), !(isDiscrete && ofCategories.contains(vcov)) {
            throw CausalError(
                .badArgument, "--vcov \(vcov.rawValue) needs the rows, not sums by cluster",
                remedy:
                    "Use iid, or clusters with cr0, cr1, cr2, cr3 or jackknife; hc0 to hc3 where all regressors are "
                    + "categories.")
        }
        try Console.standardOutput(model.query(table: query.table, dialect: query.dialect))
    }
}

/// `causal sql did`
struct EffectQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did",
        abstract: "The sums behind causal did: moments of outcomes by cohort and period.",
        discussion: """
            Takes the options of causal did, --table and --dialect:

            causal sql did --outcome y --unit id --time year --cohort g --table visits --dialect postgres
            """)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    func run() throws {
        if arguments.contains("--help") || arguments.contains("-h") {
            throw CleanExit.message(
                QueryHelp.text(Self.self, DifferenceInDifferencesCommand.self, name: "did"))
        }
        let (dialect, rest) = try PassedQuery.dialect(arguments)
        let command = try DifferenceInDifferencesCommand.parse([""] + rest)
        try command.refuseForeignOptions()
        try PassedQuery.write(command.engineRequest(), command.input, dialect)
    }
}

/// `causal sql its`
struct SeriesQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "its", abstract: "The sums behind causal its: totals by period.",
        discussion: """
            Takes the options of causal its, --table and --dialect:

            causal sql its --outcome deaths --time month --at 2005-01 --table events --dialect duckdb
            """)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    func run() throws {
        if arguments.contains("--help") || arguments.contains("-h") {
            throw CleanExit.message(
                QueryHelp.text(Self.self, InterruptedTimeSeriesCommand.self, name: "its"))
        }
        let (dialect, rest) = try PassedQuery.dialect(arguments)
        let command = try InterruptedTimeSeriesCommand.parse([""] + rest)
        try PassedQuery.write(command.engineRequest(), command.input, dialect)
    }
}

/// `causal sql stepped-wedge`
struct WedgeQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepped-wedge",
        abstract: "The sums behind causal stepped-wedge fit: cells of clusters and periods.",
        discussion: """
            Takes the options of causal stepped-wedge fit, --table and --dialect:

            causal sql stepped-wedge --outcome y --cluster site --period step --treatment exposed \\
                --table visits --dialect spark
            """)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    func run() throws {
        if arguments.contains("--help") || arguments.contains("-h") {
            throw CleanExit.message(
                QueryHelp.text(Self.self, SteppedWedgeFitCommand.self, name: "stepped-wedge fit"))
        }
        let (dialect, rest) = try PassedQuery.dialect(arguments)
        let command = try SteppedWedgeFitCommand.parse([""] + rest)
        try PassedQuery.write(command.engineRequest(), command.input, dialect)
    }
}
