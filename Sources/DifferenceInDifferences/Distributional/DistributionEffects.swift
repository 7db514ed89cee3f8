/// The mean effect and the quantiles' effects of four samples: controls before and after, treated before and after.
struct DistributionEffects: Sendable {
    let method: ChangesInChanges.Method
    let quantiles: [Double]
    /// Whether both ends of what discrete outcomes leave open are asked for.
    let isDiscrete: Bool

    /// The names of the effects; of both ends of the mean effect, then of the quantiles' lower and upper ends.
    var terms: [(name: String, quantile: Double?)] {
        guard isDiscrete else { return [("ATT", nil)] + quantiles.map { ("QTE(\($0.shortestDecimal))", $0) } }
        return [("ATT.lower", nil), ("ATT.upper", nil)]
            + ["lower", "upper"].flatMap { end in
                quantiles.map { ("QTE.\(end)(\($0.shortestDecimal))", $0) }
            }
    }

    /// ATT, then QTE at each quantile; of discrete outcomes both ends.
    func values(_ samples: [OutcomeSample]) -> [Double] {
        switch method {
        case .changesInChanges:
            let lower = carried(samples, isUpper: false)
            guard isDiscrete else { return [lower.mean] + lower.quantiles }
            let upper = carried(samples, isUpper: true)
            return [lower.mean, upper.mean] + lower.quantiles + upper.quantiles
        case .quantileDifferences:
            let own = samples[2]
            let ranks = own.sorted.map(own.distribution)
            let moved = own.average(ranks.map { samples[1].interpolated($0) - samples[0].interpolated($0) })
            return [samples[3].mean - own.mean - moved]
                + quantiles.map {
                    samples[3].interpolated($0) - own.interpolated($0) - samples[1].interpolated($0)
                        + samples[0].interpolated($0)
                }
        }
    }

    /// Where the treated group's first outcomes would be later, in their order: F₀₁⁻¹ of the share of controls up to each, or
    /// for the upper end of effects below each (section 5.2 of Athey & Imbens).
    func later(_ samples: [OutcomeSample], isUpper: Bool) -> [Double] {
        let (before, after) = (samples[0], samples[1])
        return samples[2].sorted.map { after.inverse(isUpper ? before.below($0) : before.distribution($0)) }
    }

    private func carried(
        _ samples: [OutcomeSample], isUpper: Bool
    ) -> (mean: Double, quantiles: [Double]) {
        let carried = later(samples, isUpper: isUpper)
        let counterfactual = OutcomeSample(carried, weights: samples[2].weights)
        return (
            samples[3].mean - samples[2].average(carried),
            quantiles.map { samples[3].inverse($0) - counterfactual.inverse($0) }
        )
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
    /// The mean of the upper end's k, for discrete outcomes.
    private var upperMean = 0.0
    private var inverseDensities: [Double] = [0]
    private var ranked = 0.0

    init(_ effects: DistributionEffects, _ samples: [OutcomeSample]) {
        self.effects = effects
        self.samples = samples
        guard effects.method == .changesInChanges else { return }
        for (place, y) in samples[2].sorted.enumerated() {
            let rank = samples[0].distribution(y)
            let value = samples[1].inverse(rank)
            let weight = samples[2].weight(place) / samples[1].density(value) / Double(samples[2].count)
            carried.append(value)
            inverseDensities.append(inverseDensities[inverseDensities.count - 1] + weight)
            ranked += rank * weight
        }
        mean = samples[2].average(carried)
        if effects.isDiscrete { upperMean = samples[2].average(effects.later(samples, isUpper: true)) }
    }

    /// ψ of an outcome: ATT, then each quantile.
    func values(_ y: Double, cell: Int) -> [Double] {
        guard effects.isDiscrete else {
            return [average(y, cell)] + effects.quantiles.map { quantile($0, y, cell) }
        }
        return bounds(y, cell) + [Double](repeating: 0, count: 2 * effects.quantiles.count)
    }

    /// ψ of both ends of the mean effect: with few outcomes k is known sooner than its mean (theorem 5.4). Quantiles of such
    /// outcomes jump, and have none.
    private func bounds(_ y: Double, _ cell: Int) -> [Double] {
        switch cell {
        case 2:
            let (before, after) = (samples[0], samples[1])
            return [
                mean - after.inverse(before.distribution(y)), upperMean - after.inverse(before.below(y)),
            ]
        case 3: return [y - samples[3].mean, y - samples[3].mean]
        default: return [0, 0]
        }
    }

    private func average(_ y: Double, _ cell: Int) -> Double {
        guard effects.method == .changesInChanges else {
            return (cell == 0 || cell == 3 ? 1 : -1) * (y - samples[cell].mean)
        }
        let total = inverseDensities[inverseDensities.count - 1]
        switch cell {
        // Σ 1{y ≤ Y₁₀}/f: those not below y.
        case 0:
            let below = samples[2].sorted.partitionPoint { $0 < y }
            return -(total - inverseDensities[below] - ranked)
        case 1:
            let below = carried.partitionPoint { $0 < y }
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
