/// The mean effect and the quantiles' effects of four samples: controls before and after, treated before and after.
struct DistributionEffects: Sendable {
    let method: ChangesInChanges.Method
    let quantiles: [Double]

    /// ATT, then QTE at each quantile.
    func values(_ samples: [OutcomeSample]) -> [Double] {
        switch method {
        case .changesInChanges:
            let (before, after) = (samples[0], samples[1])
            let carried = samples[2].sorted.map { after.inverse(before.distribution($0)) }
            let counterfactual = OutcomeSample(carried)
            let mean = samples[3].mean - carried.reduce(0, +) / Double(carried.count)
            return [mean] + quantiles.map { samples[3].inverse($0) - counterfactual.inverse($0) }
        case .quantileDifferences:
            let own = samples[2]
            let ranks = own.sorted.map(own.distribution)
            let moved = ranks.reduce(0) { $0 + samples[1].interpolated($1) - samples[0].interpolated($1) }
            return [samples[3].mean - own.mean - moved / Double(own.count)]
                + quantiles.map {
                    samples[3].interpolated($0) - own.interpolated($0) - samples[1].interpolated($0)
                        + samples[0].interpolated($0)
                }
        }
    }

    /// What an outcome y of a cell adds to the error of each effect, times the cell's number of rows.
    func influence(_ samples: [OutcomeSample]) -> DistributionInfluence {
        DistributionInfluence(self, samples)
    }
}

/// ψ of outcomes by cell, with sums over the treated group's first period made once.
///
/// With x = F₁₀⁻¹(q), u = F₀₀(x) and z = F₀₁⁻¹(u) the counterfactual quantile moves by
///
///     {1{Y₀₀ ≤ x} − u + f₀₀(x)(q − 1{Y₁₀ ≤ x})/f₁₀(x) + u − 1{Y₀₁ ≤ z}}/f₀₁(z),
///
/// each term for rows of its cell, and the counterfactual mean by the means over Y₁₀ of these terms at x = Y₁₀, with
/// k(Y₁₀) − E[k] in place of the second (Athey & Imbens 2006, theorems 5.1 and 5.3). Densities are kernel estimates.
struct DistributionInfluence: Sendable {
    private let effects: DistributionEffects
    private let samples: [OutcomeSample]
    /// k at the treated group's sorted first outcomes, their mean, and running sums of 1/f₀₁(k) and of u/f₀₁(k).
    private var carried: [Double] = []
    private var mean = 0.0
    private var inverseDensities: [Double] = [0]
    private var ranked = 0.0

    init(_ effects: DistributionEffects, _ samples: [OutcomeSample]) {
        self.effects = effects
        self.samples = samples
        guard effects.method == .changesInChanges else { return }
        for y in samples[2].sorted {
            let rank = samples[0].distribution(y)
            let value = samples[1].inverse(rank)
            let weight = 1 / samples[1].density(value) / Double(samples[2].count)
            carried.append(value)
            inverseDensities.append(inverseDensities[inverseDensities.count - 1] + weight)
            ranked += rank * weight
        }
        mean = carried.reduce(0, +) / Double(carried.count)
    }

    /// ψ of an outcome: ATT, then each quantile.
    func values(_ y: Double, cell: Int) -> [Double] {
        [average(y, cell)] + effects.quantiles.map { quantile($0, y, cell) }
    }

    private func average(_ y: Double, _ cell: Int) -> Double {
        guard effects.method == .changesInChanges else {
            return (cell == 0 || cell == 3 ? 1 : -1) * (y - samples[cell].mean)
        }
        let total = inverseDensities[inverseDensities.count - 1]
        switch cell {
        // Σ 1{y ≤ Y₁₀}/f: those not below y.
        case 0:
            let below = samples[2].sorted.partition { $0 < y }
            return -(total - inverseDensities[below] - ranked)
        case 1:
            let below = carried.partition { $0 < y }
            return -(ranked - (total - inverseDensities[below]))
        case 2: return -(samples[1].inverse(samples[0].distribution(y)) - mean)
        default: return y - samples[3].mean
        }
    }

    private func quantile(_ q: Double, _ y: Double, _ cell: Int) -> Double {
        guard effects.method == .changesInChanges else {
            let sample = samples[cell]
            let place = sample.interpolated(q)
            return (cell == 0 || cell == 3 ? 1 : -1) * (q - (y <= place ? 1 : 0)) / sample.density(place)
        }
        if cell == 3 {
            let place = samples[3].inverse(q)
            return (q - (y <= place ? 1 : 0)) / samples[3].density(place)
        }
        let x = samples[2].inverse(q)
        let u = samples[0].distribution(x)
        let z = samples[1].inverse(u)
        let density = samples[1].density(z)
        switch cell {
        case 0: return -((y <= x ? 1 : 0) - u) / density
        case 1: return -(u - (y <= z ? 1 : 0)) / density
        default:
            return -samples[0].density(x) / samples[2].density(x) * (q - (y <= x ? 1 : 0)) / density
        }
    }
}

extension [Double] {
    /// How many elements at the front of an ascending array hold a condition that holds up to some element.
    fileprivate func partition(_ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
