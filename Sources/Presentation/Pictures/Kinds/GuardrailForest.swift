import Inference

extension Picture {
    /// Balancing measures with their intervals against their thresholds, each in units of its own standard error.
    ///
    /// Zero is the threshold and harm lies to the right, whatever the measure's own direction and unit; the colour is the
    /// verdict. Rows without a standard error are left out, with a note.
    ///
    /// - Parameter estimates: a result with the labels `threshold`, `direction` and `verdict`.
    /// - Throws: `CausalError.Code.noPicture` without such rows.
    public static func guardrails(_ estimates: Estimates) throws(CausalError) -> Picture {
        let rows = estimates.rows.filter {
            $0.hasError && $0.standardError > 0 && $0.number("threshold") != nil
        }
        guard !rows.isEmpty else {
            throw CausalError(.noPicture, "no measure has a standard error, so that there is nothing to draw")
        }
        let shown = Array(rows.prefix(mostCoefficients))
        var layers = [Layer(.rules(x: [0], labels: ["threshold"]), tone: .ink)]
        for (verdict, tone) in [("continue", 2), ("watch", 0), ("suspend", 1)] {
            let places = shown.indices.filter { shown[$0].words("verdict") == verdict }
            guard !places.isEmpty else { continue }
            layers += forest(shown, places, name: verdict, tone: .series(tone))
        }
        let missing = estimates.rows.count - rows.count
        let panel = Panel(
            x: Axis("standard errors beyond the threshold (harm to the right)"),
            y: Axis("", .categorical(shown.map(\.term))), height: max(60, 24 * Double(shown.count) + 10),
            layers: layers)
        return Picture(
            "Guardrails" + (estimates.fact("verdict")?.text.map { ": \($0)" } ?? ""), panels: [panel],
            notes: missing > 0 ? ["\(missing) without a standard error."] : [])
    }

    private static func forest(_ rows: [Estimate], _ places: [Int], name: String, tone: Tone) -> [Layer] {
        func beyond(_ row: Estimate, _ value: Double) -> Double {
            (value - (row.number("threshold") ?? 0)) / row.standardError
                * (row.words("direction") == "below" ? -1 : 1)
        }
        let y = places.map(Double.init)
        let bounds = places.map { rows[$0].simultaneous ?? rows[$0].interval }
        let ends = zip(places, bounds).map { place, interval in
            [beyond(rows[place], interval.low), beyond(rows[place], interval.high)].sorted()
        }
        return [
            Layer(
                .spans(y: y, low: ends.map { $0[0] }, high: ends.map { $0[1] }, .pointwise), name: name,
                tone: tone),
            Layer(.points(x: places.map { beyond(rows[$0], rows[$0].estimate) }, y: y), tone: tone),
        ]
    }
}
