import Regression

/// What is reported of effects by dose.
public enum DoseAggregation: Sendable, Hashable {
    /// The mean effect `ATT` and the mean slope `ACRT` over treated units.
    case simple
    /// These, then the effect `ATT(d)` and the slope `ACRT(d)` at some doses; nil for the deciles of treated units' doses,
    /// with ``DoseCurve/levels`` for every dose.
    case dose([Double]? = nil)
    /// Mean effects or mean slopes by the number of periods since the treatment, and the mean of those from 0 on,
    /// `overall`; within a window or nil for all.
    case eventTime(DoseTarget = .level, ClosedRange<Int>? = nil)
    /// `ATT(g,t)` and `ACRT(g,t)` of every cohort and period.
    case none
}

/// The mean effect or the mean slope.
public enum DoseTarget: String, Sendable, Hashable, Codable, CaseIterable {
    /// ATT
    case level
    /// ACRT
    case slope
}

extension ContinuousDoseFit {
    /// Curves and means over cohorts and periods, as a fit of their own.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a dose that the treated units' doses do not reach, or a window without
    ///   effects.
    public func aggregate(_ aggregation: DoseAggregation) throws(CausalError) -> CombinedInfluence {
        var rows = DoseAverages(self)
        switch aggregation {
        case .simple: rows.addMeans()
        case .dose(let doses):
            rows.addMeans()
            try rows.addCurves(doses ?? usualDoses)
        case .eventTime(let target, let window): try rows.addEvents(target, window)
        case .none: rows.addCells()
        }
        return rows.combined(aggregation)
    }

    private var usualDoses: [Double] {
        if model.curve == .levels { return Set(data.treatedDoses).sorted() }
        return Set((1...9).map { rounded(DoseData.quantile(data.treatedDoses, Double($0) / 10)) }).sorted()
    }

    /// A dose with ten digits, so that 1.138 does not read 1.1380000000000001; within the treated units' doses.
    private func rounded(_ dose: Double) -> Double {
        let doses = data.treatedDoses
        guard let low = doses.first, let high = doses.last, dose != 0 else { return dose }
        var scale = 1.0
        while dose.magnitude * scale < 1e9, scale < 1e18 { scale *= 10 }
        return min(max((dose * scale).rounded() / scale, low), high)
    }
}

extension DoseAggregation {
    /// `simple`, `dose`, `event` or `none`.
    var name: String {
        switch self {
        case .simple: "simple"
        case .dose: "dose"
        case .eventTime: "event"
        case .none: "none"
        }
    }
}
