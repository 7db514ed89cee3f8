import Inference

extension Picture {
    /// A process over time with its centre line and control limits; points beyond the limits or named by a rule stand
    /// out (Shewhart 1931).
    ///
    /// - Parameters:
    ///   - times: the times.
    ///   - values: the process.
    ///   - centre: the centre line, one number a time.
    ///   - low: the lower limits, one a time; NaN for none.
    ///   - high: the upper limits.
    ///   - signals: the positions of points that stand out; nil for those beyond the limits.
    ///   - valueLabel: what the values measure.
    ///   - time: the axis of times.
    public static func controlChart(
        times: [Double], values: [Double], centre: [Double], low: [Double], high: [Double],
        signals: [Int]? = nil, valueLabel: String = "value", time: Axis = Axis("time", .whole)
    ) -> Picture {
        let count = [times.count, values.count, low.count, high.count].min() ?? 0
        let beyond = (0..<count).filter { values[$0] < low[$0] || values[$0] > high[$0] }
        let marked = (signals ?? beyond).filter { $0 >= 0 && $0 < count }
        let layers = [
            Layer(.steps(x: times, y: centre), name: "centre", tone: .ink),
            Layer(.steps(x: times, y: low), name: "limits", tone: .series(0), stroke: .dashed),
            Layer(.steps(x: times, y: high), name: "limits", tone: .series(0), stroke: .dashed),
            Layer(.line(x: times, y: values), tone: .muted),
            Layer(.points(x: times, y: values), tone: .muted),
            Layer(
                .points(x: marked.map { times[$0] }, y: marked.map { values[$0] }),
                name: marked.isEmpty ? nil : "signal", tone: .series(1)),
        ]
        let panel = Panel(x: time, y: Axis(valueLabel), layers: layers)
        return Picture("Control chart", panels: [panel])
    }
}
