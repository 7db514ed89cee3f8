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

try regressions(panel)
let staggered: DataTable = try {
    var simulation = SimulatedClinics()
    simulation.adoption = .staggered(months: [7, 13], neverTreatedShare: 0.4)
    return try simulation.table()
}()
let event = try differences(panel, staggered)
let trend = try series()
let effect = try trials()
try decisions(effect, panel)
try workSystems(panel)
try sums(panel)

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
