import Regression

extension SegmentedDesign {
    /// How many coefficients stand before those of the covariates.
    private var segmentCount: Int { segments.row(axis.first, effect: true).count }

    /// The covariates' mean among treated rows of a time; among all treated rows where the time is not in the data.
    func covariates(at time: Double) -> [Double] {
        frame.columns.dropFirst(segmentCount - 1).map { mean($0.values, at: time) }
    }

    /// The offset's mean, likewise; 0 without one.
    func offset(at time: Double) -> Double { offset.map { mean($0, at: time) } ?? 0 }

    private func mean(_ values: [Double], at time: Double) -> Double {
        let there = times.indices.filter { treated[$0] && times[$0] == time }
        let rows = there.isEmpty ? times.indices.filter { treated[$0] } : there
        return rows.reduce(0) { $0 + values[$1] } / Double(max(1, rows.count))
    }

    /// Refuses times before the interruption or far beyond the data.
    func checkEffectTime(_ time: Double, _ point: TimePoint) throws(CausalError) {
        let start = segments.interventions.first?.start ?? axis.first
        let horizon = axis.last + 10 * (axis.last - axis.first)
        guard time >= start, time <= horizon else {
            throw CausalError(
                .badArgument,
                time < start
                    ? "the effect is asked for before the interruption"
                    : "the effect is asked for too far ahead",
                column: model.time, value: point.description,
                remedy: "Choose a time from \(axis.label(start)) on, at best within the data.")
        }
    }
}
