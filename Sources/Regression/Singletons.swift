import Inference

extension ModelFrame {
    /// The frame without rows that are alone in a level of an absorbed factor, and how many were dropped.
    ///
    /// Dropping a row may leave another one alone, so it goes on until none is (Correia 2015). Linear time:
    /// each level keeps the number of its rows and the exclusive-or of their positions, which is the position
    /// of the last row once one is left.
    func withoutSingletons(_ kind: WeightKind = .analytic) -> (frame: ModelFrame, dropped: Int) {
        let frequencies = kind == .frequency ? weights : nil
        let kept = Singletons.rowsKept(factors: absorbed, rowCount: sample.count, counts: frequencies)
        guard kept.count < sample.count else { return (self, 0) }
        return (keeping(kept), sample.count - kept.count)
    }
}

/// Finds rows that are alone in a level of a factor.
enum Singletons {
    /// The rows of each level; one that counts for several counts as two.
    private static func levelCounts(_ factor: Factor, _ frequencies: [Double]?) -> [Int32] {
        var counts = [Int32](repeating: 0, count: factor.levelCount)
        if let frequencies {
            for (code, frequency) in zip(factor.codes, frequencies) {
                counts[Int(code)] += frequency > 1 ? 2 : 1
            }
        } else {
            for code in factor.codes { counts[Int(code)] += 1 }
        }
        return counts
    }

    /// The positions of the rows that stay, ascending; a row that counts for several is never alone.
    static func rowsKept(factors: [Factor], rowCount: Int, counts frequencies: [Double]? = nil) -> [Int32] {
        var counts = Parallel.map(factors.count) { levelCounts(factors[$0], frequencies) }
        guard counts.contains(where: { $0.contains(1) }) else { return Array(0..<Int32(rowCount)) }
        var lastRow = factors.map { [Int32](repeating: 0, count: $0.levelCount) }
        for (q, factor) in factors.enumerated() {
            for (row, code) in factor.codes.enumerated() { lastRow[q][Int(code)] ^= Int32(row) }
        }
        var alive = [Bool](repeating: true, count: rowCount)
        var pending: [(factor: Int, level: Int)] = []
        for q in factors.indices {
            for level in counts[q].indices where counts[q][level] == 1 { pending.append((q, level)) }
        }
        while let next = pending.popLast() {
            guard counts[next.factor][next.level] == 1 else { continue }
            let row = lastRow[next.factor][next.level]
            alive[Int(row)] = false
            for (q, factor) in factors.enumerated() {
                let level = Int(factor.codes[Int(row)])
                counts[q][level] -= 1
                lastRow[q][level] ^= row
                if counts[q][level] == 1 { pending.append((q, level)) }
            }
        }
        return (0..<Int32(rowCount)).filter { alive[Int($0)] }
    }
}
