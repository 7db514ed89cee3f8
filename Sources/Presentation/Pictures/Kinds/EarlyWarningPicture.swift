import Inference

extension Picture {
    /// A series with its trend, and below it each indicator in its rolling window with Kendall's τ.
    static func earlyWarning(_ estimates: Estimates) -> Picture? {
        guard let paths = estimates.fact("paths")?.elements?.first else { return nil }
        let labels = (paths["label"]?.elements ?? []).map { $0.text ?? "" }
        let years = labels.allSatisfy { Double($0) != nil }
        let times = years ? labels.map { Double($0) ?? .nan } : paths.numbers("time")
        let unit = paths["unit"]?.text
        let domain = ends(times)
        let axis = { (label: String) in Axis(label, .linear, domain: domain) }
        var panels = [
            Panel(
                x: axis(""), y: Axis(estimates.fact("outcome")?.text ?? "value"), height: 130,
                layers: [
                    Layer(.line(x: times, y: paths.numbers("value")), name: "observed", tone: .muted),
                    Layer(.line(x: times, y: paths.numbers("trend")), name: "slow part", tone: .series(1)),
                ])
        ]
        let names = [
            ("variance", "variance"), ("autocorrelation", "lag-1 autocorrelation"),
            ("recovery.time", "recovery time"), ("skewness", "skewness"),
        ]
        for (term, label) in names {
            let path = paths.numbers(term)
            guard path.contains(where: \.isFinite) else { continue }
            panels.append(
                Panel(
                    heading(estimates, term, unit), x: axis(term == "skewness" ? "time" : ""),
                    y: Axis(label), height: 90, layers: [Layer(.line(x: times, y: path), tone: .series(0))]))
        }
        return Picture("Early-warning signals" + (unit.map { " of \($0)" } ?? ""), panels: panels)
    }

    /// `τ = 0.81, p = 0.012 (AR(1) surrogates)`
    private static func heading(_ estimates: Estimates, _ term: String, _ unit: String?) -> String {
        let row = estimates.rows.first { $0.term == term && $0.words("unit") == unit }
        guard let row, row.isEstimated else { return "" }
        let p = row.number("p.ar1").map { ", p = \(AxisNumber.inWords($0.toThreePlaces)) (AR(1) surrogates)" }
        return "τ = \(AxisNumber.inWords(row.estimate.toThreePlaces))" + (p ?? "")
    }
}

extension Double {
    /// Rounded to three decimals.
    fileprivate var toThreePlaces: Double { (self * 1000).rounded() / 1000 }
}
