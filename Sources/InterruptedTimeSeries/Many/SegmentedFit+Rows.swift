import Regression

extension SegmentedFit {
    /// The rows of intercept, trend and changes, with rows for the effect at some times behind them, and nothing else: for many series.
    ///
    /// - Throws: as ``estimates(_:level:)``.
    public func rows(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95, effectsAt times: [TimePoint] = []
    ) throws(CausalError) -> [Estimate] {
        let answer = try termEstimates(covariance, level: level)
        return try design.rows(answer.rows, EffectInference(answer), effectsAt: times)
    }
}

extension SerialFit {
    /// The same where errors follow a process.
    ///
    /// - Throws: as ``estimates(_:level:effectsAt:)``.
    public func rows(
        _ inference: SerialInference = .t, level: Double = 0.95, effectsAt times: [TimePoint] = []
    ) throws(CausalError) -> [Estimate] {
        let (terms, judged, _) = try termRows(inference, level: level)
        return try design.rows(terms, judged, effectsAt: times)
    }
}

extension SegmentedRegression {
    /// The names of rows that tell of the interruption, in answers about each of many series.
    public var effectRows: Set<String> {
        let suffixes = interventions.count > 1 ? interventions.map { "@\($0.time)" } : [""]
        return Set(
            ["effect", "cumulative", "average", "relative"]
                + suffixes.flatMap { ["level" + $0, "slope" + $0] })
    }
}

extension SegmentedDesign {
    /// The terms of the segments, and the effect at some times.
    fileprivate func rows(
        _ terms: [Estimate], _ inference: EffectInference, effectsAt times: [TimePoint]
    ) throws(CausalError) -> [Estimate] {
        var rows = Array(terms.prefix(segments.segments.count))
        for time in times { rows += try effect(at: time, inference).rows }
        return rows
    }
}
