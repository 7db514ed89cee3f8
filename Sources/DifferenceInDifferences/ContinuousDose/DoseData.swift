import Regression

/// A panel's units sorted by cohort, with the dose of each.
struct DoseData: Sendable {
    let policy: PolicyFrame
    let units: GroupTimeData
    let cells: GroupTimeCells
    /// The dose of each unit in the order of ``units``; 0 for the never treated.
    let doses: [Double]
    /// The functions of the dose, by cohort.
    let bases: [DoseBasis]
    /// The doses of treated units, ascending, each as often as it occurs.
    let treatedDoses: [Double]
    /// How covariates enter.
    let method: Adjustment.Method
    /// The controls' dose where everybody is treated; nil for none.
    let reference: Double?
    let notes: [String]

    init(
        _ model: ContinuousDose, _ selection: GroupTimeSelection, _ frame: GroupTimeATT, reference: Double?
    ) throws(CausalError) {
        policy = selection.policy
        method = model.method
        self.reference = reference
        guard let unit = policy.panel.unit else {
            throw CausalError(.defect, "a panel of doses has no units")
        }
        let rows = GroupTimeRows(policy)
        cells = GroupTimeCells(times: rows.times, starts: rows.starts, frame)
        let units = try GroupTimeData(panel: rows, unit: unit)
        let levels = try DoseData.doses(model, policy.panel, unit, last: rows.times.last ?? .nan)
        let doses = units.source.map { levels[Int(unit.codes[Int($0)])] }
        self.units = units
        self.doses = doses
        notes =
            selection.notes + units.notes
            + (reference.map {
                [
                    "Everybody is treated: effects are those beyond the lowest dose, \($0.shortestDecimal), whose units are "
                        + "the controls."
                ]
            } ?? [])
        treatedDoses = doses.filter { $0 > 0 }.sorted()
        var bases: [DoseBasis] = []
        for cohort in cells.starts.indices {
            let own = units.strata.filter { $0.cohort == cohort }.flatMap { $0.rows.map { doses[$0] } }
            bases.append(try DoseData.basis(model, treatedDoses, own: own, from: reference ?? 0))
        }
        self.bases = bases
    }

    /// Each unit's dose in its treated rows; 0 for units that are not treated within the data.
    private static func doses(
        _ model: ContinuousDose, _ panel: PolicyPanel, _ unit: Factor, last: Double
    ) throws(CausalError) -> [Double] {
        let name = model.dose ?? model.treatment.column
        let values = try panel.sample.numbers(name, allowingMissing: true)
        var found = [Double](repeating: .nan, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated()
        where panel.time[row] >= panel.firstTreated[row] && !values[row].isNaN {
            let before = found[Int(code)]
            guard values[row] > 0, values[row].isFinite else {
                throw CausalError(
                    .badValue, "unit '\(unit.label(Int(code)))' is treated and its dose is not positive",
                    column: name, row: panel.sample.tableRow(row), value: values[row].shortestDecimal,
                    remedy: "A unit that gets no dose is never treated: leave its first treated period empty."
                )
            }
            guard before.isNaN || before == values[row] else {
                throw CausalError(
                    .badPanel, "the dose of unit '\(unit.label(Int(code)))' changes while it is treated",
                    column: name, row: panel.sample.tableRow(row), value: values[row].shortestDecimal,
                    remedy: "Use --estimator switchers for doses that change.")
            }
            found[Int(code)] = values[row]
        }
        for (row, code) in unit.codes.enumerated() where found[Int(code)].isNaN {
            guard panel.firstTreated[row] > last else {
                throw CausalError(
                    .missingValue, "unit '\(unit.label(Int(code)))' is treated and its dose is not known",
                    column: name, row: panel.sample.tableRow(row),
                    remedy: "Fill it in, or leave the unit out with --where.")
            }
            found[Int(code)] = 0
        }
        return found
    }

    private static func basis(
        _ model: ContinuousDose, _ all: [Double], own: [Double], from none: Double
    ) throws(CausalError) -> DoseBasis {
        let column = model.dose ?? model.treatment.column
        switch model.curve {
        case .levels:
            let levels = Set(own).sorted()
            guard levels.count <= 1000 else {
                throw CausalError(
                    .badArgument, "\(levels.count) different doses cannot each have an effect",
                    column: column,
                    remedy: "Use a curve (--degree, --knots), or put doses into classes.")
            }
            return .levels(levels, from: none)
        case .spline(let degree, let knots):
            guard let low = all.first, let high = all.last, low < high else {
                throw CausalError(
                    .notIdentified, "all treated units have the same dose, so that there is no curve",
                    column: column, remedy: "Use callaway-santanna, or --levels.")
            }
            let interior = (0..<knots).map { quantile(all, Double($0 + 1) / Double(knots + 1)) }
            let inside = interior.filter { $0 > low && $0 < high }
            guard inside.count == knots, Set(inside).count == knots else {
                throw CausalError(
                    .badArgument, "the doses are too few for \(knots) knots", column: column,
                    remedy: "Give fewer --knots, or --levels.")
            }
            return .spline(BSplineBasis(degree: degree, interior: inside, low: low, high: high))
        }
    }

    /// The quantile by linear interpolation between order statistics (R's type 7).
    static func quantile(_ sorted: [Double], _ share: Double) -> Double {
        let place = share * Double(sorted.count - 1)
        let below = min(Int(place), sorted.count - 1)
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }
}
