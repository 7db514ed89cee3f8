import Inference

extension Picture {
    /// Mean outcomes over time, a line for each cohort, in the colour of its start; the never-treated dark and
    /// dashed, and starts as dots.
    ///
    /// - Parameters:
    ///   - periods: the periods.
    ///   - cohorts: each cohort's first treated period (infinite: never) and its means, one a period; NaN where
    ///     there is none.
    ///   - outcome: the outcome's name.
    ///   - periodLabel: the name of the periods' column.
    public static func cohortMeans(
        periods: [Double], cohorts: [(start: Double, means: [Double])], outcome: String = "outcome",
        periodLabel: String = "period"
    ) -> Picture {
        let sorted = cohorts.sorted { $0.start < $1.start }
        let treated = sorted.filter(\.start.isFinite)
        var layers: [Layer] = []
        for cohort in sorted where !cohort.start.isFinite {
            layers.append(
                Layer(.line(x: periods, y: cohort.means), name: "never treated", tone: .ink, stroke: .dashed))
        }
        for (index, cohort) in treated.enumerated() {
            let isMany = treated.count > Palette.count
            let tone: Tone = isMany ? .ramp(Double(index) / Double(treated.count - 1)) : .series(index)
            // Among many cohorts the first, the middle and the last stand for their colours.
            let isNamed = !isMany || [0, treated.count / 2, treated.count - 1].contains(index)
            let name = isNamed ? "from \(cohort.start.shortestDecimal)" : nil
            layers.append(Layer(.line(x: periods, y: cohort.means), name: name, tone: tone))
            if let start = periods.firstIndex(where: { $0 >= cohort.start }), start < cohort.means.count {
                layers.append(Layer(.points(x: [periods[start]], y: [cohort.means[start]]), tone: tone))
            }
        }
        let panel = Panel(x: Axis(periodLabel, .whole), y: Axis("mean \(outcome)"), layers: layers)
        return Picture(
            "Means by cohort", panels: [panel], notes: ["A dot marks a cohort's first treated period."])
    }
}
