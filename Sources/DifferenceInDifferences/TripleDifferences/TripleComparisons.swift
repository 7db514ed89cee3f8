import Regression

/// The comparisons of two groups that triple differences are put together from.
///
/// The groups are cohorts split by eligibility: 2c holds the eligible units of cohort c, 2c + 1 the others.
struct TripleComparisons: Sendable {
    /// One effect with one comparison cohort: the positions of its three comparisons.
    struct Triple: Sendable {
        let cell: Int
        let within: Int
        let eligible: Int
        let ineligible: Int

        /// The same at other positions; each is among the keys.
        func moved(_ places: [Int: Int]) -> Triple {
            Triple(
                cell: cell, within: places[within] ?? 0, eligible: places[eligible] ?? 0,
                ineligible: places[ineligible] ?? 0)
        }
    }
    /// The comparisons as cells of split cohorts.
    let cells: GroupTimeCells
    /// By cell, then by comparison cohort.
    let triples: [Triple]

    init(_ whole: GroupTimeCells) {
        var pairs: [GroupTimeCell] = []
        var triples: [Triple] = []
        func add(_ cell: GroupTimeCell, _ control: Int) -> Int {
            pairs.append(
                GroupTimeCell(
                    cohort: 2 * cell.cohort, period: cell.period, base: cell.base, controls: [control]))
            return pairs.count - 1
        }
        for (position, cell) in whole.cells.enumerated() where !cell.isReference {
            let within = add(cell, 2 * cell.cohort + 1)
            for control in cell.controls {
                triples.append(
                    Triple(
                        cell: position, within: within, eligible: add(cell, 2 * control),
                        ineligible: add(cell, 2 * control + 1)))
            }
        }
        cells = GroupTimeCells(
            times: whole.times, starts: whole.starts.flatMap { [$0, $0] }, anticipation: whole.anticipation,
            cells: pairs)
        self.triples = triples
    }

    /// The triples as combinations of `count` terms, of which the comparisons are the first.
    func contrasts(_ triples: [Triple], _ count: Int) -> Matrix {
        var matrix = Matrix(triples.count, count)
        for (row, triple) in triples.enumerated() {
            matrix[row, triple.within] = 1
            matrix[row, triple.eligible] = 1
            matrix[row, triple.ineligible] = -1
        }
        return matrix
    }
}

extension GroupTimeCells {
    /// Cells that were made elsewhere.
    init(times: [Double], starts: [Double], anticipation: Int, cells: [GroupTimeCell]) {
        self.times = times
        self.starts = starts
        self.anticipation = anticipation
        self.cells = cells
    }
}

extension GroupTimeEstimation {
    /// The same with some of the cells.
    func keeping(_ positions: [Int]) -> GroupTimeEstimation {
        GroupTimeEstimation(self, keeping: positions)
    }

    private init(_ whole: GroupTimeEstimation, keeping positions: [Int]) {
        data = whole.data
        cells = GroupTimeCells(
            times: whole.cells.times, starts: whole.cells.starts, anticipation: whole.cells.anticipation,
            cells: positions.map { whole.cells.cells[$0] })
        models = positions.map { whole.models[$0] }
        failures = [:]
        scoreNumbers = positions.map { whole.scoreNumbers[$0] }
    }
}
