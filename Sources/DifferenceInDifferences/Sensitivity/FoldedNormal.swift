import Distributions

/// Half the length of an interval around a biased normal estimate: the quantile of |N(bias, sd²)|.
struct FoldedNormal {
    /// The bias, not negative.
    let bias: Double
    /// The standard deviation, positive.
    let deviation: Double

    /// The q with P(|N(bias, sd²)| ≤ q) = level.
    ///
    /// Between bias + z·sd at the one-sided and at the two-sided level; by bisection to the last bit.
    func quantile(_ level: Double) -> Double {
        let normal = Normal()
        var low = 0.0
        var high = bias / deviation + normal.upperQuantile((1 - level) / 2)
        let centre = bias / deviation
        while true {
            let middle = 0.5 * (low + high)
            if middle <= low || middle >= high { return middle * deviation }
            // 1 − P(|Z + c| ≤ q), in the tails, where digits are kept.
            let outside = normal.survival(middle - centre) + normal.survival(middle + centre)
            if outside > 1 - level { low = middle } else { high = middle }
        }
    }

    /// The derivatives of the quantile by the bias and by the standard deviation.
    func slopes(_ quantile: Double) -> (bias: Double, deviation: Double) {
        let above = (quantile - bias) / deviation
        let below = (quantile + bias) / deviation
        // Densities relative to the larger one, φ(above), so that neither underflows.
        let ratio = Normal().density(below) / max(Normal().density(above), .leastNormalMagnitude)
        return ((1 - ratio) / (1 + ratio), (above + ratio * below) / (1 + ratio))
    }
}
