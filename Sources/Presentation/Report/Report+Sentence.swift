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
        let rows = estimates.rows
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
            if let overall = rows.first(where: { ["overall", "ATT"].contains($0.term) && $0.isEstimated }) {
                return [overall]
            }
            return rows.first { (event($0) ?? -1) >= 0 && $0.isEstimated }.map { [$0] } ?? []
        default:
            let wanted = rows.first { $0.term == "treatment" } ?? rows.first { $0.term != "(Intercept)" }
            return wanted.map { [$0] } ?? []
        }
    }

    /// `the treatment changed burnout by −4.2 (95% confidence interval −5.1 to −3.3, p < 0.001)`
    private func clause(_ row: Estimate) -> String {
        let level = (row.level * 100).shortestDecimal
        let range = row.interval
        var inner = "\(level)% confidence interval \(text(range.low)) to \(text(range.high))"
        if row.isTestable { inner += ", " + Report.pValue(row.pValue) }
        return "\(subject(row)) \(text(row.estimate)) (\(inner))"
    }

    private static func pValue(_ p: Double) -> String {
        p < 0.001 ? "p < 0.001" : "p = " + NumberText.pValue(p)
    }

    private func subject(_ row: Estimate) -> String {
        let outcome = estimates.fact("outcome")?.text.map { "'\($0)'" } ?? "the outcome"
        let parts = row.term.split(separator: "@", maxSplits: 1).map(String.init)
        let when = parts.count == 2 ? " at \(parts[1])" : ""
        switch (estimates.command, parts.first ?? row.term) {
        case ("its", "level"): return "the level of \(outcome) changed\(when) by"
        case ("its", "slope"): return "its slope\(when), per period, by"
        case ("its", "difference.level"):
            return "compared with the controls, the level of \(outcome) changed\(when) by"
        case ("its", "difference.slope"):
            return "its slope\(when), per period and compared with the controls, by"
        case ("did", "overall"), ("did", "ATT"):
            return "on average over those treated, the treatment changed \(outcome) by"
        case ("did", _):
            let event = Report.event(row).map { NumberText.decimals($0, 0) } ?? "0"
            return "\(event) periods after its start, the treatment changed \(outcome) by"
        case ("stepped-wedge fit", _), ("stepped-wedge", _): return "the treatment changed \(outcome) by"
        default: return "one unit more of '\(row.term)' goes with a change of \(outcome) by"
        }
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
