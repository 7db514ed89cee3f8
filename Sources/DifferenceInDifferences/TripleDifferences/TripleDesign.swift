import Regression

/// A table read for triple differences: the rows that take part, sorted, cells and comparisons.
struct TripleDesign {
    private let model: TripleDifferences
    private let policy: PolicyFrame
    private let data: GroupTimeData
    private let cells: GroupTimeCells
    private let notes: [String]

    init(_ model: TripleDifferences, _ table: DataTable) throws(CausalError) {
        self.model = model
        let selected = try GroupTimeSelection(model.groupTime, table).withoutRedundantCovariates
        policy = selected.policy
        notes = selected.notes
        let eligible = try Eligibility(model.eligible, policy.panel)
        let rows = GroupTimeRows(policy, eligible: eligible.rows)
        cells = GroupTimeCells(times: rows.times, starts: rows.starts, model.groupTime)
        data =
            if let unit = policy.panel.unit {
                try GroupTimeData(panel: rows, unit: unit)
            } else {
                GroupTimeData(crossSections: rows)
            }
    }

    func fit() throws(CausalError) -> TripleDifferencesFit {
        let comparisons = TripleComparisons(cells)
        guard cells.cells.count * comparisons.cells.cells.count <= 1 << 27 else {
            throw CausalError(
                .badPanel,
                "\(cells.cells.count) effects need \(comparisons.cells.cells.count) comparisons, too many to combine",
                column: policy.panel.period.name,
                remedy: "Use coarser periods or cohorts, or --control never.")
        }
        let estimation = GroupTimeEstimation(data, comparisons.cells, model.adjustment.method)
        let periods = policy.panel.labels(cells.times)
        let cohorts = cells.starts.map { start in
            cells.times.firstIndex(of: start).map { periods[$0] } ?? .wholeOrNumber(start)
        }
        let base = GroupTimeShares(
            GroupTimeFit(
                influence: GroupTimeInfluence(estimation: estimation, includesShares: false),
                periodLabels: periods, cohortLabels: cohorts,
                terms: comparisons.cells.cells.indices.map { "comparison::\($0)" },
                coefficients: estimation.effects, labels: comparisons.cells.cells.map { _ in [] },
                sample: policy.frame.sample, facts: [], notes: [],
                independentUnit: policy.panel.unit?.name, isCounted: false))
        let weights = TripleWeights(cells, comparisons, base)
        let failures = cells.failureNotes(weights.failures, periods)
        guard
            cells.cells.indices.contains(where: {
                !cells.cells[$0].isReference && weights.failures[$0] == nil
            })
        else {
            throw CausalError(
                .notIdentified, "no effect can be estimated: " + (failures.first ?? ""),
                column: model.eligible,
                remedy:
                    "Each cohort, and those it is compared with, need eligible and ineligible units; the column "
                    + "of cohorts says for ineligible units too when their group was enabled.")
        }
        return TripleDifferencesFit(
            base: base, cells: cells, weights: weights, periodLabels: periods, cohortLabels: cohorts,
            facts: facts,
            notes: policy.panel.timingNotes + policy.frame.sample.droppedNotes + policy.frame.notes + notes
                + data.notes
                + policy.panel.lonelyNotes + failures
        )
    }

    private var facts: [JSONValue.Member] {
        let sample = policy.frame.sample
        return [
            .init("estimator", "triple"), .init("outcome", .string(model.outcome)),
            .init("eligible", .string(model.eligible)),
            .init("controls", .string(model.controls.rawValue)),
            .init(
                "method",
                model.adjustment.covariates.map { _ in .string(model.adjustment.method.rawValue) }
                    ?? "unconditional"),
            .init("covariates", model.adjustment.covariates.map(JSONValue.string) ?? .null),
            .init("base", .string(model.base.rawValue)), .init("anticipation", .integer(model.anticipation)),
            .init("nobs", .integer(sample.count)), .init("dropped", .integer(sample.droppedMissing)),
        ] + policy.panel.facts
    }
}
