import Aggregates
import Foundation
import Testing

/// A question to an engine, and what its answer must say.
struct EngineCheck {
    let query: String
    let check: (DataTable) throws -> Void
}

/// Tables that an engine is to hold, and questions to it: every model that sums serve.
struct EngineChecks {
    let dialect: SQLDialect
    /// How a table is called in the engine.
    let place: (String) -> String
    private(set) var tables: [(name: String, table: DataTable, hasNaN: Bool)] = []
    private(set) var checks: [EngineCheck] = []

    init(_ dialect: SQLDialect, place: @escaping (String) -> String = { $0 }) {
        self.dialect = dialect
        self.place = place
    }

    /// Adds a table; `hasNaN` asks the engine to hold numbers that are missing as not-a-number rather than as NULL.
    mutating func hold(_ table: DataTable, _ name: String, hasNaN: Bool = false) {
        tables.append((name, table, hasNaN))
    }

    mutating func ask(
        _ query: (String, SQLDialect) throws -> String, of name: String,
        _ check: @escaping (DataTable) throws -> Void
    )
        throws
    { checks.append(EngineCheck(query: try query(place(name), dialect), check: check)) }

    /// Every kind of model on random tables.
    mutating func addEveryModel(_ seed: UInt64, hasNaN: Bool = false) throws {
        let tag = "\(seed)\(hasNaN ? "n" : "")"
        let table = try randomTable(seed, rows: 300, clusters: 20)
        hold(table, "t\(tag)", hasNaN: hasNaN)
        try addLeastSquares(seed, table, "t\(tag)")
        let panel = try randomPanel(seed, units: 90)
        hold(panel, "panel\(tag)", hasNaN: hasNaN)
        for (treatment, unit, cluster) in [
            (Treatment.firstTreated("first treated"), Optional("id"), nil), (.status("d"), "id", nil),
            (.firstTreated("first treated"), "id", Optional("clinic")),
            (.firstTreated("first treated"), nil, nil),
        ] {
            try addPolicy(panel, "panel\(tag)", treatment, unit: unit, cluster: cluster)
        }
        try addSwept(seed, panel, "panel\(tag)")
        try addMissingKeys(seed, hasNaN: hasNaN)
        let wedge = try randomWedge(seed)
        hold(wedge, "wedge\(tag)", hasNaN: hasNaN)
        let dialect = dialect
        for question in TrialQuestion.all {
            let sums = try TrialSums(question.trial, detail: question.detail).sums
            try ask(sums.query, of: "wedge\(tag)") { answer in
                try question.compare(wedge, "\(dialect)") { try $0.statistics(answer: answer) }
            }
        }
        let events = try randomEvents(seed, sites: 3)
        hold(events, "events\(tag)", hasNaN: hasNaN)
        for question in SeriesQuestion.all {
            let totals = try SeriesTotals(question.model)
            try ask(totals.query, of: "events\(tag)") { try question.compare(events, "\(dialect)", $0) }
        }
    }

    /// Rows without a unit, a period or a category: NULL or not a number in the engine.
    mutating func addMissingKeys(_ seed: UInt64, hasNaN: Bool) throws {
        let (panel, name) = (try panelWithoutKeys(seed), "keys\(seed)\(hasNaN ? "n" : "")")
        hold(panel, name, hasNaN: hasNaN)
        for unit in [Optional("id"), nil] {
            try addPolicy(panel, name, .firstTreated("first treated"), unit: unit, cluster: nil)
        }
        try addPolicy(panel, name, .status("d"), unit: "id", cluster: nil)
        let dialect = dialect
        for question in [
            SweptQuestion(formula: "y ~ d | id + year"),
            SweptQuestion(formula: "y ~ d | id + year", cluster: "id"),
        ] {
            let model = try question.model()
            try ask(model.query, of: name) { try question.compare(panel, "\(dialect) keys", $0) }
        }
        let formula = "y ~ d + factor(year) + factor(female)"
        let cells = try AggregateLeastSquares(formula, clusters: ["clinic"])
        try ask(cells.query, of: name) { answer in
            let short = try cells.fit(cells.statistics(answer: answer)).estimates(.clustered(by: "clinic"))
            let long = try LeastSquares(formula).fit(panel).estimates(.clustered(by: "clinic"))
            expectEqual(short, long, "\(dialect) keys")
            #expect(short.notes.first == long.notes.first)
        }
    }

    /// Random formulas, clusters, weights and covariances.
    mutating func addLeastSquares(_ seed: UInt64, _ table: DataTable, _ name: String) throws {
        var generator = Generator(seed: seed &+ 1000)
        // Products stand beside their parts, so that the design is not nearly singular.
        let pool = [
            "x1", "x2", "treated", "factor(year)", "factor(kind)", "x2 + factor(year):x2",
            "treated + x2 + x2:treated",
            "factor(kind):factor(year)",
        ]
        for clusters in [["g"], ["g", "h"], []] {
            var terms = pool.filter { _ in generator.uniform() < 0.4 }
            if terms.isEmpty { terms = ["x1"] }
            let formula = "`the outcome` ~ " + terms.joined(separator: " + ")
            let model = try AggregateLeastSquares(formula, clusters: clusters)
            let dialect = dialect
            try ask(model.query, of: name) { answer in
                let fit = try model.fit(model.statistics(answer: answer))
                let rows = try LeastSquares(formula).fit(table)
                var covariances: [LinearCovariance] = [clusters.isEmpty ? .iid : .clustered(by: clusters)]
                if clusters.count == 1 {
                    covariances += [
                        .clustered(by: "g", correction: .cr2), .clustered(by: "g", correction: .cr3),
                    ]
                }
                for covariance in covariances {
                    let short = try fit.estimates(covariance)
                    let long = try rows.estimates(covariance)
                    expectEqual(short, long, "\(dialect) \(formula) \(covariance)")
                    // Advice on few clusters names the wild bootstrap where there are rows.
                    let notes = { (all: [String]) in all.filter { !$0.contains("clusters") } }
                    #expect(notes(short.notes) == notes(long.notes))
                }
            }
        }
    }

    /// Every estimator of a policy from one answer of an engine.
    mutating func addPolicy(
        _ table: DataTable, _ name: String, _ treatment: Treatment, unit: String?, cluster: String?
    ) throws {
        let moments = PanelMoments(
            outcome: "y", panel: PanelIndex(unit: unit, period: "year"), treatment: treatment,
            clusters: cluster.map { [$0] } ?? [])
        let dialect = dialect
        try ask(moments.query, of: name) { answer in
            let rows = try moments.table(moments.sums(answer: answer))
            for question in PolicyQuestion.all(treatment, unit: unit, cluster: cluster) {
                expectSame(
                    try question.answer(rows.table, PanelMoments.unitCounts).restated(for: rows, unit: unit),
                    try question.answer(table, nil),
                    "\(dialect) \(question.name) \(treatment) \(unit ?? "rows") \(cluster ?? "")")
            }
        }
    }

    /// Units and small factors absorbed, from products that the engine sweeps.
    mutating func addSwept(_ seed: UInt64, _ panel: DataTable, _ name: String) throws {
        let dialect = dialect
        for question in SweptQuestion.all {
            let model = try question.model()
            try ask(model.query, of: name) { try question.compare(panel, "\(dialect)", $0) }
        }
    }
}
