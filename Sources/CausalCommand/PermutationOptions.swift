import ArgumentParser
import Causal

/// A permutation test beside the estimates.
struct PermutationOptions: ParsableArguments {
    @Option(
        help: """
            A coefficient to test by assigning its column anew, e.g. treated or treated:post; several times for \
            several.
            """)
    var permute: [String] = []

    @Option(help: "The column within which the treatment is one value and is assigned as one.")
    var permuteBy: String?

    @Option(help: "The column of strata within which it was assigned.")
    var permuteWithin: String?

    @Option(help: "What is compared: coefficient or t (default: coefficient).")
    var permuteStatistic: RandomisationInference.Statistic?

    /// Refuses the test where a model has none.
    func refuse(in model: String) throws(CausalError) {
        guard !permute.isEmpty || permuteBy != nil || permuteWithin != nil || permuteStatistic != nil else {
            return
        }
        throw CausalError(
            .badArgument, "--permute is not there for \(model)",
            remedy: "Test the reduced form: the outcome on the instrument.")
    }

    /// The result with the test, when one is asked for.
    func test(
        _ estimates: Estimates, _ fit: LeastSquaresFit, clusters: [String], draws: Int?, seed: UInt64?
    ) throws(CausalError) -> Estimates {
        guard !permute.isEmpty else {
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
        var result = estimates
        for term in permute {
            let test = try fit.randomisationTest(term, using: method)
            result = result.adding(test).adding(notes: try clusterNote(test, fit, clusters))
        }
        return result
    }

    /// Rows assigned one by one although the treatment is one value in every cluster: most likely a slip.
    private func clusterNote(
        _ test: RandomisationTest, _ fit: LeastSquaresFit, _ clusters: [String]
    ) throws(CausalError) -> [String] {
        guard permuteBy == nil else { return [] }
        let values = try fit.sample.numbers(test.column)
        for cluster in clusters {
            let factor = try fit.sample.factor(cluster)
            guard factor.levelCount < values.count, factor.holdsOneValue(values) else { continue }
            return [
                "\(test.column) is one value in every \(cluster), yet the permutation test assigned row by row: its "
                    + "p-value is then far too small. Add --permute-by \(cluster)."
            ]
        }
        return []
    }
}

extension Factor {
    /// Whether a column is one value in every level.
    fileprivate func holdsOneValue(_ values: [Double]) -> Bool {
        var first = [Double](repeating: .nan, count: levelCount)
        for (code, value) in zip(codes, values) {
            if first[Int(code)].isNaN { first[Int(code)] = value }
            if first[Int(code)] != value { return false }
        }
        return true
    }
}

extension RandomisationInference.Statistic: ExpressibleByArgument {}
