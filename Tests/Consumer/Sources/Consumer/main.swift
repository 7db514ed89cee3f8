import Causal

// Every public entry as a user's program calls it, on data of the library's own making. It prints what each gives, and ends with
// a trap where something does not work: a test of the package from outside.

func section(_ title: String) { print("== \(title)") }

// Tables, files of every kind, conditions.
section("tables")
let clinics = try SimulatedClinics().table()
try clinics.write(csv: "clinics.csv")
for ending in ["csv", "tsv", "jsonl", "dta", "sav", "xpt"] {
    try clinics.write(to: "clinics.\(ending)")
    let again = try DataTable(file: "clinics.\(ending)")
    precondition(again.rowCount == clinics.rowCount && again.columns.count == clinics.columns.count, ending)
}
let panel = try DataTable(csv: "clinics.csv")
print(try panel.filtered(where: "month > 12 & treated == 1").rowCount, try panel.numbers("burnout").count)
print(
    try TableDescription(panel, .init(unit: "clinician", time: "month", clusters: ["clinic"])).rendered(
        as: .text))

// Least squares; the covariance chosen after the fit.
section("regression")
let ols = try LeastSquares("burnout ~ treated + caseload | clinician + month").fit(panel)
let result = try ols.estimates(.clustered(by: "clinic", correction: .cr2))
print(result, result["treated"].interval, try result.wald("treated = 0").pValue)
let wild = try ols.wildBootstrap("treated = 0", clusters: ["clinic"])
print(wild)
print(
    try GeneralisedLinearModel("caseload ~ treated | clinic + month", family: .poisson).fit(panel).estimates()
)

// Difference-in-differences.
section("difference-in-differences")
let staggered: DataTable = try {
    var simulation = SimulatedClinics()
    simulation.adoption = .staggered(months: [7, 13], neverTreatedShare: 0.4)
    return try simulation.table()
}()
let index = PanelIndex(unit: "clinician", period: "month")
let att = try GroupTimeATT(
    outcome: "burnout", panel: index, firstTreated: "adopted", controls: .notYetTreated,
    adjustment: .doublyRobust("caseload")
).fit(staggered)
let event = try att.aggregate(.eventTime(-4...5)).estimates(.multiplierBootstrap(draws: 99, seed: 42))
print(event)
let policy = PolicyRegression(outcome: "burnout", panel: index, treatment: .firstTreated("adopted"))
print(try EventStudy(policy, window: -4...4).fit(staggered).estimates(.clustered(by: "clinic")))
print(try TwoWayFixedEffects(policy).fit(panel).estimates(.clustered(by: "clinic")))
print(try EstimatorComparison(policy).compare(staggered, clusters: ["clinic"]))

// Interrupted time series.
section("interrupted time series")
let series = try SimulatedSeries().table()
let its = try SegmentedRegression(
    outcome: "y", time: "time", interventions: [.levelAndSlope(at: 25)], season: .harmonics(2, period: 12)
).fit(series)
let trend = try its.estimates(.neweyWest(lag: 3))
print(trend, try its.effect(at: 36))

// Stepped-wedge trials.
section("stepped wedge")
let schedule = try Schedule.steppedWedge(sequences: 4, clustersPerSequence: 3)
var simulated = SimulatedTrial(schedule: schedule)
simulated.effect = 0.4
let wedge = try simulated.table()
let trial = try SteppedWedge(
    outcome: "y", cluster: "cluster", period: "period", treatment: "treatment",
    correlation: .nestedExchangeable
).fit(wedge)
let effect = try trial.estimates(.kenwardRoger)
print(effect)

// From an effect to a decision.
section("decisions")
print(try RiskDifference(Proportion(56, of: 70), Proportion(48, of: 80)))
let difference = try IncrementalCostEffectiveness(
    effect: 0.05, cost: 900, effectVariance: 0.0004, costVariance: 62_500)
print(try difference.estimates(willingness: [20_000]))

// Work systems.
section("work systems")
print(try Queue(arrivalRate: 6, serviceRate: 10).performance())

// Sums of a database.
section("aggregates")
let sums = try AggregateLeastSquares("burnout ~ treated", clusters: ["clinic"])
print(try sums.query(table: "visits", dialect: .duckdb).count)

// Presentation: tables side by side, pictures, bundles, reports; saved and read again.
section("presentation")
print(ReportTable([("DiD", event), ("ITS", trend), ("SW", effect)]).rendered(as: .latex))
for format in OutputFormat.allCases { precondition(!event.rendered(as: format).isEmpty) }
try Picture.eventStudy(event).write(to: "event.svg")
print(
    try Estimates(json: JSONValue(parsing: event.rendered(as: .json))).rows.count,
    event.mimeBundle().description.count)
let report = Report(
    question: "What did the new way of working do to burnout?", data: try TableDescription(staggered),
    estimates: event,
    picture: try Picture(of: event), command: "causal did clinics.csv …")
try report.write(to: "report.html")
print(report.sentence)

// Errors are values.
section("errors")
do {
    _ = try LeastSquares("burnuot ~ treated").fit(panel)
} catch let error {
    print(error.code.rawValue, error.description)
}
