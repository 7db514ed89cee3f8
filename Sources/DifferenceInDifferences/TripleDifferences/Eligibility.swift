import Regression

/// Which rows belong to eligible units.
struct Eligibility {
    let rows: [Bool]

    init(_ column: String, _ panel: PolicyPanel) throws(CausalError) {
        let sample = panel.sample
        let values = try sample.numbers(column)
        if let row = values.firstIndex(where: { $0 != 0 && $0 != 1 }) {
            throw CausalError(
                .badValue, "eligibility is neither 0 nor 1", column: column, row: sample.tableRow(row),
                value: values[row].shortestDecimal)
        }
        rows = values.map { $0 == 1 }
        guard rows.contains(true), rows.contains(false) else {
            throw CausalError(
                .notIdentified, "\(rows.contains(true) ? "all units are" : "no unit is") eligible",
                column: column,
                remedy: "Triple differences compare eligible with ineligible units; without them use "
                    + "--estimator callaway-santanna.")
        }
        try checkUnits(column, panel)
    }

    private func checkUnits(_ column: String, _ panel: PolicyPanel) throws(CausalError) {
        guard let unit = panel.unit else { return }
        var first = [Int32](repeating: -1, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() {
            let level = Int(code)
            if first[level] < 0 { first[level] = Int32(row) }
            guard rows[row] == rows[Int(first[level])] else {
                throw CausalError(
                    .badPanel, "unit '\(unit.label(level))' is eligible in one row and not in another",
                    column: column, row: panel.sample.tableRow(row),
                    remedy: "Eligibility belongs to a unit, not to a period: take that of its first period.")
            }
        }
    }
}
