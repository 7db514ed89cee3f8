import Regression

/// How each of many series is fitted and judged.
public enum SeriesErrors: Sendable, Hashable {
    /// Errors that are independent: least squares, or the likelihood of counts and shares.
    case independent
    /// The same with Newey and West's covariance; a lag of nil is estimated for each series.
    case neweyWest(lag: Int? = nil)
    /// Errors that follow a process in time.
    case following(SerialErrors, SerialInference = .t)
}

extension SegmentedDesign {
    /// The rows of one of many series.
    ///
    /// - Throws: as the fit, and as `SegmentedFit.rows(_:level:effectsAt:)`.
    public func rows(
        _ errors: SeriesErrors, level: Double = 0.95, effectsAt times: [TimePoint] = []
    ) throws(CausalError) -> [Estimate] {
        switch errors {
        case .independent: try fit().rows(level: level, effectsAt: times)
        case .neweyWest(let lag): try fit().rows(.neweyWest(lag: lag), level: level, effectsAt: times)
        case .following(let process, let inference):
            try fit(process).rows(inference, level: level, effectsAt: times)
        }
    }
}
