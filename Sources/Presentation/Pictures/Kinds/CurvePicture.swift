import Inference

extension Picture {
    /// Effects along a number: doses, with slopes in a second panel, or quantiles; pointwise and simultaneous intervals, and
    /// the mean effect as a level.
    ///
    /// - Parameters:
    ///   - estimates: rows with the label, and perhaps rows `ATT` and `ACRT` without it.
    ///   - label: `dose` or `quantile`.
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    static func effectCurve(_ estimates: Estimates, along label: String) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter { $0.number(label) != nil && $0.isEstimated }
            .sorted { $0.number(label) ?? 0 < $1.number(label) ?? 0 }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "a curve's picture needs estimated rows along a \(label)")
        }
        let slopes = rows.filter { $0.term.hasPrefix("ACRT") }
        let levels = rows.filter { !$0.term.hasPrefix("ACRT") }
        var panels: [Panel] = []
        for (part, mean, name) in [
            (levels, "ATT", estimates.effectLabel), (slopes, "ACRT", "more effect per unit of dose"),
        ] where !part.isEmpty {
            let level = estimates.rows.first { $0.term == mean && $0.isEstimated }?.estimate
            panels.append(curvePanel(part, label, name, mean: level, estimates.level, named: panels.isEmpty))
        }
        return Picture("Effects by \(label)", panels: panels, columns: panels.count)
    }

    private static func curvePanel(
        _ rows: [Estimate], _ label: String, _ name: String, mean: Double?, _ level: Double, named: Bool
    ) -> Panel {
        var points = EstimatePoints()
        for row in rows { points.add(row, at: row.number(label) ?? 0) }
        var layers = [Layer(.levels(y: [0]), tone: .ink)]
        if let mean {
            layers.append(
                Layer(.levels(y: [mean]), name: named ? "mean" : nil, tone: .muted, stroke: .dashed))
        }
        layers += points.layers(.series(0), level: level, named: named, dense: rows.count > 30)
        let (first, last) = (points.x.min() ?? 0, points.x.max() ?? 0)
        let edge = max((last - first) * 0.05, last == first ? 0.5 : 0)
        return Panel(x: Axis(label, domain: (first - edge)...(last + edge)), y: Axis(name), layers: layers)
    }
}
