import Regression

/// A table read for group-time effects: the rows that take part, sorted, and the cells.
public struct GroupTimeDesign: Sendable {
    private let model: GroupTimeATT
    private let selection: GroupTimeSelection
    private let policy: PolicyFrame
    private let data: GroupTimeData
    private let cells: GroupTimeCells
    private let notes: [String]

    init(_ model: GroupTimeATT, _ table: DataTable) throws(CausalError) {
        try self.init(model, GroupTimeSelection(model, table))
    }

    private init(_ model: GroupTimeATT, _ selected: GroupTimeSelection) throws(CausalError) {
        self.model = model
        selection = selected
        policy = selected.policy
        let rows = GroupTimeRows(policy)
        cells = GroupTimeCells(times: rows.times, starts: rows.starts, model)
        data =
            if let unit = policy.panel.unit {
                try GroupTimeData(panel: rows, unit: unit)
            } else {
                GroupTimeData(crossSections: rows)
            }
        notes = selected.notes
    }

    /// Estimates the cells.
    public func fit() throws(CausalError) -> GroupTimeFit {
        let estimation = GroupTimeEstimation(data, cells, model.adjustment.method)
        let effects = estimation.effects
        let periods = policy.panel.labels(cells.times)
        let failures = cells.failureNotes(estimation.failures, periods)
        guard cells.cells.indices.contains(where: { effects[$0].isFinite && !cells.cells[$0].isReference })
        else {
            let smaller = selection.withoutRedundantCovariates
            if smaller.policy.frame.columns.count < policy.frame.columns.count {
                return try GroupTimeDesign(model, smaller).fit()
            }
            throw CausalError(
                .notIdentified, "no effect can be estimated: " + (failures.first ?? ""),
                remedy: (policy.frame.strayTextNotes
                    + ["Check cohorts and controls; fewer or simpler covariates ask less of the data."])
                    .joined(separator: " "))
        }
        let cohorts = cells.starts.map { start in
            cells.times.firstIndex(of: start).map { periods[$0] } ?? .wholeOrNumber(start)
        }
        return GroupTimeFit(
            influence: GroupTimeInfluence(estimation: estimation, includesShares: false),
            periodLabels: periods, cohortLabels: cohorts,
            terms: cells.cells.map { "ATT(\(cohorts[$0.cohort].plain),\(periods[$0.period].plain))" },
            coefficients: effects,
            labels: cells.cells.map {
                [
                    .init("group", cohorts[$0.cohort]), .init("time", periods[$0.period]),
                    .init("event", .wholeOrNumber(cells.event($0))),
                ]
            }, sample: policy.frame.sample, facts: facts,
            notes: policy.panel.timingNotes + policy.frame.sample.droppedNotes + policy.frame.notes + notes
                + data.notes + policy.panel.lonelyNotes + failures, independentUnit: policy.panel.unit?.name,
            isCounted: model.unitCounts != nil)
    }

    private var facts: [JSONValue.Member] {
        let sample = policy.frame.sample
        return [
            .init("estimator", "callaway-santanna"), .init("outcome", .string(model.outcome)),
            .init("controls", .string(model.controls.rawValue)),
            .init(
                "method",
                model.adjustment.covariates.map { _ in
                    .string(model.adjustment.method.rawValue)
                } ?? "unconditional"),
            .init("covariates", model.adjustment.covariates.map(JSONValue.string) ?? .null),
            .init("base", .string(model.base.rawValue)), .init("anticipation", .integer(model.anticipation)),
            .init("nobs", .integer(policy.panel.rowCount)), .init("dropped", .integer(sample.droppedMissing)),
        ] + policy.panel.facts
    }
}
