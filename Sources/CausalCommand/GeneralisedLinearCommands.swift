import ArgumentParser
import Causal

/// `causal poisson`
struct PoissonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poisson",
        abstract: "Poisson regression of counts and amounts, with absorbed fixed effects.",
        discussion: """
            causal poisson clinics.csv "caseload ~ treated | clinic + month" --cluster clinic

            Coefficients are logs of ratios: exp(0.1) = 1.105 is 10.5 % more.
            Formulas as in causal ols.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var regression: RegressionOptions

    @Option(help: "An expression added with coefficient 1, e.g. \"log(population)\".")
    var offset: String?

    @Flag(help: "Estimate the dispersion (quasi-Poisson) for --vcov iid.")
    var quasi = false

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try regression.run(quasi ? .quasipoisson : .poisson, offset: offset, input, output)
    }
}

/// `causal logit`
struct LogitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logit",
        abstract: "Logistic regression of events or shares, with absorbed fixed effects.",
        discussion: """
            causal logit clinics.csv "left ~ burnout + experience" --cluster clinic

            Coefficients are logs of odds ratios. Formulas as in causal ols.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var regression: RegressionOptions
    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws { try regression.run(.binomial, offset: nil, input, output) }
}

extension RegressionOptions {
    /// Reads, fits a generalised linear model and writes.
    func run(
        _ family: ResponseFamily, offset: String?, _ input: InputOptions, _ output: OutputOptions
    ) throws {
        try output.apply()
        let covariance = try covariance()
        let model = try GeneralisedLinearModel(
            formula, family: family, offset: offset, weights: weights, panel: panel(),
            keepsSingletons: keepSingletons, tolerance: tolerance)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in try model.fit(design) }
        }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try fit.estimates(covariance, level: output.level, testing: test)
        }
        try output.write(estimates, stopwatch)
    }
}

extension LinearFit {
    /// The estimates with a joint test for each list of restrictions.
    func estimates(
        _ covariance: LinearCovariance?, level: Double, testing hypotheses: [String]
    ) throws(CausalError) -> Estimates {
        let result = try estimates(covariance, level: level)
        var tests: [Diagnostic] = []
        for text in hypotheses {
            let test: WaldTest
            if result.testsNeedDesign, let covariance {
                test = try wald(text, covariance)
            } else {
                test = try result.wald(text)
            }
            tests.append(Diagnostic("wald", test, remarks: [.init("hypothesis", .string(text))]))
        }
        return result.adding(diagnostics: tests)
    }
}
