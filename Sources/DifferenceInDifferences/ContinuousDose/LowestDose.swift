import Regression

/// The same panel with the units of the lowest dose in place of the never treated.
struct LowestDose {
    let dose: Double
    let model: ContinuousDose
    let table: DataTable

    static let startName = "(start)"

    /// - Throws: `CausalError.Code.badArgument` where units are never treated, which are the better controls, or start at
    ///   several times; `CausalError.Code.notIdentified` when all have one dose.
    init(_ model: ContinuousDose, _ table: DataTable) throws(CausalError) {
        let policy = try PolicyRegression(
            outcome: model.outcome, panel: model.panel, treatment: model.treatment,
            covariates: model.covariates, weights: model.weights
        ).frame(absorbing: [], table)
        let panel = policy.panel
        let column = model.dose ?? model.treatment.column
        guard !panel.hasNeverTreated else {
            throw CausalError(
                .badArgument, "some units are never treated, and they are the better controls",
                column: model.treatment.column, remedy: "Leave out the comparison with the lowest dose.")
        }
        guard panel.cohorts.count == 1 else {
            throw CausalError(
                .badArgument,
                "units of the lowest dose serve as controls of one cohort, and there are \(panel.cohorts.count)",
                column: model.treatment.column, remedy: "Keep one cohort with --where.")
        }
        let doses = try panel.sample.numbers(column, allowingMissing: true)
        let treated = doses.indices.filter { panel.time[$0] >= panel.firstTreated[$0] && doses[$0] > 0 }
        guard let lowest = treated.map({ doses[$0] }).min(), treated.contains(where: { doses[$0] > lowest })
        else {
            throw CausalError(
                .notIdentified, "no dose above the lowest one is seen", column: column,
                remedy: "Effects need two doses or more.")
        }
        var isLowest = [Bool](repeating: false, count: panel.unit?.levelCount ?? 0)
        if let unit = panel.unit {
            for row in treated where doses[row] == lowest { isLowest[Int(unit.codes[row])] = true }
        }
        var starts = [Double](repeating: .nan, count: table.rowCount)
        for row in doses.indices {
            let isControl = panel.unit.map { isLowest[Int($0.codes[row])] } ?? false
            starts[panel.sample.tableRow(row) - 1] = isControl ? .nan : panel.firstTreated[row]
        }
        var changed = model
        changed.treatment = .firstTreated(LowestDose.startName)
        changed.dose = column
        self.table = try DataTable(
            table.columns.filter { $0.name != LowestDose.startName } + [Column(LowestDose.startName, starts)],
            source: table.source)
        (dose, self.model) = (lowest, changed)
    }
}
