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
        discussion: "The sums serve every covariance by these clusters, --test and --combination alike.")

    @OptionGroup var regression: RegressionOptions
    @OptionGroup var query: QueryOptions

    /// Prints the query.
    func run() throws {
        try regression.refuseBeyondAggregates()
        _ = try regression.covariance()
        let summed: Set<CovarianceName> = [.iid, .cr0, .cr1, .cr2, .cr3, .jackknife]
        if let vcov = regression.vcov, !summed.contains(vcov) {
            throw CausalError(
                .badArgument, "--vcov \(vcov.rawValue) needs the rows, not sums by cluster",
                remedy: "Use iid, or clusters with cr0, cr1, cr2, cr3 or jackknife.")
        }
        let model = try AggregateLeastSquares(regression.formula, clusters: regression.clusterNames)
        try Console.standardOutput(model.query(table: query.table, dialect: query.dialect))
    }
}

/// `causal sql did`
struct EffectQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "did", abstract: "Refused: causal did reads rows.", shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    func run() throws {
        throw RowsNeeded.error("did", "Write the columns as CSV and give the file to causal did.")
    }
}

/// `causal sql its`
struct SeriesQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "its", abstract: "Refused: causal its reads a row for each period.",
        shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    func run() throws {
        throw RowsNeeded.error(
            "its", "Sum the outcome by period in the database and give the few rows to causal its as CSV.")
    }
}

/// `causal sql stepped-wedge`
struct WedgeQueryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "stepped-wedge", abstract: "Refused: the fit reads rows.", shouldDisplay: false)

    @Argument(parsing: .captureForPassthrough, help: .hidden) var arguments: [String] = []

    func run() throws {
        throw RowsNeeded.error("stepped-wedge", "Write the columns as CSV and fit on the rows.")
    }
}

/// What to say where no query is written yet.
enum RowsNeeded {
    static func error(_ command: String, _ remedy: String) -> CausalError {
        CausalError(
            .badArgument, "there is no query for '\(command)' yet, only for 'ols'", remedy: remedy)
    }
}
