import Inference
import Presentation

/// Small results with everything that is hard to print.
enum SampleResults {
    /// Two coefficients, one of them dropped, with names that every format has to escape.
    static let regression = Estimates(
        command: "ols",
        rows: [
            Estimate(term: "(Intercept)", estimate: 12.5, standardError: 0.25, degreesOfFreedom: 59),
            Estimate(
                term: "a_b & <c>|50%", estimate: -0.0399513, standardError: 0.012034, degreesOfFreedom: 59),
            Estimate(term: "twin", estimate: .nan, standardError: .nan, degreesOfFreedom: 59),
        ],
        covariance: Matrix(3, 3, repeating: .nan),
        model: [
            .init("estimator", "least-squares"), .init("outcome", "burn_out"), .init("nobs", .integer(11520)),
            .init("absorbed", ["clinician": .integer(480)]), .init("r.squared", .number(0.75215)),
            .init("vcov", "cr1"), .init("clusters", ["clinic": .integer(60)]),
            .init("df.residual", .integer(59)),
        ],
        diagnostics: [
            Diagnostic(
                "f-test",
                [
                    .init("statistic", .number(9.4)), .init("df", .integer(2)),
                    .init("df.denominator", .integer(59)), .init("p.value", .number(0.00028)),
                ])
        ],
        notes: ["'twin' is dropped: it is collinear with \"a_b\"."])

    /// An event study whose bands and periods differ from the regression's rows.
    static let events = Estimates(
        command: "did",
        rows: [("(Intercept)", 11.9, 0.31), ("event::-1", 0.12, 0.4), ("event::0", -4.3, 0.78)].map {
            Estimate(
                term: $0.0, estimate: $0.1, standardError: $0.2, degreesOfFreedom: nil,
                simultaneous: Interval($0.1 - 3 * $0.2, $0.1 + 3 * $0.2))
        },
        covariance: Matrix(3, 3, repeating: 0),
        model: [
            .init("estimator", "callaway-santanna"), .init("outcome", "burn_out"),
            .init("nobs", .integer(2500)),
            .init("units", .integer(500)), .init("vcov", "analytic"),
        ],
        diagnostics: [
            Diagnostic(
                "pretrend-wald",
                [
                    .init("statistic", .number(7.79)), .init("df", .integer(5)),
                    .init("p.value", .number(0.168)),
                ])
        ],
        notes: ["Effects are relative to event time -1."])

    /// Rows that only their labels tell apart.
    static let cells = Estimates(
        command: "did",
        rows: [2004, 2006].map { group in
            Estimate(
                term: "ATT", labels: [.init("group", .integer(group)), .init("time", .integer(2007))],
                estimate: Double(group - 2005) / 10, standardError: 0.05, degreesOfFreedom: nil)
        },
        covariance: Matrix(2, 2, repeating: 0), model: [.init("estimator", "callaway-santanna")])

    static let table = ReportTable(
        [("Least_squares", regression), ("Events", events)], title: "Burnout & <records>",
        labels: ["event::0": "First month"], stars: ReportTable.conventionalStars, notes: ["Simulated."])

    static func description() throws -> TableDescription {
        let units: [Int] = (0..<24).map { $0 / 4 + 1 }
        let months: [String?] = (0..<24).map { "2021-0\($0 % 4 + 1)" }
        let starts: [String?] = units.map { $0 < 3 ? "2021-03" : nil }
        let scores: [Double] = (0..<24).map { row in row == 5 ? Double.nan : Double(row * row % 7) / 2 }
        let clinics: [String?] = units.map { $0 % 2 == 0 ? "north" : "so|uth" }
        let table = try DataTable([
            Column("unit", units), Column("month", months), Column("start", starts), Column("y", scores),
            Column("clinic", clinics),
        ])
        return try TableDescription(
            table, .init(unit: "unit", time: "month", cohort: "start", clusters: ["clinic"]))
    }
}
