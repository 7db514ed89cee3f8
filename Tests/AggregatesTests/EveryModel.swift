import Aggregates
import Testing

/// Every model that sums serve, from an engine against the rows' own answers.
func expectEveryModel(_ client: DatabaseClient, _ load: (DataTable, String) throws -> Void) throws {
    let panel = try randomPanel(11, units: 90)
    try load(panel, "panel")
    for (treatment, unit, cluster) in [
        (Treatment.firstTreated("first treated"), Optional("id"), nil), (.status("d"), "id", nil),
        (.firstTreated("first treated"), "id", Optional("clinic")),
        (.firstTreated("first treated"), nil, nil),
    ] {
        try expectPolicy(client, panel, treatment, unit: unit, cluster: cluster)
    }
    try expectSwept(client, panel)
    let wedge = try randomWedge(12)
    try load(wedge, "wedge")
    for question in TrialQuestion.all {
        try question.compare(wedge, client.command[0]) { sums in
            try sums.statistics(answer: client.answer(sums.query(table: "wedge", dialect: client.dialect)))
        }
    }
    let events = try randomEvents(13, sites: 3)
    try load(events, "events")
    try compareSeries(events, client.command[0]) { totals in
        try client.answer(totals.query(table: "events", dialect: client.dialect))
    }
}

/// Every estimator of a policy from one answer of an engine.
func expectPolicy(
    _ client: DatabaseClient, _ table: DataTable, _ treatment: Treatment, unit: String?, cluster: String?
) throws {
    let moments = PanelMoments(
        outcome: "y", panel: PanelIndex(unit: unit, period: "year"), treatment: treatment,
        clusters: cluster.map { [$0] } ?? [])
    let query = try moments.query(table: "panel", dialect: client.dialect)
    let rows = try moments.table(moments.sums(answer: client.answer(query)))
    for question in PolicyQuestion.all(treatment, unit: unit, cluster: cluster) {
        expectSame(
            try question.answer(rows.table, PanelMoments.unitCounts).restated(for: rows, unit: unit),
            try question.answer(table, nil),
            "\(client.command[0]) \(question.name) \(treatment) \(unit ?? "rows") \(cluster ?? "")")
    }
}

/// Units and years absorbed, from products that the engine sweeps.
func expectSwept(_ client: DatabaseClient, _ panel: DataTable) throws {
    for formula in ["y ~ d | id + year", "y ~ d + year | id", "y ~ d:year + d | id + year"] {
        let model = try SweptLeastSquares(formula, cluster: "clinic")
        let query = try model.query(table: "panel", dialect: client.dialect)
        let fit = try model.fit(model.products(answer: client.answer(query)))
        let rows = try LeastSquares(formula).fit(panel)
        for correction in [ClusterCorrection.cr0, .cr1] {
            let covariance = LinearCovariance.clustered(by: "clinic", correction: correction)
            expectSame(
                try fit.estimates(covariance), try rows.estimates(covariance),
                "\(client.command[0]) swept \(formula)")
        }
        let a = try fit.wildBootstrap("d = 0", clusters: ["clinic"])
        let b = try rows.wildBootstrap("d = 0", clusters: ["clinic"])
        #expect(abs(a.statistic - b.statistic) < 1e-8 && a.pValue == b.pValue)
    }
}
