import Regression

/// The controls' residuals weighted by the odds of being treated.
extension DoseComparison {
    static func robust(
        _ rows: CellRows, _ method: Adjustment.Method
    ) throws(CellFailure) -> PanelComparison? {
        guard method == .doublyRobust, rows.width > 1 else { return nil }
        guard let score = PropensityScore.fitted(rows, rows.pieces) else { throw .noOverlap }
        return try PanelComparison(rows, .doublyRobust, score: score)
    }

    /// What a share of −η adds.
    func add(_ difference: Double, to shares: inout Matrix, _ place: Int) {
        shares[place, 0] += difference
        for j in curve.indices {
            shares[place, 2 + j] += turn[j] * difference
            shares[place, 1] += meanSlopes[j] * turn[j] * difference
        }
    }

    /// The units' shares of −η: those of the doubly robust effect less those of the regression's; nil without odds.
    func differences(_ rows: CellRows, _ segment: CellRows.Segment) -> [Double]? {
        guard let robust, let score = robust.score else { return nil }
        return rows.withView { view in
            let probabilities = segment.rows.map { score.probability(view, $0) }
            var found = [Double](repeating: 0, count: segment.rows.count)
            probabilities.withUnsafeBufferPointer { probabilities in
                found.withUnsafeMutableBufferPointer { found in
                    // Both hold a place for each row of the segment, of which there is one at least.
                    guard let p = probabilities.baseAddress, let out = found.baseAddress else { return }
                    robust.shares(view, segment, probabilities: p, out)
                }
            }
            for (place, row) in segment.rows.enumerated() where !view.value(row).isNaN {
                found[place] -= plain(view, row, segment.isTreated)
            }
            return found
        }
    }

    /// A unit's share of the effect by the regression alone.
    @inline(__always)
    private func plain(_ view: CellRows.View, _ row: Int, _ isTreated: Bool) -> Double {
        let (w, r) = (view.weight(row), view.value(row) - view.dot(row, gamma))
        if isTreated { return w * (r - offset - effect) / mass }
        var sum = 0.0
        let x = view.x(row)
        for j in 0..<view.width { sum += x[j] * controlWeights[j, 0] }
        return -w * r * sum
    }
}
