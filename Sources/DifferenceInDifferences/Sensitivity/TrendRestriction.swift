import Groundwork

/// How far trends may depart from parallel: δ is the difference in trends, 0 at the reference period.
///
/// Source: Rambachan & Roth (2023), section 2.3.
public enum TrendRestriction: String, Sendable, Hashable, CaseIterable {
    /// Δ^RM(M̄): no change between periods after the reference exceeds M̄ times the largest one before it.
    case relativeMagnitude = "relative-magnitude"
    /// Δ^SD(M): the slope changes by at most M from one period to the next.
    case smoothness
}

/// What else is known of the difference in trends, together with a ``TrendRestriction``.
///
/// Source: Rambachan & Roth (2023), section 2.3.3.
public enum TrendShape: String, Sendable, Hashable, CaseIterable {
    /// It does not fall from one period to the next.
    case increasing
    /// It does not rise from one period to the next.
    case decreasing
    /// It is not negative after the reference.
    case positive
    /// It is not positive after the reference.
    case negative
}

/// Linear inequalities A·δ ≤ d on the difference in trends, the reference left out.
struct TrendInequalities {
    /// The rows of A.
    var rows: [[Double]]
    /// d.
    var limits: [Double]

    /// The polyhedra whose union is the restriction.
    static func pieces(
        _ restriction: TrendRestriction, bound: Double, shape: TrendShape?, before: Int, after: Int
    ) -> [TrendInequalities] {
        let periods = TrendPeriods(before: before, after: after)
        var pieces: [TrendInequalities]
        switch restriction {
        case .smoothness:
            let bends = (1..<(before + after)).map { periods.row([($0 - 1, 1), ($0, -2), ($0 + 1, 1)]) }
            pieces = [TrendInequalities(bends.flatMap { [$0, $0.map { -$0 }] }, limit: bound)]
            // With one period after, all inequalities are kept, as Rambachan & Roth's own program does.
            if after > 1 { pieces[0] = pieces[0].keepingLater(before) }
        case .relativeMagnitude:
            pieces = (1...before).flatMap { period in
                [1.0, -1].map { sign in
                    let largest = periods.change(period).map { sign * bound * $0 }
                    let later = ((before + 1)...(before + after)).map(periods.change)
                    return TrendInequalities(
                        later.flatMap { change in
                            [1.0, -1].map { side in zip(change, largest).map { side * $0 - $1 } }
                        }, limit: 0)
                }
            }
        }
        guard let shape else { return pieces }
        let extra = TrendInequalities(periods.rows(shape), limit: 0).keepingLater(before)
        return pieces.map {
            var piece = $0
            piece.rows += extra.rows
            piece.limits += extra.limits
            return piece
        }
    }

    private init(_ rows: [[Double]], limit: Double) {
        self.rows = rows
        limits = Array(repeating: limit, count: rows.count)
    }

    /// The inequalities that hold of periods after the reference.
    private func keepingLater(_ before: Int) -> TrendInequalities {
        var kept = self
        let indices = rows.indices.filter { rows[$0][before...].contains { $0 != 0 } }
        kept.rows = indices.map { rows[$0] }
        kept.limits = indices.map { limits[$0] }
        return kept
    }
}

/// Rows over the periods 0 … before + after, of which the one at `before` is the reference and left out.
private struct TrendPeriods {
    let before: Int
    let after: Int

    func row(_ entries: [(Int, Double)]) -> [Double] {
        var row = [Double](repeating: 0, count: before + after)
        for (period, factor) in entries where period != before {
            row[period < before ? period : period - 1] += factor
        }
        return row
    }

    /// δ_t − δ_{t−1}.
    func change(_ period: Int) -> [Double] { row([(period, 1), (period - 1, -1)]) }

    func rows(_ shape: TrendShape) -> [[Double]] {
        switch shape {
        case .increasing: (1...(before + after)).map { change($0).map { -$0 } }
        case .decreasing: (1...(before + after)).map(change)
        case .positive: ((before + 1)...(before + after)).map { row([($0, -1)]) }
        case .negative: ((before + 1)...(before + after)).map { row([($0, 1)]) }
        }
    }
}
