import Regression

extension PolicyPanel {
    /// How many units, periods and cohorts there are.
    var facts: [JSONValue.Member] {
        [
            .init("units", unitCount.map(JSONValue.integer) ?? .null),
            .init("periods", .integer(period.levelCount)), .init("cohorts", .integer(cohorts.count)),
        ]
    }

    /// Refuses a status that is neither 0 nor 1.
    func checkBinary(_ treatment: Treatment) throws(CausalError) {
        guard let row = status.firstIndex(where: { $0 != 0 && $0 != 1 }) else { return }
        throw CausalError(
            .badValue, "the treatment is neither 0 nor 1", file: sample.table.source,
            column: treatment.column,
            row: sample.tableRow(row), value: status[row].shortestDecimal,
            remedy: "Use --estimator switchers or twfe for a treatment that has a dose.")
    }

    /// Refuses a treatment that ends.
    func checkStays(_ treatment: Treatment) throws(CausalError) {
        guard reverts, let unit else { return }
        let row = status.indices.first { status[$0] <= 0 && time[$0] > firstTreated[$0] } ?? 0
        throw CausalError(
            .badPanel,
            "the treatment of unit \(unit.label(Int(unit.codes[row]))) ends, and the estimator assumes that it "
                + "stays",
            file: sample.table.source, column: treatment.column, row: sample.tableRow(row),
            remedy: "Use --estimator switchers, or give --cohort with each unit's first treated period.")
    }

    /// The rows of units that are not yet treated in the panel's first period; nil when these are all rows.
    var rowsWithPeriodBefore: [Int32]? {
        let firstPeriod = firstPeriod
        let rows = Parallel.positions(firstTreated.count) { firstTreated[$0] > firstPeriod }
        return rows.count == firstTreated.count ? nil : rows
    }

    /// The group of each unit, from one row of each.
    ///
    /// - Throws: `CausalError.Code.badPanel` when a unit has rows in two groups.
    func unitCodes(_ groups: Factor, at rows: [Int32]) throws(CausalError) -> [Int32] {
        let codes = Parallel.gather(groups.codes, at: rows)
        guard let unit else { return codes }
        var owner = [Int32](repeating: -1, count: unit.levelCount)
        for (row, code) in unit.codes.enumerated() {
            if owner[Int(code)] < 0 { owner[Int(code)] = groups.codes[row] }
            guard owner[Int(code)] == groups.codes[row] else {
                throw CausalError(
                    .badPanel, "unit '\(unit.label(Int(code)))' has rows in two clusters",
                    column: groups.name, row: sample.tableRow(row),
                    remedy: "Clusters must hold whole units; take the cluster of the unit's first period.")
            }
        }
        return codes
    }
}
