import Regression

/// The regression's terms: their names and their values at any time, with and without the interruption.
struct SegmentedTerms: Sendable {
    /// Where trend counts from.
    let origin: Double
    let interventions: [PlacedIntervention]
    let season: PlacedSeason?
    /// Whether there are control units, so that every segment term exists twice.
    let isControlled: Bool

    /// One term of the segments.
    struct Segment: Sendable {
        enum Kind: Sendable { case intercept, trend, level(PlacedIntervention), slope(PlacedIntervention) }
        let kind: Kind
        /// Whether it is what the treated have beyond the controls.
        let isDifference: Bool
        let name: String

        /// Whether it is zero without the interruption's effect.
        func isEffect(_ isControlled: Bool) -> Bool {
            switch kind {
            case .intercept, .trend: false
            case .level, .slope: isDifference || !isControlled
            }
        }

        /// Its value for a treated unit or a control.
        func value(_ time: Double, origin: Double, treated: Bool) -> Double {
            guard !isDifference || treated else { return 0 }
            switch kind {
            case .intercept: return 1
            case .trend: return time - origin
            case .level(let placed): return placed.level(time)
            case .slope(let placed): return placed.slope(time)
            }
        }
    }

    /// Intercept, trend, and the changes at each interruption; with controls theirs first, then the differences.
    var segments: [Segment] {
        isControlled
            ? segments(prefix: "control.", isDifference: false)
                + segments(prefix: "difference.", isDifference: true)
            : segments(prefix: "", isDifference: false)
    }

    private func segments(prefix: String, isDifference: Bool) -> [Segment] {
        var all = [
            Segment(kind: .intercept, isDifference: isDifference, name: prefix + "intercept"),
            Segment(kind: .trend, isDifference: isDifference, name: prefix + "trend"),
        ]
        for placed in interventions {
            if placed.intervention.change.hasLevel {
                all.append(
                    Segment(
                        kind: .level(placed), isDifference: isDifference,
                        name: prefix + "level" + placed.suffix))
            }
            if placed.intervention.change.hasSlope {
                all.append(
                    Segment(
                        kind: .slope(placed), isDifference: isDifference,
                        name: prefix + "slope" + placed.suffix))
            }
        }
        return all
    }

    /// The columns but the intercept for rows at these times.
    func columns(_ times: [Double], treated: [Bool]) -> [DesignColumn] {
        var columns = segments.dropFirst().map { segment in
            DesignColumn(
                segment.name,
                zip(times, treated).map { segment.value($0, origin: origin, treated: $1) })
        }
        guard let season else { return columns }
        let values = times.map(season.values)
        for (position, name) in season.names.enumerated() {
            columns.append(DesignColumn(name, values.map { $0[position] }))
        }
        return columns
    }

    /// The row of a treated unit at a time, without covariates; `effect` says whether the interruption worked.
    func row(_ time: Double, effect: Bool) -> [Double] {
        let values = segments.map {
            !effect && $0.isEffect(isControlled) ? 0 : $0.value(time, origin: origin, treated: true)
        }
        return values + (season?.values(time) ?? [])
    }
}
