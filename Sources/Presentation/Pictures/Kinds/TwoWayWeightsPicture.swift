import Inference

extension Picture {
    /// The weights of cohorts' effects in a two-way fixed-effects coefficient by period, a line for each cohort; those
    /// below zero lie under the line.
    ///
    /// - Parameter estimates: rows with the labels `group`, `time` and `weight`.
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func twoWayWeights(_ estimates: Estimates) throws(CausalError) -> Picture {
        let calendar = GroupTimeCalendar(estimates.rows)
        var cohorts: [Double: [(time: Double, weight: Double)]] = [:]
        for row in estimates.rows {
            guard let group = calendar.place(row, "group"), let time = calendar.place(row, "time"),
                let weight = row.number("weight")
            else { continue }
            cohorts[group, default: []].append((time, weight))
        }
        guard !cohorts.isEmpty else {
            throw CausalError(.noPicture, "a picture of weights needs rows with a group, a time and a weight")
        }
        let starts = cohorts.keys.sorted()
        var layers = [Layer(.levels(y: [0]), tone: .ink)]
        for (index, start) in starts.enumerated() {
            let isMany = starts.count > Palette.count
            let tone: Tone = isMany ? .ramp(Double(index) / Double(starts.count - 1)) : .series(index)
            let isNamed = !isMany || [0, starts.count / 2, starts.count - 1].contains(index)
            let points = (cohorts[start] ?? []).sorted { $0.time < $1.time }
            let (x, y) = (points.map(\.time), points.map(\.weight))
            layers.append(
                Layer(.line(x: x, y: y), name: isNamed ? "from \(calendar.name(start))" : nil, tone: tone))
            layers.append(Layer(.points(x: x, y: y), tone: tone))
        }
        let panel = Panel(x: Axis("period", calendar.scale), y: Axis("weight"), layers: layers)
        return Picture("Weights of effects in the two-way fixed-effects estimate", panels: [panel])
    }
}
