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
    /// Lets an engine sum, or sums a stream, and estimates from the sums.
    func runOnSums() throws {
        let covariance = try regression.covariance()
        try regression.refuseBeyondAggregates()
        try absorbed.refuse(in: "an engine's sums")
        try RegressionOptions.refuseFirst(of: [("--permute", !permutation.permute.isEmpty)])
        try permutation.refuse(in: "an engine's sums")
        try regression.questions.several.refuseRomanoWolf()
        if try !Formula(regression.formula).absorbed.isEmpty { return try runSwept(covariance) }
        let model = try regression.aggregateModel()
        var stopwatch = Stopwatch()
        let sums = try statistics(model, &stopwatch)
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(sums) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            let tested = try regression.questions.estimates(
                fit, covariance, clusters: regression.cluster, level: output.level, seed: wild.seed)
            return try wild.test(
                tested, clusters: regression.clusterNames, level: output.level,
                fit.wildBootstrap)
        }
        try output.write(estimates, stopwatch)
    }

    /// Lets an engine sweep out the first absorbed factor.
    private func runSwept(_ covariance: LinearCovariance?) throws {
        let model = try regression.sweptModel()
        guard let engine = input.engine else {
            throw CausalError(
                .badArgument, "rows of a unit may lie in different chunks of a stream",
                value: model.formula.text, remedy: "Write small factors as factor(x), or leave out --stream.")
        }
        let client = try DatabaseClient(engine)
        let query = try model.query(table: input.tableOfEngine(), dialect: client.dialect)
        var stopwatch = Stopwatch()
        let answer = try stopwatch.time("engine") { () throws(CausalError) in try client.answer(query) }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in
            try model.fit(model.products(answer: answer))
        }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            let tested = try regression.questions.estimates(
                fit, covariance, clusters: regression.cluster, level: output.level, seed: wild.seed)
            return try wild.test(
                tested, clusters: regression.clusterNames, level: output.level,
                fit.wildBootstrap)
        }
        try output.write(estimates, stopwatch)
    }

    private func statistics(
        _ model: AggregateLeastSquares, _ stopwatch: inout Stopwatch
    ) throws(CausalError) -> CrossProducts {
        guard let engine = input.engine else {
            return try stopwatch.time("read") { () throws(CausalError) in try input.streamed(model.sums) }
        }
        let client = try DatabaseClient(engine)
        let query = try model.query(table: input.tableOfEngine(), dialect: client.dialect)
        let answer = try stopwatch.time("engine") { () throws(CausalError) in try client.answer(query) }
        return try model.statistics(answer: answer)
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

    /// The regression with absorbed factors over sums.
    func sweptModel() throws(CausalError) -> SweptLeastSquares {
        guard clusterNames.count == 1, let cluster = clusterNames.first else {
            throw CausalError(
                .badArgument, "absorbed factors in an engine need one column of clusters",
                value: clusterNames.joined(separator: ","),
                remedy: "Add --cluster COLUMN in which the first absorbed factor's levels lie.")
        }
        return try SweptLeastSquares(
            formula, cluster: cluster, weights: weights, kind: kindOfWeights())
    }

    /// Refuses the first option that was given.
    static func refuseFirst(of given: [(String, Bool)]) throws(CausalError) {
        guard let name = given.first(where: \.1)?.0 else { return }
        throw CausalError(
            .badArgument, "\(name) needs the rows, and an engine's sums have none",
            remedy: "Leave it out, or write the columns as CSV and give the file.")
    }
}
