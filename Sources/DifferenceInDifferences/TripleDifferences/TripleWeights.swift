import Regression

/// How the estimates of an effect with several comparison cohorts are combined.
///
/// w = Ω⁻¹1/(1′Ω⁻¹1), Ω the covariance of the estimates by independent unit (Ortiz-Villavicencio & Sant'Anna 2025, eq.
/// 4.12). Estimating Ω does not move the limit, so that w counts as known in the influence. Where Ω cannot be inverted
/// the estimates weigh the same.
struct TripleWeights {
    /// Effects and shares of the eligible, in rows, from comparisons and shares of all groups.
    let jacobian: Matrix
    /// Why effects have no estimate.
    let failures: [Int: CellFailure]
    /// The number of effects whose Ω could not be inverted.
    let unweighted: Int

    init(_ whole: GroupTimeCells, _ comparisons: TripleComparisons, _ base: GroupTimeShares)
        throws(CausalError)
    {
        let estimation = base.fit.estimation
        let count = base.terms.count
        let triples = comparisons.triples
        let failure = { (triple: TripleComparisons.Triple) in
            [triple.within, triple.eligible, triple.ineligible].compactMap { estimation.failures[$0] }.first
        }
        var usable = Array(repeating: [TripleComparisons.Triple](), count: whole.cells.count)
        var failures: [Int: CellFailure] = [:]
        for triple in triples {
            if let reason = failure(triple) {
                failures[triple.cell] = failures[triple.cell] ?? reason
            } else {
                usable[triple.cell].append(triple)
            }
        }
        for cell in usable.indices where !usable[cell].isEmpty { failures[cell] = nil }
        let several = usable.filter { $0.count > 1 }.flatMap { $0 }
        let covariance =
            several.isEmpty
            ? Matrix(0, 0)
            : try base.influenceBlocks(by: []).times(comparisons.contrasts(several, count)).gram
        var jacobian = Matrix(whole.cells.count + whole.starts.count, count)
        var position = 0
        var unweighted = 0
        for (cell, own) in usable.enumerated() {
            let contrasts = comparisons.contrasts(own, count)
            var weights = [1.0]
            if own.count > 1 {
                let optimal = TripleWeights.optimal(covariance, position..<(position + own.count))
                if optimal == nil { unweighted += 1 }
                weights = optimal ?? Array(repeating: 1 / Double(own.count), count: own.count)
                position += own.count
            }
            for (row, weight) in zip(own.indices, weights) {
                for column in 0..<count { jacobian[cell, column] += weight * contrasts[row, column] }
            }
        }
        for cohort in whole.starts.indices {
            jacobian[whole.cells.count + cohort, comparisons.cells.cells.count + 2 * cohort] = 1
        }
        self.jacobian = jacobian
        self.failures = failures
        self.unweighted = unweighted
    }

    /// The weights from a diagonal block of the covariance; nil when it is singular.
    private static func optimal(_ covariance: Matrix, _ range: Range<Int>) -> [Double]? {
        var block = Matrix(range.count, range.count)
        for (a, i) in range.enumerated() {
            for (b, j) in range.enumerated() { block[a, b] = covariance[i, j] }
        }
        guard let factor = Cholesky.regular(block) else { return nil }
        let solved = factor.solve(Array(repeating: 1, count: range.count))
        let sum = solved.reduce(0, +)
        guard sum.isFinite, sum > 0 else { return nil }
        return solved.map { $0 / sum }
    }
}
