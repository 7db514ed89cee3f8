import Inference

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension Report {
    /// The answer in a sentence that can be published, with its uncertainty.
    public var sentence: String {
        let rows = Report.headline(told, term: term)
        guard !rows.isEmpty else {
            return "The data did not allow an estimate; the notes say why."
        }
        let clauses = rows.map { clause($0) }
        return Report.capitalised(clauses.joined(separator: "; ")) + "\(size)."
    }

    /// The result that the sentence tells.
    private var told: Estimates { summary ?? estimates }

    /// The rows that answer the question: the overall effect, the level and the slope, the treatment, or the first
    /// term.
    public static func headline(_ estimates: Estimates, term: String? = nil) -> [Estimate] {
        let rows = estimates.rows
        if let term { return rows.filter { $0.term == term } }
        switch estimates.command {
        case "its":
            let changes = rows.filter { row in
                let name = row.term.split(separator: "@").first.map(String.init) ?? row.term
                return row.isEstimated
                    && ["level", "slope", "difference.level", "difference.slope"].contains(name)
            }
            let differences = changes.filter { $0.term.hasPrefix("difference.") }
            return Array((differences.isEmpty ? changes : differences).prefix(4))
        case "did":
            if let overall = rows.first(where: { ["overall", "ATT"].contains($0.term) && $0.isEstimated }) {
                return [overall]
            }
            return rows.first { (event($0) ?? -1) >= 0 && $0.isEstimated }.map { [$0] } ?? []
        default:
            let estimated = rows.filter(\.isEstimated)
            let wanted =
                estimated.first { $0.term == "treatment" } ?? estimated.first { $0.term != "(Intercept)" }
            return wanted.map { [$0] } ?? []
        }
    }

    /// `the treatment changed burnout by −4.2 (95 % confidence interval −5.1 to −3.3, p < 0.001)`
    private func clause(_ row: Estimate) -> String {
        let level = NumberText.percent(row.level)
        let (change, low, high) = measured(row)
        var parts: [String] = []
        if low.isFinite || high.isFinite {
            parts.append("\(level) confidence interval \(text(low)) to \(text(high))")
        }
        if row.isTestable { parts.append(NumberText.pSentence(row.pValue)) }
        let inner = parts.isEmpty ? "" : " (\(parts.joined(separator: ", ")))"
        return "\(subject(row)) \(text(change))\(inner)"
    }

    /// The estimate and its limits as they are read: ratios where the estimate is a logarithm of one.
    private func measured(_ row: Estimate) -> (Double, Double, Double) {
        guard isRatio(row) else { return (row.estimate, row.interval.low, row.interval.high) }
        return (exp(row.estimate), exp(row.interval.low), exp(row.interval.high))
    }

    /// Whether the estimate is the logarithm of a ratio.
    private func isRatio(_ row: Estimate) -> Bool { row.labels.contains { $0.name == "ratio" } }

    /// `the treatment changed burnout by`, or `the treatment multiplied the expected burnout by`.
    private func subject(_ row: Estimate) -> String {
        let outcome = told.fact("outcome")?.text.map { "'\($0)'" } ?? "the outcome"
        let parts = row.term.split(separator: "@", maxSplits: 1).map(String.init)
        let when = parts.count == 2 ? " at \(parts[1])" : ""
        let isOdds = told.fact("link")?.text == "logit"
        let whole = isRatio(row) ? (isOdds ? "the odds of \(outcome)" : "the expected \(outcome)") : outcome
        let changed = isRatio(row) ? "multiplied \(whole) by" : "changed \(whole) by"
        switch (told.command, parts.first ?? row.term) {
        case ("its", let term): return series(term, outcome, when, isRatio(row))
        case ("did", "overall"), ("did", "ATT"): return "\(average), the treatment \(changed)"
        case ("did", _): return "\(Report.period(row)), the treatment \(changed)"
        case ("stepped-wedge fit", _), ("stepped-wedge", _): return "the treatment \(changed)"
        default:
            let goes = isRatio(row) ? "goes with \(whole) times" : "goes with a change of \(outcome) by"
            return "one unit more of '\(row.term)' \(goes)"
        }
    }

    /// Over whom a difference-in-differences averages.
    private var average: String {
        switch (told.fact("estimator")?.text, told.fact("aggregation")?.text) {
        case ("twfe", _): "in a two-way fixed-effects regression"
        case (_, "event"): "averaged over the periods since its start"
        case (_, "calendar"): "averaged over calendar periods"
        case (_, "group"): "averaged over those treated, each cohort's periods first"
        default: "on average over those treated"
        }
    }

    private static func period(_ row: Estimate) -> String {
        let event = event(row) ?? 0
        return event == 0
            ? "in the first period of treatment" : "\(NumberText.decimals(event, 0)) periods after its start"
    }

    /// What changed in an interrupted series.
    private func series(_ term: String, _ outcome: String, _ when: String, _ isRatio: Bool) -> String {
        let isCompared = term.hasPrefix("difference.")
        let start = isCompared ? "compared with the controls, " : ""
        if term.hasSuffix("slope") {
            return start
                + (isRatio
                    ? "the trend of \(outcome) changed\(when): each period multiplies it by a further"
                    : "the slope of \(outcome) per period changed\(when) by")
        }
        return start
            + (isRatio
                ? "the level of \(outcome) was multiplied\(when) by"
                : "the level of \(outcome) changed\(when) by")
    }

    /// ` in 11,520 rows of 480 units; standard errors clustered by clinic (60 clusters)`
    private var size: String {
        var text = ""
        if let rows = told.integer("nobs") { text += ", from \(NumberText.count(rows)) rows" }
        if let units = told.integer("units") { text += " of \(NumberText.count(units)) units" }
        if case .object(let clusters)? = told.fact("clusters"), !clusters.isEmpty {
            let names = clusters.map { "\($0.name) (\($0.value.integer.map(NumberText.count) ?? "?"))" }
            let isTrial = told.command.hasPrefix("stepped-wedge")
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
