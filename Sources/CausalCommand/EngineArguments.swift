import ArgumentParser
import Causal

/// The engine that takes the place of DATA.
enum EngineArguments {
    /// The arguments with an empty DATA behind the subcommand when `--engine` takes its place.
    static func withData(_ arguments: [String]) -> [String] {
        let options = arguments.prefix { $0 != "--" }
        guard let command = arguments.first, !command.hasPrefix("-"),
            options.contains(where: { $0 == "--engine" || $0.hasPrefix("--engine=") })
        else { return arguments }
        return [command, ""] + arguments.dropFirst()
    }
}

extension LeastSquaresCommand {
    /// Lets the engine sum, and estimates from its sums.
    func runOnEngine(_ engine: String) throws {
        let covariance = try regression.covariance()
        try regression.refuseBeyondAggregates()
        try absorbed.refuse(in: "an engine's sums")
        let drawn = [("--wild", !wild.wild.isEmpty), ("--permute", !permutation.permute.isEmpty)]
        try RegressionOptions.refuseFirst(of: drawn)
        try wild.refuse(
            in: "an engine's sums", shared: Set(regression.questions.several.shared),
            remedy: "Use --vcov cr2, or fit on the rows.")
        try permutation.refuse(in: "an engine's sums")
        try regression.questions.several.refuseRomanoWolf()
        let client = try DatabaseClient(engine)
        let table = try input.tableOfEngine()
        let model = try AggregateLeastSquares(regression.formula, clusters: regression.clusterNames)
        let query = try model.query(table: table, dialect: client.dialect)
        var stopwatch = Stopwatch()
        let answer = try stopwatch.time("engine") { () throws(CausalError) in try client.answer(query) }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in
            try model.fit(model.statistics(answer: answer))
        }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try regression.questions.estimates(
                fit, covariance, clusters: regression.cluster, level: output.level, seed: wild.seed)
        }
        try output.write(estimates, stopwatch)
    }
}

extension RegressionOptions {
    /// Refuses what needs the rows.
    func refuseBeyondAggregates() throws(CausalError) {
        let given: [(String, Bool)] = [
            ("--weights", weights != nil), ("--weight-kind", weightKind != nil), ("--unit", unit != nil),
            ("--time", time != nil), ("--keep-singletons", keepSingletons),
            ("--tolerance", givenTolerance != nil),
            ("--cluster-diagnostics", questions.clusterDiagnostics),
        ]
        try RegressionOptions.refuseFirst(of: given)
    }

    /// Refuses the first option that was given.
    static func refuseFirst(of given: [(String, Bool)]) throws(CausalError) {
        guard let name = given.first(where: \.1)?.0 else { return }
        throw CausalError(
            .badArgument, "\(name) needs the rows, and an engine's sums have none",
            remedy: "Leave it out, or write the columns as CSV and give the file.")
    }
}
