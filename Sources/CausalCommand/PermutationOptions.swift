import ArgumentParser
import Causal

/// A permutation test beside the estimates.
struct PermutationOptions: ParsableArguments {
    @Option(help: "A coefficient to test by assigning its column anew, e.g. treated or treated:post.")
    var permute: String?

    @Option(help: "The column within which the treatment is one value and is assigned as one.")
    var permuteBy: String?

    @Option(help: "The column of strata within which it was assigned.")
    var permuteWithin: String?

    @Option(help: "What is compared: coefficient or t (default: coefficient).")
    var permuteStatistic: RandomisationInference.Statistic?

    /// Refuses the test where a model has none.
    func refuse(in model: String) throws(CausalError) {
        guard permute != nil || permuteBy != nil || permuteWithin != nil || permuteStatistic != nil else {
            return
        }
        throw CausalError(
            .badArgument, "--permute is not there for \(model)",
            remedy: "Test the reduced form: the outcome on the instrument.")
    }

    /// The result with the test, when one is asked for.
    func test(
        _ estimates: Estimates, _ fit: LeastSquaresFit, draws: Int?, seed: UInt64?
    ) throws(CausalError) -> Estimates {
        guard let permute else {
            let given = [
                ("--permute-by", permuteBy != nil), ("--permute-within", permuteWithin != nil),
                ("--permute-statistic", permuteStatistic != nil),
            ]
            guard let stray = given.first(where: \.1) else { return estimates }
            throw CausalError(
                .badArgument, "\(stray.0) belongs to a permutation test", remedy: "Add --permute TERM.")
        }
        var method = RandomisationInference(by: permuteBy, within: permuteWithin)
        if let permuteStatistic { method.statistic = permuteStatistic }
        if let draws { method.draws = draws }
        if let seed { method.seed = seed }
        return estimates.adding(try fit.randomisationTest(permute, using: method))
    }
}

extension RandomisationInference.Statistic: ExpressibleByArgument {}
