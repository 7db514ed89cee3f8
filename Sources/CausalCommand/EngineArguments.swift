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
        let words = command == "stepped-wedge" && arguments.count > 1 && arguments[1] == "fit" ? 2 : 1
        return arguments.prefix(words) + [""] + arguments.dropFirst(words)
    }
}

extension LeastSquaresCommand {
    /// Lets the engine sum, and estimates from its sums.
    func runOnEngine(_ engine: String) throws {
        let covariance = try regression.covariance()
        try regression.refuseBeyondAggregates()
        try absorbed.refuse(in: "an engine's sums")
        try RegressionOptions.refuseFirst(of: [("--permute", !permutation.permute.isEmpty)])
        try permutation.refuse(in: "an engine's sums")
        try regression.questions.several.refuseRomanoWolf()
        let client = try DatabaseClient(engine)
        let table = try input.tableOfEngine()
        let model = try regression.aggregateModel()
        let query = try model.query(table: table, dialect: client.dialect)
        var stopwatch = Stopwatch()
        let answer = try stopwatch.time("engine") { () throws(CausalError) in try client.answer(query) }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in
            try model.fit(model.statistics(answer: answer))
        }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            let tested = try regression.questions.estimates(
                fit, covariance, clusters: regression.cluster, level: output.level, seed: wild.seed)
            return try wild.test(
                tested, clusters: regression.clusterNames, level: output.level,
                shared: Set(regression.questions.several.shared), fit.wildBootstrap)
        }
        try output.write(estimates, stopwatch)
    }
}

extension RegressionOptions {
    /// Refuses what needs the rows.
    func refuseBeyondAggregates() throws(CausalError) {
        let given: [(String, Bool)] = [
            ("--unit", unit != nil),
            ("--time", time != nil), ("--keep-singletons", keepSingletons),
            ("--tolerance", givenTolerance != nil),
            ("--cluster-diagnostics", questions.clusterDiagnostics),
        ]
        try RegressionOptions.refuseFirst(of: given)
    }

    /// The regression over sums.
    func aggregateModel() throws(CausalError) -> AggregateLeastSquares {
        try AggregateLeastSquares(
            formula, clusters: clusterNames, weights: weights, kind: kindOfWeights())
    }

    /// Refuses the first option that was given.
    static func refuseFirst(of given: [(String, Bool)]) throws(CausalError) {
        guard let name = given.first(where: \.1)?.0 else { return }
        throw CausalError(
            .badArgument, "\(name) needs the rows, and an engine's sums have none",
            remedy: "Leave it out, or write the columns as CSV and give the file.")
    }
}
