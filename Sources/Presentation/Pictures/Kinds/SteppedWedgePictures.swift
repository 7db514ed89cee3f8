import Inference

extension Picture {
    /// Effects by the number of periods since the start of treatment, with their intervals and their mean.
    ///
    /// - Parameter estimates: rows with the label `exposure`, and the mean as the row `treatment`.
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func exposureEffects(_ estimates: Estimates) throws(CausalError) -> Picture {
        var points = EstimatePoints()
        let rows = estimates.rows.filter { $0.number("exposure") != nil && $0.isEstimated }
            .sorted { $0.number("exposure") ?? 0 < $1.number("exposure") ?? 0 }
        for row in rows { points.add(row, at: row.number("exposure") ?? 0) }
        guard let last = points.x.last else {
            throw CausalError(.noPicture, "no effect by time since the start was estimated")
        }
        var layers = [Layer(.levels(y: [0]), tone: .ink)]
        if let mean = estimates.rows.first(where: { $0.term == "treatment" && $0.isEstimated }) {
            layers.append(
                Layer(.levels(y: [mean.estimate], labels: ["mean"]), tone: .muted, stroke: .dashed))
        }
        layers += points.layers(.series(0), level: estimates.level, named: true, dense: rows.count > 60)
        let panel = Panel(
            x: Axis("periods of treatment", .whole, domain: 0.3...(last + 0.7)),
            y: Axis(estimates.effectLabel), layers: layers)
        return Picture("Effects by time since the start", panels: [panel])
    }

    /// A stepped-wedge trial's mean outcomes by sequence and period, observed and fitted: rings are control, dots
    /// treated periods; lines are the fit.
    ///
    /// - Parameter estimates: a result with the fact `cell.means`.
    /// - Throws: `CausalError.Code.noPicture` without means.
    public static func clusterPeriodMeans(_ estimates: Estimates) throws(CausalError) -> Picture {
        let cells = (estimates.fact("cell.means")?.elements ?? []).map(SequenceMean.init)
        let labels = cells.map(\.period).uniqued
        guard !labels.isEmpty else { throw CausalError(.noPicture, "no means of cluster-periods are known") }
        let numbers = labels.compactMap { Double($0) }
        let isNumeric = numbers.count == labels.count
        let places = Dictionary(
            zip(labels, isNumeric ? numbers : labels.indices.map(Double.init)),
            uniquingKeysWith: { first, _ in first })
        let sequences = cells.map(\.start).uniqued
        var layers: [Layer] = []
        for (index, start) in sequences.enumerated() {
            let own = cells.filter { $0.start == start }
            let tone: Tone =
                sequences.count <= Palette.count
                ? .series(index) : .ramp(Double(index) / Double(max(1, sequences.count - 1)))
            let isNamed = sequences.count <= Palette.count || [0, sequences.count - 1].contains(index)
            let name = start.map { "from \($0)" } ?? "never treated"
            let x = own.map { places[$0.period] ?? .nan }
            layers.append(
                Layer(.line(x: x, y: own.map(\.fitted)), name: isNamed ? name : nil, tone: tone))
            let treated = own.filter(\.isTreated)
            let control = own.filter { !$0.isTreated }
            layers.append(
                Layer(
                    .points(x: treated.map { places[$0.period] ?? .nan }, y: treated.map(\.mean)), tone: tone)
            )
            layers.append(
                Layer(
                    .rings(x: control.map { places[$0.period] ?? .nan }, y: control.map(\.mean)), tone: tone))
        }
        let axis =
            isNumeric
            ? Axis("period", .whole, domain: ends(numbers)) : Axis("period", .categorical(labels))
        let panel = Panel(
            x: axis, y: Axis("mean \(estimates.outcome ?? "outcome")"),
            layers: layers.filter { !$0.mark.isEmpty })
        return Picture(
            "Means by sequence and period", panels: [panel],
            notes: ["Rings: periods in control; filled marks: treated periods; lines: the fitted means."])
    }
}

/// One entry of the fact `cell.means`.
private struct SequenceMean {
    let start: String?
    let period: String
    let mean: Double
    let fitted: Double
    let isTreated: Bool

    init(_ entry: JSONValue) {
        start = entry["start"]?.text
        period = entry["period"]?.text ?? ""
        mean = entry["mean"]?.double ?? .nan
        fitted = entry["fitted"]?.double ?? .nan
        isTreated = entry["treatment"]?.double ?? 0 > 0
    }
}
