import Regression

/// The cells of a trial as a schedule: who was treated when, and since when.
struct TrialCells: Sendable {
    let rows: TrialRows
    let statistics: CellStatistics
    /// Whether the treatment is 0 or 1 throughout.
    let isBinary: Bool
    /// The position of each cluster's first treated period; nil for a cluster that is never treated.
    let starts: [Int?]

    init(_ rows: TrialRows) {
        self.rows = rows
        let cells = CellStatistics(rows)
        statistics = cells
        isBinary = cells.treatment.allSatisfy { $0 == 0 || $0 == 1 }
        starts = (0..<cells.clusterCount).map { cluster in
            (cells.starts[cluster]..<cells.starts[cluster + 1]).first { cells.treatment[$0] > 0 }
                .map { cells.periods[$0] }
        }
    }

    /// The number of periods since the start, 1 in the first treated one and 0 in control, of each cell.
    var exposures: [Int] {
        var exposures = [Int](repeating: 0, count: statistics.cellCount)
        for cluster in 0..<statistics.clusterCount {
            guard let start = starts[cluster] else { continue }
            for cell in cells(of: cluster) where statistics.treatment[cell] > 0 {
                exposures[cell] = statistics.periods[cell] - start + 1
            }
        }
        return exposures
    }

    /// The cells of a cluster.
    func cells(of cluster: Int) -> Range<Int> { statistics.starts[cluster]..<statistics.starts[cluster + 1] }

    /// The clusters that are in control again after a treated period.
    var reverting: [Int] {
        (0..<statistics.clusterCount).filter { cluster in
            guard let start = starts[cluster] else { return false }
            return cells(of: cluster).contains {
                statistics.periods[$0] > start && statistics.treatment[$0] == 0
            }
        }
    }

    /// Each period's numbers of control and treated cells.
    var arms: [(control: Int, treated: Int)] {
        var arms = [(control: Int, treated: Int)](repeating: (0, 0), count: rows.period.levelCount)
        for cell in 0..<statistics.cellCount {
            if statistics.treatment[cell] > 0 {
                arms[statistics.periods[cell]].treated += 1
            } else {
                arms[statistics.periods[cell]].control += 1
            }
        }
        return arms
    }
}
