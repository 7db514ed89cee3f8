import Regression

/// One of the effects: a cohort in a period, relative to a base period.
struct GroupTimeCell: Sendable, Hashable {
    /// The cohort's position among the treated ones.
    let cohort: Int
    /// The period's position.
    let period: Int
    /// The base period's position.
    let base: Int
    /// The cohorts whose units are controls; the one after all treated is never treated.
    let controls: [Int]

    /// Whether the effect is zero by definition.
    var isReference: Bool { period == base }
}

/// Periods, cohorts and the cells that they make.
struct GroupTimeCells: Sendable {
    /// The periods' times, ascending.
    let times: [Double]
    /// The treated cohorts' first treated times, ascending.
    let starts: [Double]
    /// For how many periods before its start the treatment may have effects.
    let anticipation: Int
    /// The cells by cohort, then by period.
    let cells: [GroupTimeCell]

    /// Periods in which a cohort is treated, or may anticipate it, are compared with the last one before (Callaway &
    /// Sant'Anna 2021, theorem 1); R's `did` compares anticipating periods with the one before each.
    init(times: [Double], starts: [Double], _ model: GroupTimeATT) {
        self.times = times
        self.starts = starts
        anticipation = model.anticipation
        var cells: [GroupTimeCell] = []
        for (cohort, start) in starts.enumerated() {
            guard let before = times.lastIndex(where: { $0 + Double(model.anticipation) < start }) else {
                continue
            }
            for period in times.indices {
                if model.base == .varying && period == 0 { continue }
                let base = model.base == .varying && period <= before ? period - 1 : before
                let reach = max(times[period], times[base]) + Double(model.anticipation)
                let later = starts.indices.filter { $0 != cohort && starts[$0] > reach }
                cells.append(
                    GroupTimeCell(
                        cohort: cohort, period: period, base: base,
                        controls: (model.controls == .neverTreated ? [] : later) + [starts.count]))
            }
        }
        self.cells = cells
    }

    /// t − g of a cell.
    func event(_ cell: GroupTimeCell) -> Double { times[cell.period] - starts[cell.cohort] }

    /// Whether the cohort is treated in the cell's period.
    func isPost(_ cell: GroupTimeCell) -> Bool { event(cell) >= 0 }
}
