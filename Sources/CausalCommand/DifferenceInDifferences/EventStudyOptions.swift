import ArgumentParser
import Causal

/// An event study's coefficients and covariance from two CSV files.
struct GivenEventStudy: ParsableArguments {
    @Option(
        help: "A CSV file with a header and one column: coefficients in order of time, without the reference."
    )
    var estimates: String?

    @Option(help: "A CSV file with a header: their covariance, a row a line.")
    var covariance: String?

    @Option(parsing: .unconditional, help: "How many of the coefficients lie before the reference.")
    var pre: Int?

    var isGiven: Bool { estimates != nil || covariance != nil || pre != nil }

    /// Reads both files.
    func read() throws(CausalError) -> EventCoefficients {
        guard let estimates, let covariance, let pre else {
            throw CausalError(.badArgument, "--estimates, --covariance and --pre go together")
        }
        let values = try GivenEventStudy.columns(estimates)
        guard values.count == 1, let values = values.first else {
            throw CausalError(.badValue, "the file of coefficients has more than one column", file: estimates)
        }
        let columns = try GivenEventStudy.columns(covariance)
        return try EventCoefficients(
            values,
            covariance: Matrix(columns.first?.count ?? 0, columns.count, columnMajor: columns.flatMap { $0 }),
            before: pre)
    }

    private static func columns(_ path: String) throws(CausalError) -> [[Double]] {
        let table = try DataTable(file: path)
        var columns: [[Double]] = []
        for column in table.columns { columns.append(try table.numbers(column.name)) }
        return columns
    }
}

/// An event study to be estimated first.
struct EventStudyOptions: ParsableArguments {
    @Option(help: "event-study or callaway-santanna.")
    var estimator: Estimator = .eventStudy

    @Option(help: "The column of the outcome.")
    var outcome: String?

    @Option(help: "The column of periods.")
    var time: String?

    @Option(help: "The column of units; without it rows are repeated cross-sections.")
    var unit: String?

    @Option(help: "The column of each unit's first treated period (0 or empty: never).")
    var cohort: String?

    @Option(help: "The column that is 1 in treated rows and 0 elsewhere (in place of --cohort).")
    var treatment: String?

    @Option(help: "Covariates, e.g. \"x1 + log(x2)\".")
    var covariates: String?

    @Option(help: "The column of weights.")
    var weights: String?

    @Option(
        parsing: .unconditional, help: "Periods before its start in which the treatment may have effects.")
    var anticipation: Int?

    @Option(parsing: .unconditional, help: "The event times to use, from:to, e.g. -5:5.")
    var window: EventWindow?

    @Option(help: "With callaway-santanna: never (treated) or not-yet (treated).")
    var control: ControlGroup?

    @Option(help: "Columns that name the clusters (default: the unit).")
    var cluster: [ColumnNames] = []

    enum Estimator: String, ExpressibleByArgument, CaseIterable {
        case eventStudy = "event-study"
        case groupTime = "callaway-santanna"
    }

    /// Estimates the event study.
    func estimates(
        _ input: InputFile, _ output: OutputOptions, _ stopwatch: inout Stopwatch
    ) throws(CausalError) -> Estimates {
        guard let outcome, let time else {
            throw CausalError(.badArgument, "data need --outcome and --time")
        }
        guard estimator == .groupTime || control == nil else {
            throw CausalError(
                .badArgument, "--control does not belong to event-study",
                remedy: "It belongs to --estimator callaway-santanna.")
        }
        let policy = PolicyRegression(
            outcome: outcome, panel: PanelIndex(unit: unit, period: time),
            treatment: try PolicyOptions.treated(cohort: cohort, treatment: treatment),
            covariates: covariates,
            weights: weights)
        let table = try stopwatch.time("read", input.read)
        return try stopwatch.time("fit") { () throws(CausalError) in
            estimator == .groupTime
                ? try groupTime(policy, table, output.level) : try regression(policy, table, output.level)
        }
    }

    private func regression(
        _ policy: PolicyRegression, _ table: DataTable, _ level: Double
    ) throws(CausalError) -> Estimates {
        let clusters = cluster.flatMap(\.names)
        return try EventStudy(policy, window: window?.range, anticipation: anticipation ?? 0).fit(table)
            .estimates(clusters.isEmpty ? nil : .clustered(by: clusters), level: level)
    }

    /// Effects before the start must be relative to the same period as those after it.
    private func groupTime(
        _ policy: PolicyRegression, _ table: DataTable, _ level: Double
    ) throws(CausalError) -> Estimates {
        let model = GroupTimeATT(
            outcome: policy.outcome, panel: policy.panel, treatment: policy.treatment,
            controls: control ?? .neverTreated, adjustment: .doublyRobust(covariates),
            anticipation: anticipation ?? 0, base: .universal, weights: weights)
        return try model.fit(table).aggregate(.eventTime(window?.range))
            .estimates(.clustered(by: cluster.flatMap(\.names)), level: level)
    }
}
