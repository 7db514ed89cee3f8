import ArgumentParser
import Causal

/// How the effect of an interrupted series is put to the test.
struct SeriesEvidenceOptions: ParsableArguments {
    @Flag(
        help:
            "Test for a break at an unknown date (sup-F), with the date that fits best and its confidence set."
    )
    var testBreak = false

    @Flag(help: "Fit the model at every earlier date, on the periods before the interruption alone.")
    var placebo = false

    @Flag(help: "Put every control unit in the treated one's place.")
    var permuteControls = false

    /// The answer with the test of an unknown break, where it is asked for.
    func unknownBreak(
        _ fit: SegmentedFit, _ estimates: Estimates, level: Double, seed: UInt64?
    ) throws(CausalError) -> Estimates {
        guard testBreak else { return estimates }
        let found = try fit.unknownBreak(level: level, seed: seed ?? 42)
        return estimates.adding(diagnostics: [found.diagnostic], notes: [found.note])
    }

    /// Refuses the test for models of the errors.
    func checkUnknownBreak(isLeastSquares: Bool) throws(CausalError) {
        guard !testBreak || isLeastSquares else {
            throw CausalError(
                .badArgument, "--test-break takes errors as independent",
                remedy: "Use it with --errors ols or newey-west.")
        }
    }

    /// The same model at other dates and for other units, where it is asked for.
    func replications(
        _ model: SegmentedRegression, _ table: DataTable, _ actual: Estimates,
        _ estimates: (SegmentedDesign) throws(CausalError) -> Estimates
    ) throws(CausalError) -> [Diagnostic] {
        var tests: [Diagnostic] = []
        if placebo { tests += try model.placeboDates(table, actual, estimates).map(\.diagnostic) }
        if permuteControls { tests += try model.permutedControls(table, actual, estimates).map(\.diagnostic) }
        return tests
    }
}
