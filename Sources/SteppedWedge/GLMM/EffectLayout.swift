import Regression

/// Which random effects a cluster has, and what multiplies each in its patterns.
struct EffectLayout {
    /// The number of effects.
    let count: Int
    /// For each variance, each pattern's effect and its multiplier.
    private let entries: [[(effect: Int, multiplier: Double)]]

    init(_ data: WedgePatterns, _ cluster: Int, _ effects: RandomEffects) {
        let patterns = data.patterns(of: cluster)
        let intercept = patterns.map { _ in (effect: 0, multiplier: 1.0) }
        switch effects {
        case .none: (count, entries) = (0, [])
        case .cluster: (count, entries) = (1, [intercept])
        case .clusterPeriod:
            let (periods, positions) = data.localPeriods(cluster)
            count = 1 + periods.count
            entries = [intercept, positions.map { (1 + $0, 1) }]
        case .randomTreatment:
            (count, entries) = (
                2,
                [
                    intercept, patterns.map { (0, data.treatment[$0]) },
                    patterns.map { (1, data.treatment[$0]) },
                ]
            )
        case .clusterByTreatment:
            let levels = Set(data.treatment[patterns]).sorted()
            count = 1 + levels.count
            entries = [
                intercept, patterns.map { g in (1 + (levels.firstIndex(of: data.treatment[g]) ?? 0), 1) },
            ]
        }
    }

    /// l of every pattern, a row each.
    func loadings(_ sigma: [Double]) -> Matrix {
        let rows = entries.first?.count ?? 0
        var matrix = Matrix(rows, count)
        for (m, list) in entries.enumerated() {
            for (i, entry) in list.enumerated() { matrix[i, entry.effect] += sigma[m] * entry.multiplier }
        }
        return matrix
    }

    /// The effect and multiplier of a pattern under a variance: its only nonzero of ∂l/∂σ.
    func entry(_ m: Int, _ i: Int) -> (effect: Int, multiplier: Double) { entries[m][i] }
}
