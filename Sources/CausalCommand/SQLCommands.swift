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

/// What `causal sql` asks of the command whose arguments it takes.
struct PassedCommand<Command: ParsableCommand> {
    /// The command as it is called, and as the query is.
    let name: String
    /// The options that change the query; others are taken, or refused where sums do not serve them.
    let options: Set<String>

    /// The query's subcommand: `fit` goes without saying.
    private var query: String { String(name.prefix { $0 != " " }) }

    /// The usage line.
    private var usage: String {
        "causal sql \(query) --table <table> --dialect <dialect> [<options of causal \(name)>]"
    }

    /// The command and the dialect, or the end with a help or an error that names the command as it was called.
    func parse(_ arguments: [String], _ type: any ParsableCommand.Type) throws -> (Command, SQLDialect) {
        if arguments.contains("--help") || arguments.contains("-h") {
            throw CleanExit.message(
                QueryHelp.text(type, Command.self, name: name, usage: usage, options: options))
        }
        let isNamed = name != query && arguments.first == "fit"
        do {
            let (dialect, rest) = try PassedQuery.dialect(isNamed ? Array(arguments.dropFirst()) : arguments)
            return (try Command.parse([""] + rest), dialect)
        } catch let error as CausalError {
            throw error
        } catch {
            let words = Command.message(for: error)
            let help = "See 'causal sql \(query) --help' for more information."
            Console.standardError(UsageMessage("Error: \(words)\n  \(help)", arguments).text)
            Console.exit(64)
        }
    }
}

/// `causal sql ols`
struct LeastSquaresQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ols",
        abstract: "The sums behind causal ols: counts, sums and cross-products by cluster.",
        discussion: """
            The sums serve every covariance by these clusters, --test and
            --combination alike.

            causal sql ols "y ~ treated + factor(year)" --cluster clinic \\
                --table visits --dialect duckdb
            causal sql ols "y ~ treated | unit + year" --cluster clinic \\
                --table s.visits --dialect postgres
            """)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    /// Prints the query.
    func run() throws {
        let passed = PassedCommand<LeastSquaresCommand>(
            name: "ols", options: ["<formula>", "--cluster", "--weights", "--weight-kind"])
        let (command, dialect) = try passed.parse(arguments, Self.self)
        try command.refuseBeyondSums()
        let regression = command.regression
        _ = try regression.covariance()
        try PassedQuery.refuseEngine(command.input)
        let table = try command.input.tableOfEngine()
        if try !Formula(regression.formula).absorbed.isEmpty {
            return try Console.standardOutput(regression.sweptModel().query(table: table, dialect: dialect))
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
        try Console.standardOutput(model.query(table: table, dialect: dialect))
    }
}

/// `causal sql did`
struct EffectQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did",
        abstract: "The sums behind causal did: moments of outcomes by cohort and period.",
        discussion: """
            causal sql did --outcome y --unit id --time year --cohort g \\
                --table visits --dialect postgres
            """)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    /// Prints the query.
    func run() throws {
        let passed = PassedCommand<DifferenceInDifferencesCommand>(
            name: "did",
            options: ["--outcome", "--time", "--unit", "--cohort", "--treatment", "--cluster"])
        let (command, dialect) = try passed.parse(arguments, Self.self)
        try command.refuseForeignOptions()
        try PassedQuery.write(command.engineRequest(), command.input, dialect)
    }
}

/// `causal sql its`
struct SeriesQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "its", abstract: "The sums behind causal its: totals by period.",
        discussion: """
            causal sql its --outcome deaths --time month --at 2005-01 \\
                --table events --dialect duckdb
            """)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    /// Prints the query.
    func run() throws {
        let passed = PassedCommand<InterruptedTimeSeriesCommand>(
            name: "its",
            options: [
                "--outcome", "--time", "--at", "--offset", "--unit", "--treated", "--covariates", "--weights",
                "--period-means",
            ])
        let (command, dialect) = try passed.parse(arguments, Self.self)
        try PassedQuery.write(command.engineRequest(), command.input, dialect)
    }
}

/// `causal sql stepped-wedge`
struct WedgeQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepped-wedge",
        abstract: "The sums behind causal stepped-wedge fit: cells of clusters and periods.",
        discussion: """
            causal sql stepped-wedge --outcome y --cluster site --period step \\
                --treatment exposed --table visits --dialect spark
            """)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    /// Prints the query.
    func run() throws {
        let passed = PassedCommand<SteppedWedgeFitCommand>(
            name: "stepped-wedge fit",
            options: [
                "--outcome", "--cluster", "--period", "--treatment", "--family", "--covariates", "--offset",
                "--method",
            ])
        let (command, dialect) = try passed.parse(arguments, Self.self)
        try PassedQuery.write(command.engineRequest(), command.input, dialect)
    }
}
