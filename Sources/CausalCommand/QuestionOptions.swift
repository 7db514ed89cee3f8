import ArgumentParser
import Causal

/// What is asked of a fit beside its coefficients.
struct QuestionOptions: ParsableArguments {
    @Option(help: "Restrictions to test jointly, e.g. \"x1 = 0, x2 = x3\".")
    var test: [String] = []

    @Option(help: "A combination of coefficients to add as a row, e.g. \"x1 - 2*x2\".")
    var combination: [String] = []

    @Flag(help: "What the clusters are like: sizes, leverage, and how far each moves each coefficient.")
    var clusterDiagnostics = false

    @OptionGroup var several: SeveralOptions

    /// Refuses tests that would be made and shown nowhere.
    func refuseSilence(_ output: OutputOptions, others: [String]) throws(CausalError) {
        let isAsked = !test.isEmpty || !others.isEmpty || clusterDiagnostics
        guard isAsked, output.format == .csv, output.quiet else { return }
        throw CausalError(
            .badArgument, "--format csv has columns for the coefficients alone, and --quiet drops the tests",
            remedy: "Leave out --quiet (tests then go to standard error), or use --format json.")
    }

    /// Refuses what is no combination: a test, or a coefficient that has its row.
    private func checkCombinations(_ terms: [String]) throws(CausalError) {
        for text in combination {
            guard !text.contains("=") || terms.contains(where: { $0.contains("=") }) else {
                throw CausalError(
                    .badArgument, "a combination has no equals sign", value: text,
                    remedy: "Write --test \"\(text)\" to test it.")
            }
            guard !terms.contains(text) else {
                throw CausalError(
                    .badArgument, "the coefficient has a row already", value: text,
                    remedy: "Leave the combination out.")
            }
        }
    }

    /// The estimates with the answers.
    func estimates(
        _ fit: some LinearFit, _ covariance: LinearCovariance?, clusters: [ColumnNames], level: Double,
        seed: UInt64?
    ) throws(CausalError) -> Estimates {
        try checkCombinations(fit.terms)
        var result = try fit.estimates(covariance, level: level, combinations: combination)
        result = result.adding(diagnostics: try tests(result, fit, covariance))
        if clusterDiagnostics { result = try described(result, fit, clusters.flatMap(\.names)) }
        return try several.apply(result, seed: seed)
    }

    /// A joint test for each list of restrictions.
    private func tests(
        _ result: Estimates, _ fit: some LinearFit, _ covariance: LinearCovariance?
    ) throws(CausalError) -> [Diagnostic] {
        var tests: [Diagnostic] = []
        for text in test {
            let test: WaldTest
            if result.testsNeedDesign, let covariance {
                test = try fit.wald(text, covariance)
            } else {
                test = try result.wald(text)
            }
            tests.append(Diagnostic("wald", test, remarks: [.init("hypothesis", .string(text))]))
        }
        return tests
    }

    private func described(
        _ result: Estimates, _ fit: some LinearFit, _ clusters: [String]
    ) throws(CausalError) -> Estimates {
        guard !clusters.isEmpty else {
            throw CausalError(
                .badArgument, "--cluster-diagnostics needs clusters", remedy: "Add --cluster COLUMN.")
        }
        var result = result
        for column in clusters { result = result.adding(try fit.clusterDiagnostics(by: column)) }
        return result
    }
}
