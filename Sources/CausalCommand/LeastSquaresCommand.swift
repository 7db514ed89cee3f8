import ArgumentParser
import Causal

/// `causal ols`
struct LeastSquaresCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "ols",
        abstract: "Least squares with absorbed fixed effects and clustered errors.",
        discussion: """
            causal ols clinics.csv "burnout ~ treated | clinician + month" --cluster clinic

            In a formula:
              x1 + log(x2) + I(x^2)    numbers; names with blanks in backticks
              x1:x2, a*b               products; a*b is a + b + a:b
              factor(x), i(x, ref = 2) categories; text is categories anyway
              i(a, b, ref = 2010)      one's categories times the other; the
                                       categories are those of the column that
                                       holds ref, or that is text, or of a
              l(x, 1), f(x, 1), d(x)   lag, lead, difference (--unit, --time)
              - 1                      no intercept
              | unit + year, | a^b     factors to absorb, and combinations
              | unit[x], | unit[[x]]   a slope of x for each unit, with or without
                                       a level for each
              | unit | x ~ z + w       x is endogenous, z and w are its instruments
                                       (| 0 | to absorb nothing)
            """)

    @OptionGroup var input: InputOptions

    @OptionGroup var regression: RegressionOptions

    @OptionGroup var absorbed: AbsorbedOptions

    @OptionGroup var wild: WildBootstrapOptions

    @OptionGroup var permutation: PermutationOptions

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try output.apply()
        if input.isSummed { return try runOnSums() }
        let covariance = try regression.covariance()
        let formula = try Formula(regression.formula)
        try regression.questions.refuseSilence(output, others: wild.wild + permutation.permute)
        guard formula.endogenousNames.isEmpty else { return try runTwoStages(formula, covariance) }
        var model = try LeastSquares(
            formula: formula, weights: regression.weights, kind: regression.kindOfWeights(),
            panel: regression.panel(),
            keepsSingletons: regression.keepSingletons, tolerance: regression.tolerance)
        model.cluster = regression.scoredCluster
        try absorbed.choose(&model)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
        stopwatch.add(design.times, of: "design")
        let fit = try stopwatch.time("fit") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in try model.fit(design) }
        }
        stopwatch.add(fit.times, of: "fit")
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in
                let tested = try regression.questions.estimates(
                    fit, covariance, clusters: regression.cluster, level: output.level, seed: wild.seed)
                return try wild.answers(
                    tested, fit, clusters: regression.clusterNames, level: output.level,
                    regression.questions.several, permutation)
            }
        }
        var notes: [String] = []
        if absorbed.writesFiles {
            notes = try stopwatch.time("prediction") { () throws(CausalError) in
                try absorbed.writeFiles(input, fit.fixedEffects) {
                    (rows: DataTable?, interval: PredictionInterval) throws(CausalError) in
                    try fit.predict(
                        rows, interval: interval, covariance: covariance, level: output.level)
                }
            }
        }
        try output.write(estimates.adding(notes: notes + regression.idleNotes(formula)), stopwatch)
    }

    /// Two-stage least squares, for a formula with instruments.
    private func runTwoStages(_ formula: Formula, _ covariance: LinearCovariance?) throws {
        try absorbed.refusePredictions(in: "two-stage least squares")
        try wild.refuse(
            in: "two-stage least squares",
            remedy: "The Anderson–Rubin test holds with weak instruments.")
        try permutation.refuse(in: "two-stage least squares")
        try regression.questions.several.refuseRomanoWolf()
        var model = try TwoStageLeastSquares(
            formula: formula, weights: regression.weights, kind: regression.kindOfWeights(),
            panel: regression.panel(),
            keepsSingletons: regression.keepSingletons, tolerance: regression.tolerance)
        model.parameterRule = absorbed.parameterRule
        model.prunesToTwoCore = absorbed.twoCore
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in try model.fit(design) }
        }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in
                try regression.questions.estimates(
                    fit, covariance, clusters: regression.cluster, level: output.level, seed: wild.seed)
            }
        }
        let notes = try absorbed.writeFiles(input, fit.fixedEffects, nil)
        try output.write(estimates.adding(notes: notes + regression.idleNotes(formula)), stopwatch)
    }
}
