import Regression

extension SegmentedFit {
    /// Tests whether the series breaks at a date that nobody named, for least squares of a single series.
    ///
    /// - Parameters:
    ///   - level: of the confidence set.
    ///   - draws: how many outcomes are simulated, 99 to 100,000.
    ///   - seed: of the simulation.
    /// - Throws: `CausalError.Code.badArgument` for counts, weights, several units, more than 2,000 periods or draws out of range;
    ///   `CausalError.Code.tooFewRows` when no date leaves enough periods on either side.
    public func unknownBreak(
        level: Double = 0.95, draws: Int = 1999, seed: UInt64 = 42
    ) throws(CausalError) -> UnknownBreak {
        try Estimates.check(level: level)
        try checkBreak(draws)
        let order = orderInTime
        let times = order.map { design.times[$0] }
        let isEffect = design.segments.segments.map { $0.isEffect(false) }
        let columns = design.frame.columns.enumerated().filter { column, _ in
            column + 1 >= isEffect.count || !isEffect[column + 1]
        }
        let values =
            [Array(repeating: 1, count: times.count)] + columns.map { c in order.map { c.1.values[$0] } }
        let change = design.model.interventions.first?.change ?? .levelAndSlope
        guard
            let search = BreakSearch(
                times: times, columns: values, change: change, trimming: UnknownBreak.trimming)
        else {
            throw CausalError(
                .tooFewRows, "no date leaves enough periods on either side to test for a break",
                remedy: "Use a simpler season or a longer series.")
        }
        return search.answer(
            search.residual(order.map { design.frame.response[$0] }), level: level, draws: draws, seed: seed
        ) { TimePoint(design.axis.label($0)) }
    }

    private func checkBreak(_ draws: Int) throws(CausalError) {
        guard design.model.family == nil, design.model.weights == nil, design.model.groups == nil else {
            throw CausalError(
                .badArgument,
                "the test of an unknown break is for least squares of a single, unweighted series",
                remedy: "Leave --test-break out, or model a rate with least squares.")
        }
        guard design.times.count <= 2000 else {
            throw CausalError(
                .badArgument, "the test of an unknown break is for up to 2000 periods",
                value: "\(design.times.count)", remedy: "Sum or average periods first.")
        }
        guard (99...100_000).contains(draws) else {
            throw CausalError(.badArgument, "the simulation takes 99 to 100000 draws", value: "\(draws)")
        }
    }
}
