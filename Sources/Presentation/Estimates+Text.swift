import Inference

extension Estimates {
    /// A heading, the rows, facts about the model, tests and notes.
    func text(_ style: TextStyle) -> String {
        let grid = (decisionGrid ?? plainGrid ?? rowGrid).lines
        var lines = [style.bold(heading), "", style.bold(grid[0])] + grid.dropFirst() + [""]
        lines += facts + diagnosticLines
        if !notes.isEmpty { lines.append("") }
        lines += notes.map { style.faint(TextGrid.wrapped("Note: " + $0, width: 100, indent: 6)) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        let estimator = fact("estimator")?.text ?? command
        let names = [
            "least-squares": "Least squares",
            "burnout-triad": "Burnout: exhaustion, cynicism, efficacy",
            "effort-reward": "Effort–reward imbalance", "demands-resources": "Job demands and resources",
            "mediation": "Mediation", "reservoir": "Reservoir of capacity", "funnel-plot": "Funnel plot",
            "xmr-chart": "XmR chart", "p-chart": "p chart", "p-prime-chart": "p′ chart (Laney)",
            "c-chart": "c chart", "u-chart": "u chart", "u-prime-chart": "u′ chart (Laney)",
            "cusum-chart": "CUSUM chart", "risk-adjusted-cusum-chart": "Risk-adjusted CUSUM chart",
            "ewma-chart": "EWMA chart", "run-chart": "Run chart", "feedback-loop": "Audit-and-feedback loop",
            "two-stage-least-squares": "Two-stage least squares", "poisson": "Poisson regression",
            "quasipoisson": "Quasi-Poisson regression",
            "negative-binomial": "Negative binomial regression",
            "binomial": fact("link")?.text == "logit" ? "Logistic regression" : "Binomial regression",
            "2x2": "Difference-in-differences, four means",
            "twfe": "Difference-in-differences, two-way fixed effects",
            "event-study": "Difference-in-differences, event study",
            "imputation": "Difference-in-differences, imputation",
            "two-stage": "Difference-in-differences, two-stage",
            "goodman-bacon": "Goodman-Bacon decomposition of two-way fixed effects",
            "twfe-weights": "Weights of effects in two-way fixed effects",
            "leave-one-cohort-out": "Difference-in-differences without each cohort",
            "placebo-in-time": "Difference-in-differences, placebo in time",
            "placebo-in-units": "Difference-in-differences, placebo in units",
            "number-needed-to-treat": "Number needed to treat", "cost-effectiveness": "Cost-effectiveness",
            "efficiency-frontier": "Efficiency frontier", "guardrails": "Guardrails",
            "alpha-spending": "Bounds by alpha spending",
            "partial-information": "Value of partial information",
            "qaly": "Quality-adjusted life years", "net-benefit-regression": "Net-benefit regression",
            "quadruple-aim": "Quadruple aim", "scorecard": "Balanced scorecard", "e-value": "E-value",
            "robustness-value": "Robustness value", "oster": "Selection on the unmeasured (Oster)",
            "rosenbaum-bounds": "Rosenbaum's bounds for matched pairs",
            "callaway-santanna": "Difference-in-differences, group-time effects",
            "segmented-least-squares": "Interrupted time series",
            "segmented-poisson": "Interrupted time series of counts, Poisson",
            "segmented-quasipoisson": "Interrupted time series of counts, quasi-Poisson",
            "segmented-negative-binomial": "Interrupted time series of counts, negative binomial",
            "segmented-binomial": "Interrupted time series of shares, logit",
            "time-varying": "Queue with demand that varies", "capacity": "Capacity of a clinic",
            "early-warning": "Early-warning signals",
            "synthetic": "Synthetic difference-in-differences", "synthetic sc": "Synthetic control",
            "synthetic did": "Difference-in-differences with equal weights",
            "mixed-model": "Stepped-wedge trial, linear mixed model",
            "allocation": "Allocation under a budget", "payment": "Payment models",
            "alert-thresholds": "Alert thresholds",
        ]
        let variant = fact("method")?.text.flatMap { names["\(estimator) \($0)"] }
        return (variant ?? names[estimator] ?? estimator) + (fact("outcome")?.text.map { " of \($0)" } ?? "")
    }

    private var rowGrid: TextGrid {
        let percent = NumberText.significant((rows.first?.level ?? 0.95) * 100, 3)
        let short = percent.contains(".") ? percent.trimmingZeros : percent
        let hasNormal = rows.contains { $0.degreesOfFreedom == nil && !isBare($0) }
        // Degrees of freedom are a column where rows have their own.
        let df = testsNeedDesign
        let hasBands = rows.contains { $0.simultaneous != nil }
        let hasAdjusted = rows.contains { $0.adjustedPValue != nil }
        let labels = shownLabels
        var grid = TextGrid(
            header: ["term"] + labels + ["estimate", "std.error", hasNormal ? "z" : "t"] + (df ? ["df"] : [])
                + ["p"] + (hasAdjusted ? ["p adjusted"] : []) + ["low \(short)%", "high \(short)%"]
                + (hasBands ? ["band low", "band high"] : []))
        for row in rows {
            guard row.isEstimated else {
                let word = row.estimate.isInfinite ? NumberText.significant(row.estimate) : missingWord
                let names = [row.term] + labels.map { labelText(row, $0) } + [word]
                grid.add(names + Array(repeating: "", count: grid.width - names.count))
                continue
            }
            let bounds = row.interval
            grid.add(
                [row.term] + labels.map { labelText(row, $0) } + [
                    NumberText.significant(row.estimate),
                    NumberText.significant(row.standardError), NumberText.decimals(row.statistic, 2),
                ] + (df ? [NumberText.decimals(row.degreesOfFreedom ?? .infinity, 1)] : []) + [
                    NumberText.pValue(row.pValue)
                ] + (hasAdjusted ? [row.adjustedPValue.map(NumberText.pValue) ?? ""] : [])
                    + (isBare(row)
                        ? ["", ""]
                        : [NumberText.significant(bounds.low), NumberText.significant(bounds.high)])
                    + (hasBands ? bandTexts(row) : []))
        }
        return grid
    }

    /// What stands in place of an estimate: a dropped column of a model, or a quantity that does not exist.
    private var missingWord: String { fact("nobs") == nil ? "none" : "dropped" }

    /// Whether a row of a decision is a number without uncertainty, not one of which nothing is known.
    private func isBare(_ row: Estimate) -> Bool {
        isDecision && row.bounds == nil && !row.standardError.isFinite
    }

    private func bandTexts(_ row: Estimate) -> [String] {
        guard let band = row.simultaneous else { return ["", ""] }
        return [NumberText.significant(band.low), NumberText.significant(band.high)]
    }

    private var facts: [String] {
        [sizeLine, fitLine, varianceLine, uncertaintyLine, adjustmentLine, bandLine].filter { !$0.isEmpty }
            + meansLines
    }

    private var sizeLine: String {
        var parts: [String] = []
        if let rows = integer("nobs") { parts.append(rowsText(rows)) }
        if let units = integer("units") { parts.append("\(NumberText.count(units)) units") }
        if let periods = integer("periods") { parts.append("\(NumberText.count(periods)) periods") }
        if case .object(let factors)? = fact("absorbed") {
            let names = factors.map { "\($0.name) (\(NumberText.count($0.value.integer ?? 0)))" }
            parts.append("absorbed: " + names.joined(separator: ", "))
        }
        if case .object(let slopes)? = fact("slopes") {
            parts.append("slopes: " + slopes.map(\.name).joined(separator: ", "))
        }
        if let weights = weightsText { parts.append(weights) }
        return parts.joined(separator: ", ")
    }

    private var fitLine: String {
        let labels = [
            ("r.squared", "R²"), ("adj.r.squared", "adjusted R²"), ("within.r.squared", "within R²"),
            ("sigma", "residual SD"), ("deviance", "deviance"), ("log.likelihood", "log-likelihood"),
            ("dispersion", "dispersion"), ("theta", "θ"), ("theta.std.error", "its error"),
        ]
        return labels.compactMap { name, label in
            fact(name)?.double.map { "\(label) \(NumberText.significant($0))" }
        }.joined(separator: ", ")
    }

    /// The choices of a covariance under serial or spatial dependence, in brackets.
    private var dependence: String {
        guard case .object(let choices)? = fact("dependence") else { return "" }
        // A lag says what the bandwidth is.
        let hidden: Set = choices.contains { $0.name == "lag" } ? ["bandwidth", "periods"] : ["periods"]
        let isTimed = choices.contains { $0.name == "time" }
        let named = choices.filter { !hidden.contains($0.name) }.map {
            "\($0.name == "places" && isTimed ? "places × times" : $0.name) \(shown($0.value))"
        }
        return " (" + named.joined(separator: ", ") + ")"
    }

    /// A text as it is, a number with few digits.
    private func shown(_ value: JSONValue) -> String {
        guard let number = value.double else { return value.text ?? "" }
        let digits = NumberText.significant(number)
        return digits.contains(".") && !digits.contains("e") ? digits.trimmingZeros : digits
    }

    private var uncertaintyLine: String {
        guard let vcov = fact("vcov")?.text else { return "" }
        var line = "standard errors: \(vcov)"
        if case .object(let clusters)? = fact("clusters") {
            let names = clusters.map { "\($0.name) (\(NumberText.count($0.value.integer ?? 0)))" }
            line += ", clusters: " + names.joined(separator: ", ")
        }
        line += dependence
        if testsNeedDesign {
            line += ", t with each term's own df"
        } else if let df = fact("df.residual")?.double, rows.contains(where: { $0.degreesOfFreedom != nil }) {
            line += ", t with \(NumberText.decimals(df, 0)) df"
        }
        return line
    }

    private var meansLines: [String] {
        guard let means = fact("means") else { return [] }
        var grid = TextGrid(header: ["mean outcome", "before", "after", "change"])
        for group in ["treated", "control"] {
            let before = means[group]?["before"]?.double ?? .nan
            let after = means[group]?["after"]?.double ?? .nan
            grid.add([group] + [before, after, after - before].map { NumberText.significant($0) })
        }
        return [""] + grid.lines + [""]
    }

    /// The diagnostics, a line each.
    public var diagnosticLines: [String] { diagnostics.map(line) }

    /// `pretrend-wald: F(5, 59) = 1.41, p = 0.235`, and whatever else the diagnostic holds.
    private func line(_ diagnostic: Diagnostic) -> String {
        let lines = [
            diagnostic.wildBootstrapLine, diagnostic.clustersLine, diagnostic.randomisationLine,
            diagnostic.instrumentsLine,
        ]
        if let line = lines.compactMap({ $0 }).first { return line }
        let known: Set = ["statistic", "df", "df.denominator", "p.value"]
        var parts: [String] = []
        if let statistic = diagnostic["statistic"]?.double, let df = diagnostic["df"]?.double {
            let above = NumberText.decimals(df, 0)
            let below =
                diagnostic["df.denominator"]?.double.map {
                    ", " + NumberText.decimals($0, $0 == $0.rounded() ? 0 : 1)
                } ?? ""
            let name = below.isEmpty ? "χ²" : "F"
            parts.append("\(name)(\(above)\(below)) = \(NumberText.significant(statistic, 4))")
        } else if let statistic = diagnostic["statistic"]?.double {
            parts.append("statistic \(NumberText.significant(statistic, 4))")
        }
        if let p = diagnostic["p.value"]?.double {
            parts.append(p < 0.001 ? "p < 0.001" : "p = " + NumberText.pValue(p))
        }
        for member in diagnostic.values where !known.contains(member.name) && member.value.elements == nil {
            let isFraction = if case .number = member.value { true } else { false }
            let value = isFraction ? shown(member.value) : member.value.description
            parts.append(member.value.text ?? "\(member.name) \(value)")
        }
        return "\(diagnostic.name): " + parts.joined(separator: ", ")
    }

    func integer(_ name: String) -> Int? { fact(name)?.integer }
}

extension String {
    /// Without zeros, and a point, at the end of a decimal fraction.
    var trimmingZeros: String {
        guard contains(".") else { return self }
        var text = self
        while text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return text
    }
}

extension JSONValue {
    /// The value as a whole number, when it is one.
    var integer: Int? { double.flatMap { Int(exactly: $0) } }
}
