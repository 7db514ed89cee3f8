import ArgumentParser
import Causal

/// The engine that takes the place of DATA.
enum EngineArguments {
    /// The arguments with an empty DATA behind the subcommand when `--engine` takes its place.
    ///
    /// - Throws: `CausalError.Code.badArgument` when a file is given beside it.
    static func withData(_ arguments: [String]) throws(CausalError) -> [String] {
        let options = arguments.prefix { $0 != "--" }
        guard let command = arguments.first, !command.hasPrefix("-"),
            options.contains(where: { $0 == "--engine" || $0.hasPrefix("--engine=") })
        else { return arguments }
        let words = command == "stepped-wedge" && arguments.count > 1 && arguments[1] == "fit" ? 2 : 1
        for (before, word) in zip(arguments.dropFirst(words - 1), options.dropFirst(words))
        where !word.hasPrefix("-") && !before.hasPrefix("--") && FileKind(path: word) != nil
            && !word.contains("~")
        {
            throw CausalError(
                .badArgument, "DATA and --engine are both given", value: word,
                remedy:
                    "Leave the file out, or --engine and --table; DuckDB reads files: --engine duckdb --table \(word)."
            )
        }
        return arguments.prefix(words) + [""] + arguments.dropFirst(words)
    }
}

extension LeastSquaresCommand {
    /// Lets an engine sum, or sums a stream, and estimates from the sums.
    func runOnSums() throws {
        let covariance = try regression.covariance()
        try input.checkSums()
        try refuseBeyondSums()
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

    /// Refuses what needs the rows.
    func refuseBeyondSums() throws(CausalError) {
        try regression.refuseBeyondAggregates()
        try absorbed.refuse(in: "sums")
        try RegressionOptions.refuseFirst(of: [("--permute", !permutation.permute.isEmpty)])
        try permutation.refuse(in: "sums")
        guard regression.questions.several.adjust != .romanoWolf else {
            throw CausalError(
                .badArgument, "--adjust romano-wolf draws on the rows, and sums do not keep them",
                remedy: "Use --adjust holm, which holds for every model, or fit on the rows.")
        }
    }

    /// Lets an engine sweep out the first absorbed factor, or sums a stream by it where its levels are the clusters.
    private func runSwept(_ covariance: LinearCovariance?) throws {
        let model = try regression.sweptModel()
        var stopwatch = Stopwatch()
        let products = try products(model, &stopwatch)
        let fit = try stopwatch.time("fit") { () throws(CausalError) in try model.fit(products) }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            let tested = try regression.questions.estimates(
                fit, covariance, clusters: regression.cluster, level: output.level, seed: wild.seed)
            return try wild.test(
                tested, clusters: regression.clusterNames, level: output.level,
                fit.wildBootstrap)
        }
        try output.write(estimates, stopwatch)
    }

    private func products(
        _ model: SweptLeastSquares, _ stopwatch: inout Stopwatch
    ) throws(CausalError) -> SweptProducts {
        guard let engine = input.engine else {
            guard let cells = model.cells else {
                throw CausalError(
                    .badArgument,
                    "rows of one \(model.unit) may lie in different chunks of a stream, and the clusters are larger",
                    column: model.cluster,
                    remedy:
                        "Add --cluster \(model.unit), or write small factors as factor(x), or give the file to DuckDB: "
                        + "--engine duckdb --table FILE.")
            }
            return try stopwatch.time("read") { () throws(CausalError) in
                try model.products(input.streamed(cells))
            }
        }
        let client = try DatabaseClient(engine)
        let query = try model.query(table: input.tableOfEngine(), dialect: client.dialect)
        let answer = try stopwatch.time("engine") { () throws(CausalError) in try client.answer(query) }
        return try model.products(answer: answer)
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
            .badArgument,
            "\(name) needs the rows, and sums (--engine, --stream, causal sql) do not keep them",
            remedy: "Leave it out, or give the rows as a file without --stream.")
    }
}
