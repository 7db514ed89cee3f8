import Inference

extension ModelFrame {
    /// The frame without levels of the first two absorbed factors that meet one level only of the other, taken off one
    /// after another until none is left, and how many rows that cost.
    ///
    /// In the graph whose vertices are the levels and whose edges are the pairs that occur (workers and firms, say),
    /// what stays is the 2-core (Seidman 1983). Beside singletons it takes off pairs with several rows: a firm that
    /// had one worker for three years says nothing of how firms differ, and in the full sample its rows inform the
    /// other coefficients by their changes within the pair only. Slopes stay the same where every pair taken off had
    /// one row; else they become those of the smaller sample.
    ///
    /// The same walk as for singletons, over distinct pairs instead of rows; linear time.
    ///
    /// - Throws: `CausalError.Code.badArgument` with fewer than two absorbed factors.
    func twoCore() throws(CausalError) -> (frame: ModelFrame, dropped: Int) {
        guard absorbed.count >= 2 else {
            throw CausalError(
                .badArgument,
                "a 2-core is one of two absorbed factors, and the formula has \(absorbed.count)",
                value: formula.text, remedy: "Name two after '|', as in '| worker + firm'.")
        }
        let pairs = absorbed[0].crossed(with: absorbed[1])
        let ends = absorbed[..<2].map { $0.keeping(pairs.firstRows) }
        let kept = Singletons.rowsKept(factors: ends, rowCount: pairs.levelCount)
        guard kept.count < pairs.levelCount else { return (self, 0) }
        var marks = [Bool](repeating: false, count: pairs.levelCount)
        for pair in kept { marks[Int(pair)] = true }
        let stays = marks
        let rows = Parallel.positions(sample.count) { stays[Int(pairs.codes[$0])] }
        return (keeping(rows), sample.count - rows.count)
    }
}

/// Which rows of a design are used for estimation, besides those with missing values.
struct Pruning {
    var frame: ModelFrame
    var singletons = 0
    /// The rows outside the 2-core; nil when it was not asked for.
    var outsideCore: Int?

    /// Drops singletons, and what lies outside the 2-core, until neither finds anything.
    ///
    /// - Throws: `CausalError.Code.noRows` when nothing is left; as `ModelFrame.twoCore`.
    init(
        _ frame: ModelFrame, _ kind: WeightKind, keepsSingletons: Bool, toTwoCore: Bool
    ) throws(CausalError) {
        self.frame = frame
        outsideCore = toTwoCore ? 0 : nil
        var isSettled = false
        while !isSettled {
            let before = self.frame.sample.count
            if !keepsSingletons {
                let pruned = self.frame.withoutSingletons(kind)
                self.frame = pruned.frame
                singletons += pruned.dropped
            }
            if toTwoCore, self.frame.sample.count > 0 {
                let pruned = try self.frame.twoCore()
                self.frame = pruned.frame
                outsideCore = (outsideCore ?? 0) + pruned.dropped
            }
            isSettled = !toTwoCore || self.frame.sample.count == before
        }
        guard self.frame.sample.count > 0 else { throw nothingLeft(frame.sample.count) }
    }

    private func nothingLeft(_ count: Int) -> CausalError {
        CausalError(
            .noRows,
            "no rows are left: \(singletons) of \(count) were singletons of the absorbed factors"
                + ((outsideCore ?? 0) > 0
                    ? " and \(outsideCore ?? 0) lay outside the 2-core, where every level meets two of the other factor"
                    : ""))
    }
}
