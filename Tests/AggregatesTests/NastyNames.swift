import Aggregates
import Testing

extension EngineChecks {
    /// What a name may hold that would end its quotes, a statement or a line, were it not quoted.
    private static let evil = #"";'DROP TABLE victim; -- \ $$"#

    private func nasty(_ name: String) -> String { name + EngineChecks.evil }

    private func quoted(_ name: String) -> String { "`\(nasty(name))`" }

    /// Every query with table and columns of names that are meant badly.
    mutating func addNastyNames(_ seed: UInt64) throws {
        let (plain, dialect) = (try randomPanel(seed, units: 60), dialect)
        let table = try DataTable(
            plain.columns.map { column in
                column.numbers.map { Column(nasty(column.name), $0) }
                    ?? Column(nasty(column.name), (0..<column.count).map { column.label($0) })
            })
        let name = nasty("rows")
        hold(table, name)
        let (y, d, year, clinic) = (quoted("y"), quoted("d"), quoted("year"), nasty("clinic"))
        let cells = try AggregateLeastSquares("\(y) ~ \(d) + factor(\(year))", clusters: [clinic])
        try ask(cells.query, of: name) { answer in
            expectEqual(
                try cells.fit(cells.statistics(answer: answer)).estimates(.clustered(by: clinic)),
                try LeastSquares(formula: cells.formula).fit(table).estimates(.clustered(by: clinic)),
                "\(dialect) nasty ols")
        }
        let swept = try SweptLeastSquares(
            "\(y) ~ \(d) | \(quoted("id")) + \(year)", cluster: clinic, weights: nasty("w"))
        try ask(swept.query, of: name) { answer in
            expectSame(
                try swept.fit(swept.products(answer: answer)).estimates(.clustered(by: clinic)),
                try LeastSquares(formula: swept.formula, weights: swept.weights, kind: .analytic).fit(table)
                    .estimates(.clustered(by: clinic)), "\(dialect) nasty swept")
        }
        try addNastyModels(table, name)
    }

    private mutating func addNastyModels(_ table: DataTable, _ name: String) throws {
        let dialect = dialect
        let (outcome, unit, period) = (nasty("y"), nasty("id"), nasty("year"))
        let (treatment, clinic) = (Treatment.firstTreated(nasty("first treated")), nasty("clinic"))
        let index = PanelIndex(unit: unit, period: period)
        let moments = PanelMoments(
            outcome: outcome, panel: index, treatment: treatment, clusters: [clinic])
        var counted = GroupTimeATT(outcome: outcome, panel: index, treatment: treatment)
        counted.unitCounts = PanelMoments.unitCounts
        try ask(moments.query, of: name) { answer in
            let rows = try moments.table(moments.sums(answer: answer))
            expectSame(
                try counted.fit(rows.table).estimates(.clustered(by: [clinic])).restated(
                    for: rows, unit: unit),
                try GroupTimeATT(outcome: outcome, panel: index, treatment: treatment).fit(table)
                    .estimates(.clustered(by: [clinic])), "\(dialect) nasty did")
        }
        let trial = SteppedWedge(
            outcome: outcome, cluster: clinic, period: period, treatment: nasty("d"),
            correlation: .exchangeable)
        let sums = try TrialSums(trial)
        try ask(sums.sums.query, of: name) { answer in
            let rows = try sums.table(sums.sums.statistics(answer: answer))
            expectSame(
                try sums.model.fit(rows.table).estimates(.satterthwaite).restated(for: rows),
                try trial.fit(table).estimates(.satterthwaite), "\(dialect) nasty trial")
        }
        let series = SegmentedRegression(
            outcome: outcome, time: period, interventions: [Intervention(at: 2004)])
        let totals = try SeriesTotals(series)
        try ask(totals.query, of: name) { answer in
            expectSame(
                try series.fit(totals.table(answer: answer).table).estimates(.iid),
                try series.fit(totals.table(totals.sums.statistics(table)).table).estimates(.iid),
                "\(dialect) nasty series")
        }
    }
}
