import Inference

extension Report {
    /// The answer in a sentence that can be published, with its uncertainty.
    public var sentence: String {
        let rows = Report.headline(estimates, term: term)
        guard !rows.isEmpty else {
            return "The data did not allow an estimate; the notes say why."
        }
        let clauses = rows.map { clause($0) }
        return Report.capitalised(clauses.joined(separator: "; ")) + "\(size)."
    }

    /// The rows that answer the question: the overall effect, the level and the slope, the treatment, or the first
    /// term.
    public static func headline(_ estimates: Estimates, term: String? = nil) -> [Estimate] {
        let rows = estimates.rows.filter(\.isEstimated)
        if let term { return rows.filter { $0.term == term } }
        switch estimates.command {
        case "its":
            let changes = rows.filter { row in
                let name = row.term.split(separator: "@").first.map(String.init) ?? row.term
                return ["level", "slope", "difference.level", "difference.slope"].contains(name)
            }
            let differences = changes.filter { $0.term.hasPrefix("difference.") }
            return Array((differences.isEmpty ? changes : differences).prefix(4))
        case "did":
            if let overall = rows.first(where: { ["overall", "ATT"].contains($0.term) }) {
                return [overall]
            }
            return rows.first { (event($0) ?? -1) >= 0 }.map { [$0] } ?? []
        default:
            let wanted = rows.first { $0.term == "treatment" } ?? rows.first { $0.term != "(Intercept)" }
            return wanted.map { [$0] } ?? []
        }
    }

    /// `the treatment changed burnout by −4.2 (95% confidence interval −5.1 to −3.3, p < 0.001)`
    private func clause(_ row: Estimate) -> String {
        let ratio = Report.ratio(row)
        let shown = ratio ?? (row.estimate, row.interval.low, row.interval.high)
        let level = NumberText.significant(row.level * 100, 4).trimmingZeros
        var inner = "\(level)% confidence interval \(text(shown.1)) to \(text(shown.2))"
        if row.isTestable { inner += ", " + Report.pValue(row.pValue) }
        return "\(subject(row, isRatio: ratio != nil)) \(text(shown.0)) (\(inner))"
    }

    /// The ratio of a row whose estimate is its logarithm, with its interval.
    private static func ratio(_ row: Estimate) -> (Double, Double, Double)? {
        let numbers = ["ratio", "ratio.low", "ratio.high"].map { name in
            row.labels.first { $0.name == name }?.value.double
        }
        guard let ratio = numbers[0] else { return nil }
        return (ratio, numbers[1] ?? -.infinity, numbers[2] ?? .infinity)
    }

    private static func pValue(_ p: Double) -> String {
        p < 0.001 ? "p < 0.001" : "p = " + NumberText.pValue(p)
    }

    /// What was changed, down to the word before the number: by how much, or by what it was multiplied.
    private func subject(_ row: Estimate, isRatio: Bool) -> String {
        let parts = row.term.split(separator: "@", maxSplits: 1).map(String.init)
        let when = parts.count == 2 ? " at \(parts[1])" : ""
        let change = isRatio ? "was multiplied\(when) by" : "changed\(when) by"
        let controls = (parts.first ?? "").hasPrefix("difference.") ? "compared with the controls, " : ""
        switch (estimates.command, parts.first ?? row.term) {
        case ("its", "level"), ("its", "difference.level"):
            return "\(controls)the level of \(changed) \(change)"
        case ("its", "slope"), ("its", "difference.slope"):
            return "\(controls)the \(isRatio ? "growth" : "slope") of \(changed), per period, \(change)"
        case ("did", _):
            return "\(range(row)), the treatment \(isRatio ? "multiplied" : "changed") \(changed) by"
        case ("stepped-wedge fit", _), ("stepped-wedge", _):
            return "the treatment \(isRatio ? "multiplied" : "changed") \(changed) by"
        default:
            return isRatio
                ? "one unit more of '\(row.term)' goes with \(changed) multiplied by"
                : "one unit more of '\(row.term)' goes with a change of \(changed) by"
        }
    }

    /// `'burnout'`, or the odds of it under the logit link.
    private var changed: String {
        let outcome = estimates.fact("outcome")?.text.map { "'\($0)'" } ?? "the outcome"
        return estimates.fact("link")?.text == "logit" ? "the odds of \(outcome)" : outcome
    }

    /// Whom and when an effect of difference-in-differences is about.
    private func range(_ row: Estimate) -> String {
        let name = estimates.fact("estimator")?.text ?? ""
        let isAverage = ["overall", "ATT"].contains(row.term)
        let events = estimates.rows.compactMap(Report.event).filter { $0 >= 0 }
        guard isAverage else {
            let event = Report.event(row) ?? 0
            return event == 0
                ? "in the first period of treatment"
                : "\(NumberText.decimals(event, 0)) periods after its start"
        }
        if ["twfe", "event-study"].contains(name) {
            return "in a two-way fixed-effects regression, whose weights differ from those of the treated"
        }
        if estimates.fact("aggregation")?.text == "event", events.count > 1 {
            return "on average over the first \(events.count) periods of treatment"
        }
        return "on average over those treated"
    }

    /// ` in 11,520 rows of 480 units; standard errors clustered by clinic (60 clusters)`
    private var size: String {
        var text = ""
        if let rows = estimates.integer("nobs") { text += ", from \(NumberText.count(rows)) rows" }
        if let units = estimates.integer("units") { text += " of \(NumberText.count(units)) units" }
        if case .object(let clusters)? = estimates.fact("clusters"), !clusters.isEmpty {
            let names = clusters.map { "\($0.name) (\($0.value.integer.map(NumberText.count) ?? "?"))" }
            let isTrial = estimates.command.hasPrefix("stepped-wedge")
            text += isTrial ? " in clusters by " : ", with standard errors clustered by "
            text += names.joined(separator: " and ")
        }
        return text
    }

    private static func event(_ row: Estimate) -> Double? {
        row.labels.first { $0.name == "event" }?.value.double
    }

    /// How it was estimated.
    var methodSentence: String {
        let covariance = estimates.fact("vcov")?.text.map { "; covariance: \($0)" } ?? ""
        return "Estimated with swift-causal as \(estimates.heading)\(covariance). "
            + (explanation?.uncertainty ?? "")
    }

    private func text(_ value: Double) -> String {
        let plain = NumberText.significant(value)
        return plain.hasPrefix("-") ? "−" + plain.dropFirst() : plain
    }

    private static func capitalised(_ text: String) -> String {
        text.prefix(1).uppercased() + text.dropFirst()
    }
}
