import ArgumentParser
import Causal

/// What is asked of a fit beside its coefficients.
struct QuestionOptions: ParsableArguments {
    @Option(help: "Restrictions to test jointly, e.g. \"x1 = 0, x2 = x3\".")
    var test: [String] = []

    @Flag(help: "What the clusters are like: sizes, leverage, and how far each moves each coefficient.")
    var clusterDiagnostics = false

    /// The estimates with the answers.
    func estimates(
        _ fit: some LinearFit, _ covariance: LinearCovariance?, clusters: [ColumnNames], level: Double
    ) throws(CausalError) -> Estimates {
        var result = try tested(fit, covariance, level)
        if clusterDiagnostics { result = try described(result, fit, clusters.flatMap(\.names)) }
        return result
    }

    /// The estimates with a joint test for each list of restrictions.
    private func tested(
        _ fit: some LinearFit, _ covariance: LinearCovariance?, _ level: Double
    ) throws(CausalError) -> Estimates {
        let result = try fit.estimates(covariance, level: level)
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
        return result.adding(diagnostics: tests)
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
