import ArgumentParser
import Causal

/// `causal unmeasured`
struct UnmeasuredCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "unmeasured",
        abstract: "How strong unmeasured confounding would have to be to explain an effect.",
        subcommands: [
            EValueCommand.self, RobustnessValueCommand.self, OsterCommand.self, RosenbaumCommand.self,
        ])
}

/// `causal unmeasured robustness`
struct RobustnessValueCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "robustness",
        abstract: "Cinelli & Hazlett's robustness value, with observed covariates as benchmarks.",
        discussion: """
            causal unmeasured robustness data.csv "y ~ treated + age + workload" \\
                --term treated --benchmark workload --times 1,2,3
            causal unmeasured robustness --estimate ols.json --term treated
            """)

    @OptionGroup var source: RegressionSource

    @Option(help: "The coefficient of interest.")
    var term: String

    @Option(parsing: .unconditional, help: "The share of the estimate that is to be explained away.")
    var q = 1.0

    @Option(help: "Covariates of the formula to compare with, e.g. age,workload.")
    var benchmark: ColumnNames?

    @Option(
        parsing: .unconditional, help: "How many times as strong as the covariate, e.g. 1,2,3 (default: 1).")
    var times: BoundList?

    @OptionGroup var output: OutputOptions

    /// Reads or fits, and writes.
    func run() throws {
        try output.apply()
        guard times == nil || benchmark != nil else {
            throw CausalError(
                .badArgument, "--times needs --benchmark", remedy: "Name a covariate to compare with.")
        }
        if let result = try source.result() {
            guard benchmark == nil else {
                throw CausalError(
                    .badArgument, "--benchmark needs the data and a formula, not a stored result")
            }
            let value = try stored(result)
            let answer = try value.estimates(q: q, level: output.level)
            return try output.write(
                answer.adding(notes: covarianceNote(result)), Stopwatch())
        }
        var stopwatch = Stopwatch()
        let (table, formula) = try stopwatch.time("read", source.read)
        let analysis = try stopwatch.time("fit") { () throws(CausalError) in
            try RobustnessAnalysis(formula, treatment: term, table)
        }
        let (covariates, times) = (benchmark?.names ?? [], times?.values ?? [1])
        let answer = try analysis.estimates(
            q: q, benchmarks: covariates, times: times, level: output.level)
        try output.write(answer, stopwatch)
    }

    private func stored(_ result: Estimates) throws(CausalError) -> RobustnessValue {
        let row = try result.row(term)
        guard let df = row.degreesOfFreedom, row.standardError.isFinite else {
            throw CausalError(
                .notIdentified, "the row '\(term)' has no standard error with degrees of freedom",
                value: term,
                remedy: "Use a result of causal ols.")
        }
        return try RobustnessValue(
            term: term, estimate: row.estimate, standardError: row.standardError, degreesOfFreedom: df)
    }

    private func covarianceNote(_ result: Estimates) -> [String] {
        guard let vcov = result.fact("vcov")?.text, vcov != "iid" else { return [] }
        return [
            "The result's covariance is \(vcov): the robustness value of the fit itself takes that of independent errors "
                + "(--vcov iid), or the data and a formula."
        ]
    }
}

/// Data and a formula, or a stored result.
struct RegressionSource: ParsableArguments {
    @Argument(
        help: "The data: a path to .csv, .dta, .sav, .parquet and so on, or - for standard input (CSV).")
    var data: String?

    @Argument(help: "The model, e.g. \"y ~ x1 + x2 | unit\".")
    var formula: String?

    @Option(help: "A result that --format json wrote, in place of data and formula.")
    var estimate: String?

    var isGiven: Bool { data != nil || formula != nil || estimate != nil }

    /// The stored result, or that of least squares.
    func estimates() throws(CausalError) -> Estimates {
        if let result = try result() { return result }
        let (table, formula) = try read()
        return try LeastSquares(formula).fit(table).estimates()
    }

    /// The stored result, when one was named.
    func result() throws(CausalError) -> Estimates? {
        guard let estimate else { return nil }
        guard data == nil, formula == nil else {
            throw CausalError(.badArgument, "--estimate takes the place of data and formula")
        }
        return try Estimates(saved: estimate)
    }

    /// The data and the formula.
    func read() throws(CausalError) -> (DataTable, String) {
        guard let data, let formula else {
            throw CausalError(
                .badArgument, "data and a formula are needed, or --estimate with a stored result")
        }
        return (try DrawOptions.table(data), formula)
    }
}

extension RosenbaumBounds.Test: ExpressibleByArgument {}
