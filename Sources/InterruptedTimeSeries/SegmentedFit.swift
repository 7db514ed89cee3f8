import Regression

/// A segmented regression that was fitted with independent errors: least squares, counts or shares.
///
/// Correlation is answered by the covariance chosen here: `.neweyWest()` for a series.
public struct SegmentedFit: Sendable {
    /// The rows and columns.
    public let design: SegmentedDesign
    /// The regression behind it.
    public let regression: any LinearFit

    /// The estimates with the covariance of choice.
    ///
    /// Terms are `intercept`, `trend`, `level` and `slope`, with `@T₀` behind the last two when there are several
    /// interruptions; `control.…` and `difference.…` with control units. Rows of counts and shares carry `ratio`,
    /// `ratio.low` and `ratio.high`, the exponential of estimate and interval.
    ///
    /// - Parameters:
    ///   - covariance: how uncertainty is measured; nil takes the errors as independent.
    ///   - level: the confidence level.
    /// - Throws: as `LinearFit.estimates(_:level:)`.
    public func estimates(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let plain = try termEstimates(covariance, level: level)
        let tests = autocorrelationTests
        let influence = try influence(plain)
        let vcov = plain.fact("vcov")?.text
        return plain.adding(
            diagnostics: tests + influence.diagnostics,
            notes: methodNotes(vcov: vcov, tests) + dispersionNotes(plain) + design.scaleNotes
                + unitLevelNotes
                + influence.notes)
    }

    /// The same without tests of the residuals: for many fits of one kind.
    public func termEstimates(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let whole = try regression.estimates(covariance, level: level)
        let rows = zip(whole.rows, design.terms).map { row, term in
            row.renamed(term, labels: design.model.link.ratioLabels(row))
        }
        return Estimates(
            command: "its", rows: rows, covariance: whole.covariance,
            model: design.facts + whole.model.filter { !["estimator", "formula"].contains($0.name) },
            diagnostics: whole.diagnostics.filter { $0.name != "f-test" }, notes: design.notes + whole.notes)
    }
}

extension SegmentedDesign {
    /// Fits the regression with independent errors.
    public func fit() throws(CausalError) -> SegmentedFit {
        let regression: any LinearFit
        let panel = PanelIndex(unit: model.groups?.unit, period: model.time)
        if let family = model.family {
            let counts = GeneralisedLinearModel(
                formula: frame.formula, family: family, weights: model.weights, panel: panel)
            regression = try counts.fit(GeneralisedLinearDesign(frame, offset: offset, model: counts))
        } else {
            let leastSquares = LeastSquares(formula: frame.formula, weights: model.weights, panel: panel)
            regression = try leastSquares.fit(frame)
        }
        guard regression.residuals.count == times.count else {
            throw CausalError(
                .notIdentified,
                "\(times.count - regression.residuals.count) rows would be fitted perfectly by an infinite coefficient: "
                    + "on one side of a change, or in one season, every outcome is at the edge of its range",
                column: model.outcome,
                remedy: "Use a simpler season or fewer changes, or sum neighbouring periods.")
        }
        let lost = regression.droppedTerms
        guard lost.isEmpty else {
            throw CausalError(
                .notIdentified,
                "the columns \(lost.joined(separator: ", ")) are determined by the others",
                remedy:
                    "Leave out covariates that follow the time or the change; with one or two periods before or after a change take "
                    + "--effect level, and a simpler season.")
        }
        return SegmentedFit(design: self, regression: regression)
    }

    /// Facts about the design.
    var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", .string("segmented-\(model.family?.rawValue ?? "least-squares")")),
            .init("interruptions", .array(segments.interventions.map { axis.json($0.start) })),
            .init("periods", .integer(Set(times).count)),
            .init("first", axis.json(axis.first)), .init("last", axis.json(axis.last)),
        ]
        if let season = segments.season { facts.append(.init("season.period", .integer(season.period))) }
        if leftOut > 0 { facts.append(.init("transition.rows", .integer(leftOut))) }
        if segments.isControlled {
            let units = Set(zip(unitCodes, treated).filter { $0.1 }.map(\.0)).count
            facts.append(.init("treated.units", .integer(units)))
            facts.append(.init("control.units", .integer(Set(unitCodes).count - units)))
        }
        return facts + (syntheticControl?.facts ?? [])
    }

    /// Remarks on rows.
    var notes: [String] {
        var notes = axis.notes
        if leftOut > 0 { notes.append("\(leftOut) rows of transition periods were left out.") }
        if !canBeSummed(to: axis.last) {
            notes.append(
                "Times are so fine (neighbours as near as \(axis.step.shortestDecimal)) that effects are not added up: there is no "
                    + "cumulative effect. Number the periods, or use days or months.")
        }
        if !isInOrder { notes.append("The rows were not in order of time; they were sorted.") }
        let broken = model.family.map { $0 == .binomial ? 0 : brokenCounts } ?? 0
        if broken > 0 {
            notes.append(
                "\(broken) counts are not whole numbers: estimates and robust errors stand, a likelihood does not."
            )
        }
        return notes
    }

    /// A remark on an offset that cannot be a logarithm of what was counted.
    var scaleNotes: [String] {
        guard model.link == .log, let offset, offset.allSatisfy({ $0 > 50 }) else { return [] }
        return [
            "The offset's values are above 50, e.g. \((offset.first ?? 0).shortestDecimal): it is added to the logarithm of the mean. Write "
                + "--offset \"log(\(model.offset ?? "population"))\" for a population."
        ]
    }

    /// Whether the table's rows follow each other in time, within each unit.
    private var isInOrder: Bool {
        let units = unitCodes
        var last: [Int32: Double] = [:]
        for row in times.indices {
            if let before = last[units[row]], times[row] < before { return false }
            last[units[row]] = times[row]
        }
        return true
    }

    /// How many outcomes are not whole.
    private var brokenCounts: Int { frame.response.count { $0 != $0.rounded() } }
}
