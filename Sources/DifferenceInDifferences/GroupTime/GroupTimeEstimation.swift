import Regression

/// The comparisons of all cells.
struct GroupTimeEstimation: Sendable {
    let data: GroupTimeData
    let cells: GroupTimeCells
    /// The comparisons; nil for a reference and where it failed.
    let models: [(any CellModel)?]
    /// Why comparisons failed, by cell.
    let failures: [Int: CellFailure]
    /// For each cell the number of the propensity score it uses, equal for cells with the same.
    let scoreNumbers: [Int?]

    /// Estimates the cells one after the other, each on all threads.
    ///
    /// Where covariates and weights do not vary within units and every unit is seen in every period, cells of a cohort
    /// with the same controls share their propensity score.
    init(_ data: GroupTimeData, _ cells: GroupTimeCells, _ method: Adjustment.Method) {
        self.data = data
        self.cells = cells
        var models: [(any CellModel)?] = []
        var failures: [Int: CellFailure] = [:]
        var numbers: [Int?] = []
        var scores: [ScoreKey: (number: Int, score: PropensityScore?)] = [:]
        let sharesScores = data.isPanel && !data.varies && !data.hasMissing
        let usesScore = method != .outcomeRegression && data.width > 1
        for (position, cell) in cells.cells.enumerated() {
            models.append(nil)
            numbers.append(nil)
            guard !cell.isReference else { continue }
            let rows = data.rows(cell)
            do throws(CellFailure) {
                var score: PropensityScore?
                if usesScore {
                    let key = ScoreKey(cell, position: sharesScores ? nil : position)
                    let found =
                        scores[key]
                        ?? (scores.count, PropensityScore.fitted(rows, rows.pieces))
                    scores[key] = found
                    guard let fitted = found.1 else {
                        try GroupTimeEstimation.checkRows(rows)
                        throw .noOverlap
                    }
                    score = fitted
                    numbers[position] = found.0
                }
                models[position] =
                    data.isPanel
                    ? try PanelComparison(rows, method, score: score)
                    : try CrossSectionComparison(rows, method, score: score)
            } catch {
                failures[position] = error
            }
        }
        self.models = models
        self.failures = failures
        scoreNumbers = numbers
    }

    private struct ScoreKey: Hashable {
        let cohort: Int
        let controls: [Int]
        let position: Int?

        init(_ cell: GroupTimeCell, position: Int?) {
            cohort = cell.cohort
            controls = cell.controls
            self.position = position
        }
    }

    /// Tells a cell without treated rows or controls from one without overlap.
    private static func checkRows(_ rows: CellRows) throws(CellFailure) {
        let counts = rows.sums(2, rows.pieces) { view, piece, sums in
            for row in piece.rows where !view.value(row).isNaN { sums[piece.isTreated ? 0 : 1] += 1 }
        }
        if counts[0] == 0 { throw .noTreated }
        if counts[1] == 0 { throw .noControls }
    }

    /// The effects; NaN where there is none.
    var effects: [Double] {
        cells.cells.indices.map { cells.cells[$0].isReference ? 0 : models[$0]?.effect ?? .nan }
    }

    /// Each cohort's share of the weights: Σw/n.
    var shares: [Double] {
        cells.starts.indices.map { cohort in
            data.strata.reduce(0) { total, stratum in
                stratum.cohort == cohort ? stratum.rows.reduce(total) { $0 + data.share($1) } : total
            }
        }
    }
}

extension GroupTimeData {
    /// Whether some unit of a panel is not seen in some period.
    var hasMissing: Bool { isPanel && outcomes.contains { $0.contains { $0.isNaN } } }
}
