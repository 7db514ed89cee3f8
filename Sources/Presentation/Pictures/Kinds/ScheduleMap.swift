import Inference

extension Picture {
    /// Who is exposed when: a cell for each cluster and period (Hussey & Hughes 2007).
    ///
    /// - Parameters:
    ///   - clusters: the names of the clusters or sequences, from the top down.
    ///   - periods: the names of the periods.
    ///   - exposure: a row a cluster, a number a period: 0 not exposed, 1 exposed, between partly exposed (an onset over time), NaN not
    ///     observed.
    ///   - clusterLabel: what the rows are.
    ///   - periodLabel: what the columns are.
    public static func schedule(
        clusters: [String], periods: [String], exposure: [[Double]], clusterLabel: String = "cluster",
        periodLabel: String = "period"
    ) -> Picture {
        let states: [(String, Tone, (Double) -> Bool)] = [
            ("not exposed", .faint, { $0 <= 0 }), ("partly exposed", .series(4), { $0 > 0 && $0 < 1 }),
            ("exposed", .series(0), { $0 >= 1 }),
        ]
        let layers = states.compactMap { name, tone, holds -> Layer? in
            var (x, y): ([Double], [Double]) = ([], [])
            for (row, values) in exposure.enumerated() {
                for (column, value) in values.enumerated() where holds(value) {
                    x.append(Double(column))
                    y.append(Double(row))
                }
            }
            return x.isEmpty ? nil : Layer(.cells(x: x, y: y), name: name, tone: tone)
        }
        let height = min(22, max(5, 420 / Double(max(1, clusters.count)))) * Double(max(1, clusters.count))
        let panel = Panel(
            x: Axis(periodLabel, .categorical(periods), domain: edges(periods.count)),
            y: Axis(clusterLabel, .categorical(clusters), domain: edges(clusters.count)),
            height: max(30, height),
            layers: layers)
        return Picture("Schedule", panels: [panel])
    }

    private static func edges(_ count: Int) -> ClosedRange<Double> { -0.5...(Double(max(1, count)) - 0.5) }
}
