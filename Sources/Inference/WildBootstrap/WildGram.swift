import LinearAlgebra

/// A part of a draw's variance as quadratic forms v′P_ab v in the draw, for parts with so many clusters that
/// this is cheaper than their scores.
enum WildGram {
    /// factor · M_a′M_b for each pair a ≤ b of maps: bootstrap clusters × bootstrap clusters.
    static func forms(_ part: WildPart, _ scores: [Matrix]) -> [Matrix] {
        let maps = part.leverage.indices
        return maps.flatMap { a in
            (a..<maps.count).map { b in part.factor * product(part, scores, a, b) }
        }
    }

    private static func product(_ part: WildPart, _ scores: [Matrix], _ a: Int, _ b: Int) -> Matrix {
        if let whole = part.whole { return whole[a] * whole[b].transposed }
        // (H_a + L_a′S_a′)′(H_b + L_b′S_b′) with L the leverage.
        let first = crossed(part, a, b) * scores[b].transposed
        let second = scores[a] * crossed(part, b, a).transposed
        let third = scores[a] * (part.leverage[a] * part.leverage[b].transposed) * scores[b].transposed
        return squares(part, a, b, scores[a].rowCount) + first + second + third
    }

    /// H_a′L_b′: bootstrap clusters × coefficients.
    private static func crossed(_ part: WildPart, _ a: Int, _ b: Int) -> Matrix {
        guard let cells = part.cells else { return Matrix(0, 0) }
        let leverage = part.leverage[b]
        let k = leverage.rowCount
        let count = (cells.bootstrap.max() ?? -1) + 1
        var sums = Matrix(k, Int(count))
        for i in cells.clusters.indices {
            let (c, h) = (Int(cells.clusters[i]), Int(cells.bootstrap[i]))
            for j in 0..<k { sums.values[h * k + j] += cells.values[a][i] * leverage.values[c * k + j] }
        }
        return sums.transposed
    }

    /// H_a′H_b: pairs of cells of one cluster.
    private static func squares(_ part: WildPart, _ a: Int, _ b: Int, _ count: Int) -> Matrix {
        var sums = Matrix(count, count)
        guard let cells = part.cells else { return sums }
        var start = 0
        while start < cells.clusters.count {
            var end = start
            while end < cells.clusters.count, cells.clusters[end] == cells.clusters[start] { end += 1 }
            for i in start..<end {
                for j in start..<end {
                    sums[Int(cells.bootstrap[i]), Int(cells.bootstrap[j])] +=
                        cells.values[a][i] * cells.values[b][j]
                }
            }
            start = end
        }
        return sums
    }
}
