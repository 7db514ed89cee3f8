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

    init(_ whole: GroupTimeCells, _ comparisons: TripleComparisons, _ base: GroupTimeShares) {
        let estimation = base.fit.estimation
        let (usable, failures) = TripleWeights.usable(whole, comparisons, estimation)
        let covariances = TripleWeights.covariances(usable, comparisons, estimation)
        var jacobian = Matrix(whole.cells.count + whole.starts.count, base.terms.count)
        var unweighted = 0
        for (cell, own) in usable.enumerated() {
            var weights = Array(repeating: 1 / Double(max(1, own.count)), count: own.count)
            if own.count > 1 {
                let optimal = covariances[cell].flatMap(TripleWeights.optimal)
                if optimal == nil { unweighted += 1 }
                weights = optimal ?? weights
            }
            for (triple, weight) in zip(own, weights) {
                jacobian[cell, triple.within] += weight
                jacobian[cell, triple.eligible] += weight
                jacobian[cell, triple.ineligible] -= weight
            }
        }
        for cohort in whole.starts.indices {
            jacobian[whole.cells.count + cohort, comparisons.cells.cells.count + 2 * cohort] = 1
        }
        self.jacobian = jacobian
        self.failures = failures
        self.unweighted = unweighted
    }

    /// By effect the triples that could be estimated, and why effects without any could not.
    private static func usable(
        _ whole: GroupTimeCells, _ comparisons: TripleComparisons, _ estimation: GroupTimeEstimation
    ) -> ([[TripleComparisons.Triple]], [Int: CellFailure]) {
        var usable = Array(repeating: [TripleComparisons.Triple](), count: whole.cells.count)
        var failures: [Int: CellFailure] = [:]
        for triple in comparisons.triples {
            let reason = [triple.within, triple.eligible, triple.ineligible]
                .compactMap { estimation.failures[$0] }.first
            if let reason {
                failures[triple.cell] = failures[triple.cell] ?? reason
            } else {
                usable[triple.cell].append(triple)
            }
        }
        for cell in usable.indices where !usable[cell].isEmpty { failures[cell] = nil }
        return (usable, failures)
    }

    /// Ω of the effects with several comparison cohorts, one treated cohort after the other.
    private static func covariances(
        _ usable: [[TripleComparisons.Triple]], _ comparisons: TripleComparisons,
        _ estimation: GroupTimeEstimation
    ) -> [Int: Matrix] {
        let several = usable.flatMap { $0.count > 1 ? $0 : [] }
        let cohorts = Dictionary(grouping: several) { comparisons.cells.cells[$0.within].cohort }
        var found: [Int: Matrix] = [:]
        for cohort in cohorts.keys.sorted() {
            let own = cohorts[cohort] ?? []
            let positions = comparisons.cells.cells.indices.filter {
                comparisons.cells.cells[$0].cohort == cohort
            }
            let places = Dictionary(uniqueKeysWithValues: positions.enumerated().map { ($1, $0) })
            let contrasts = comparisons.contrasts(own.map { $0.moved(places) }, positions.count)
            let part = GroupTimeInfluence(
                estimation: estimation.keeping(positions), includesShares: false)
            let gram = part.blocks.times(contrasts).gram
            for (cell, rows) in Dictionary(grouping: own.indices, by: { own[$0].cell }) {
                var block = Matrix(rows.count, rows.count)
                for (a, i) in rows.enumerated() {
                    for (b, j) in rows.enumerated() { block[a, b] = gram[i, j] }
                }
                found[cell] = block
            }
        }
        return found
    }

    /// Ω⁻¹1/(1′Ω⁻¹1); nil when Ω is singular.
    private static func optimal(_ block: Matrix) -> [Double]? {
        guard let factor = Cholesky.regular(block) else { return nil }
        let solved = factor.solve(Array(repeating: 1, count: block.rowCount))
        let sum = solved.reduce(0, +)
        guard sum.isFinite, sum > 0 else { return nil }
        return solved.map { $0 / sum }
    }
}
