import Regression

/// Two groups in two periods.
struct FourSamples: Sendable {
    let policy: PolicyFrame
    /// The cell of each row: 2·(treated group) + (second period).
    let cell: [Int]
    /// The outcomes, less what covariates explain.
    let response: [Double]
    /// What covariates explain, where there are some.
    let explained: ExplainedOutcomes?
    /// The samples by cell: controls before and after, treated before and after.
    let samples: [OutcomeSample]

    /// Σw of each cell.
    var masses: [Double] {
        var masses = [Double](repeating: 0, count: 4)
        for (row, own) in cell.enumerated() { masses[own] += policy.frame.weights?[row] ?? 1 }
        return masses
    }

    /// - Throws: `CausalError.Code.badPanel` and `CausalError.Code.notIdentified`, see ``ChangesInChanges/fit(_:)``.
    init(_ policy: PolicyFrame, _ treatment: Treatment) throws(CausalError) {
        let panel = policy.panel
        try panel.checkBinary(treatment)
        try panel.checkStays(treatment)
        let times = Set(panel.time).sorted()
        guard times.count == 2 else {
            throw CausalError(
                .badPanel, "the distributions of two periods are compared, and there are \(times.count)",
                column: panel.period.name,
                remedy: "Keep two, e.g. --where \"\(panel.period.name) == 3 | \(panel.period.name) == 4\".")
        }
        guard panel.cohorts == [times[1]] else {
            throw CausalError(
                panel.cohorts.isEmpty ? .notIdentified : .badPanel,
                panel.cohorts.isEmpty
                    ? "nobody is treated"
                    : "all treated units must be untreated in the first period and treated in the second",
                column: treatment.column, remedy: "Keep two periods between which one group starts.")
        }
        self.policy = policy
        cell = panel.time.indices.map {
            (panel.firstTreated[$0].isFinite ? 2 : 0) + (panel.time[$0] == times[1] ? 1 : 0)
        }
        try FourSamples.checkSingle(panel, cell)
        let everybody = Array(cell.indices)
        let (frame, cell) = (policy.frame, cell)
        explained = try FourSamples.explained(frame, cell, everybody)
        response = explained?.taken(from: frame.response, frame) ?? frame.response
        samples = try FourSamples.samples(response, cell, frame.weights, treatment)
    }

    private static func explained(
        _ frame: ModelFrame, _ cell: [Int], _ rows: [Int]
    ) throws(CausalError) -> ExplainedOutcomes? {
        guard !frame.columns.isEmpty, Set(cell).count == 4 else { return nil }
        guard let found = ExplainedOutcomes(frame, cell, rows) else {
            throw CausalError(
                .notIdentified, "the covariates determine each other within groups and periods",
                remedy: "Leave out those that are constant or follow from others.")
        }
        return found
    }

    /// The samples of the same rows, some of them several times, others not at all; what covariates explain is estimated
    /// anew. Nil when a cell has no rows or covariates determine each other.
    func resampled(_ rows: [Int]) -> [OutcomeSample]? {
        let frame = policy.frame
        guard explained != nil else { return FourSamples.samples(response, cell, frame.weights, rows) }
        guard let again = ExplainedOutcomes(frame, cell, rows) else { return nil }
        return FourSamples.samples(again.taken(from: frame.response, frame), cell, frame.weights, rows)
    }

    private static func samples(
        _ response: [Double], _ cell: [Int], _ weights: [Double]?, _ rows: [Int]
    ) -> [OutcomeSample]? {
        var values = Array(repeating: [Double](), count: 4)
        var masses = values
        for row in rows {
            values[cell[row]].append(response[row])
            if let weights { masses[cell[row]].append(weights[row]) }
        }
        guard values.allSatisfy({ !$0.isEmpty }) else { return nil }
        return values.indices.map { OutcomeSample(values[$0], weights: weights == nil ? nil : masses[$0]) }
    }

    private static func samples(
        _ response: [Double], _ cell: [Int], _ weights: [Double]?, _ treatment: Treatment
    ) throws(CausalError) -> [OutcomeSample] {
        let names = ["of controls before", "of controls after", "of treated before", "of treated after"]
        guard let found = samples(response, cell, weights, Array(response.indices)) else {
            let empty = names.indices.filter { !cell.contains($0) }.map { names[$0] }
            throw CausalError(
                .notIdentified, "there are no rows \(empty.joined(separator: ", none ")) the start",
                column: treatment.column, remedy: "All four groups of rows are needed.")
        }
        for (sample, name) in zip(found, names) where !(sample.bandwidth > 0) {
            throw CausalError(
                .notIdentified,
                "the outcomes \(name) the start are all the same, so that they have no distribution",
                remedy: "Use --estimator 2x2.")
        }
        return found
    }

    private static func checkSingle(_ panel: PolicyPanel, _ cell: [Int]) throws(CausalError) {
        guard let unit = panel.unit else { return }
        var seen = [Bool](repeating: false, count: 2 * unit.levelCount)
        for (row, code) in unit.codes.enumerated() {
            let place = 2 * Int(code) + cell[row] % 2
            guard !seen[place] else {
                throw CausalError(
                    .badPanel, "unit '\(unit.label(Int(code)))' has two rows in one period",
                    file: panel.sample.table.source, column: unit.name, row: panel.sample.tableRow(row),
                    remedy: "Keep one row for each unit and period, or leave out the unit and cluster by it.")
            }
            seen[place] = true
        }
    }
}
