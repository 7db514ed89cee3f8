import Inference

extension Estimates {
    /// A heading, the rows, facts about the model, tests and notes.
    func text(_ style: TextStyle, width: Int? = nil) -> String {
        var lines = [
            style.bold(TextGrid.fitted(TextGrid.visible(heading, keepingLines: false), width: width))
        ]
        for block in shownGrid.blocks(width) {
            let grid = block.lines
            lines += ["", style.bold(grid[0])] + grid.dropFirst()
        }
        lines +=
            [""] + factLines.map { TextGrid.fitted(TextGrid.visible($0, keepingLines: true), width: width) }
        lines +=
            meansLines
            + diagnosticLines.map { TextGrid.fitted(TextGrid.visible($0, keepingLines: true), width: width) }
        if !notes.isEmpty, lines.last != "" { lines.append("") }
        let room = min(width ?? 100, 100)
        lines += notes.map {
            style.faint(
                TextGrid.wrapped("Note: " + TextGrid.visible($0, keepingLines: true), width: room, indent: 6))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The rows as every format shows them.
    var shownGrid: TextGrid { plannedGrid ?? decisionGrid ?? plainGrid ?? rowGrid }

    /// The rows with their labels, intervals and bands.
    var rowGrid: TextGrid {
        // The head of a column is one word with its sign.
        let short = NumberText.percent(rows.first?.level ?? 0.95).dropLast(2)
        let hasNormal =
            rows.contains { $0.degreesOfFreedom == nil && $0.standardError.isFinite }
            || !rows.contains { $0.degreesOfFreedom != nil }
        // Degrees of freedom are a column where rows have their own.
        // Beside them, a row compared with the normal distribution has infinitely many.
        let isMixed = hasNormal && rows.contains { $0.degreesOfFreedom != nil }
        let df = testsNeedDesign || isMixed
        let hasBands = rows.contains { $0.simultaneous != nil }
        let hasAdjusted = rows.contains { $0.adjustedPValue != nil }
        let labels = shownLabels
        var grid = TextGrid(
            header: ["term"] + labels + ["estimate", "std.error", hasNormal && !isMixed ? "z" : "t"]
                + (df ? ["df"] : [])
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

    /// Whether a row is a number without an interval, not one of which nothing is known.
    private func isBare(_ row: Estimate) -> Bool { row.bounds == nil && !row.standardError.isFinite }

    private func bandTexts(_ row: Estimate) -> [String] {
        guard let band = row.simultaneous else { return ["", ""] }
        return [NumberText.significant(band.low), NumberText.significant(band.high)]
    }

    /// Facts about the model, a line each.
    var factLines: [String] {
        [sizeLine, fitLine, varianceLine, uncertaintyLine, adjustmentLine, bandLine].filter { !$0.isEmpty }
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
    func shown(_ value: JSONValue) -> String {
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
