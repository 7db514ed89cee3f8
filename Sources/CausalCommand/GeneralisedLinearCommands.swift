import ArgumentParser
import Causal

/// `causal poisson`
struct PoissonCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "poisson",
        abstract: "Poisson and negative binomial regression of counts, with absorbed fixed effects.",
        discussion: """
            causal poisson clinics.csv "caseload ~ treated | clinic + month" \\
                --cluster clinic

            poisson            amounts too, with robust or clustered errors
            quasipoisson       --vcov iid with an estimated dispersion
            negative-binomial  variance mu + mu^2/theta, theta estimated

            --adjust romano-wolf is for causal ols alone, jackknifed residuals too.

            Coefficients are logs of ratios: exp(0.1) = 1.105 is 10.5 % more.
            Formulas as in causal ols.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var regression: RegressionOptions
    @OptionGroup var absorbed: AbsorbedOptions
    @OptionGroup var wild: WildBootstrapOptions

    @Option(help: "poisson, quasipoisson or negative-binomial (default: poisson).")
    var family: CountFamily?

    @Option(
        help: ArgumentHelp(
            "The link: log, or identity for differences of means (default: log).", valueName: "log|identity"))
    var link: CountLink?

    @Option(help: "An expression added with coefficient 1, e.g. \"log(population)\".")
    var offset: String?

    @Flag(help: "The same as --family quasipoisson.")
    var quasi = false

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        guard !quasi || family == nil || family == .quasipoisson else {
            throw CausalError(.badArgument, "--quasi and --family contradict each other")
        }
        let chosen = quasi ? .quasipoisson : family ?? .poisson
        try regression.run(chosen.family, link: link?.link, offset: offset, absorbed, wild, input, output)
    }

    /// The links of counts.
    enum CountLink: String, ExpressibleByArgument, CaseIterable {
        case log, identity

        var link: Link { self == .log ? .log : .identity }
    }

    /// The families of counts.
    enum CountFamily: String, ExpressibleByArgument, CaseIterable {
        case poisson, quasipoisson
        case negativeBinomial = "negative-binomial"

        init?(argument: String) { self.init(rawValue: argument.lowercased()) }

        var family: ResponseFamily {
            switch self {
            case .poisson: .poisson
            case .quasipoisson: .quasipoisson
            case .negativeBinomial: .negativeBinomial
            }
        }
    }
}

/// `causal logit`
struct LogitCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "logit",
        abstract: "Logistic regression of events or shares, with absorbed fixed effects.",
        discussion: """
            causal logit leavers.csv "left ~ burnout + experience" --cluster clinic
            causal logit wards.csv "I(events / trials) ~ exposed" --weights trials

            Coefficients are logs of odds ratios; with --link log of risk ratios,
            with --link identity differences of risks. Formulas as in causal ols.
            """)

    @OptionGroup var input: InputOptions
    @OptionGroup var regression: RegressionOptions
    @OptionGroup var absorbed: AbsorbedOptions
    @OptionGroup var wild: WildBootstrapOptions

    @Option(
        help: ArgumentHelp("The link: logit, probit, log or identity (default: logit).", valueName: "link"))
    var link: Link?

    @OptionGroup var output: OutputOptions

    /// Reads, fits and writes.
    func run() throws {
        try regression.run(.binomial, link: link, offset: nil, absorbed, wild, input, output)
    }
}

extension Link: ExpressibleByArgument {}

extension RegressionOptions {
    /// Reads, fits a generalised linear model and writes.
    func run(
        _ family: ResponseFamily, link: Link?, offset: String?, _ absorbed: AbsorbedOptions,
        _ wild: WildBootstrapOptions, _ input: InputOptions, _ output: OutputOptions
    ) throws {
        try output.apply()
        try questions.several.refuseRomanoWolf()
        try absorbed.refuseBesideMeans()
        let covariance = try covariance()
        var model = try GeneralisedLinearModel(
            formula, family: family, link: link, offset: offset, weights: weights, kind: kindOfWeights(),
            panel: panel(),
            keepsSingletons: keepSingletons, tolerance: tolerance)
        model.parameterRule = absorbed.parameterRule
        try questions.refuseSilence(output, others: wild.wild)
        var stopwatch = Stopwatch()
        let table = try stopwatch.time("read", input.read)
        let design = try stopwatch.time("design") { () throws(CausalError) in try model.design(table) }
        let fit = try stopwatch.time("fit") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in try model.fit(design) }
        }
        let estimates = try stopwatch.time("inference") { () throws(CausalError) in
            try output.reporting { () throws(CausalError) in
                let tested = try questions.estimates(
                    fit, covariance, clusters: cluster, level: output.level, seed: wild.seed)
                return try wild.test(
                    tested, clusters: clusterNames, level: output.level,
                    fit.wildBootstrap)
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
        try output.write(estimates.adding(notes: notes + idleNotes(model.formula)), stopwatch)
    }
}
