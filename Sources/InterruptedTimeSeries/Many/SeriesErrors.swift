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

extension SeriesErrors {
    /// What the simulation in Docs/SeriesRejection.md says of them, which no test of a single series tells here.
    func remarks(_ axis: SeriesAxis) -> [String] {
        let periods = Int(min(1e9, (axis.last - axis.first) / axis.step)) + 1
        guard periods <= 100 else { return [] }
        switch self {
        case .independent:
            return [
                "Autocorrelation is not tested series by series: where there is any, these errors are too small. Compare --errors gls, and fit a "
                    + "few series by themselves (--where)."
            ]
        case .neweyWest:
            return [
                "Newey–West errors are too small in series of \(periods) periods (Docs/SeriesRejection.md). Compare --errors gls."
            ]
        case .following(.generalisedLeastSquares(_, _, true), .t):
            return [
                "In series of \(periods) periods t with n − k degrees of freedom rejects too often when errors are autocorrelated "
                    + "(Docs/SeriesRejection.md): add --inference kenward-roger where time allows."
            ]
        default: return []
        }
    }
}
