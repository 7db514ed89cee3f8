import Regression

extension PolicyPanel {
    /// Refuses units in periods that are far more than the rows that fill them, which no memory holds: a time stamp for a
    /// month, say.
    func checkSize() throws(CausalError) {
        guard let unit else { return }
        let cells = unit.levelCount * period.levelCount
        guard cells <= max(1 << 26, 4 * sample.count) else {
            throw CausalError(
                .badPanel,
                "\(unit.levelCount) units in \(period.levelCount) periods are far more than the rows that fill them",
                file: sample.table.source, column: period.name,
                remedy: "Use coarser periods, e.g. months in place of days.")
        }
    }

    /// Refuses cohorts in periods that are too many to compare each with each.
    func checkCohorts() throws(CausalError) {
        let cells = cohorts.count * period.levelCount
        guard cells <= 1 << 20, cells * cohorts.count <= 1 << 28 else {
            throw CausalError(
                .badPanel,
                "\(cohorts.count) cohorts in \(period.levelCount) periods are too many to be compared one by one",
                file: sample.table.source, column: period.name,
                remedy: "Use coarser periods, e.g. months in place of days.")
        }
    }
}
