import Causal

/// Answers from sums: the query that a database runs, and the sums of the rows themselves.
func sums(_ panel: DataTable) throws {
    section("aggregates")
    let model = try AggregateLeastSquares("burnout ~ treated", clusters: ["clinic"])
    for dialect in SQLDialect.allCases { print(try model.query(table: "visits", dialect: dialect).count) }
    let whole = try model.fit(model.statistics(panel)).estimates(.clustered(by: "clinic"))
    let halves = try [0, 1].map { half in
        try model.statistics(panel.rows((0..<Int32(panel.rowCount)).filter { $0 % 2 == half }))
    }
    let merged = try model.fit(halves[0].merged(with: halves[1])).estimates(.clustered(by: "clinic"))
    precondition(abs(whole["treated"].estimate - merged["treated"].estimate) < 1e-9)
    let swept = try SweptLeastSquares("burnout ~ treated | clinician", cluster: "clinic")
    print(try swept.query(table: "visits", dialect: .duckdb).count)
    let moments = PanelMoments(
        outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
        treatment: .firstTreated("adopted"))
    print(try moments.table(moments.sums(panel)).table.rowCount)
    let series = SegmentedRegression(outcome: "burnout", time: "month", interventions: [.level(at: 13)])
    print(try SeriesTotals(series, isMean: true).query(table: "visits", dialect: .postgres).count)
    let trial = SteppedWedge(outcome: "burnout", cluster: "clinic", period: "month", treatment: "treated")
    print(try TrialSums(trial).sums.query(table: "visits", dialect: .spark).count)
    precondition((try? DatabaseClient("a client that is not there")) == nil)
}
