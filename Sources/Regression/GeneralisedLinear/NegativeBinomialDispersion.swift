import Inference

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Maximum likelihood for θ of the negative binomial (variance μ + μ²/θ), the means given.
///
/// ℓ′(θ) = Σ w[ψ(θ + y) − ψ(θ) + log θ + 1 − log(θ + μ) − (y + θ)/(θ + μ)] = 0 by Newton's steps in log θ inside a
/// bracket (Lawless 1987; R's `MASS::theta.ml`). ψ is needed once for each different count, not for each row.
///
/// As θ grows 2θ²ℓ′(θ) tends to −Σ w[(y − μ)² − y]: unless that is negative the counts are no more dispersed than
/// Poisson's, and the likelihood rises towards θ = ∞.
struct NegativeBinomialDispersion {
    private let counts: [(value: Double, weight: Double)]
    private let response: [Double]
    private let weights: [Double]?
    /// Beyond it θ cannot be told from ∞.
    private static let largest = 1e10

    init(_ response: [Double], weights: [Double]?) {
        self.response = response
        self.weights = weights
        let order = response.indices.sorted { (response[$0], $0) < (response[$1], $1) }
        var counts: [(value: Double, weight: Double)] = []
        for row in order {
            if counts.last?.value != response[row] { counts.append((response[row], 0)) }
            counts[counts.count - 1].weight += weights?[row] ?? 1
        }
        self.counts = counts
    }

    /// θ̂; infinite for counts that are not overdispersed.
    func estimate(_ means: [Double], from start: Double) -> Double {
        guard excess(means) > 0 else { return .infinity }
        var theta = start.isFinite ? start : moments(means)
        var (low, high) = (0.0, Double.infinity)
        for _ in 0..<200 {
            let (slope, curvature) = derivatives(theta, means)
            if slope > 0 { low = theta } else { high = theta }
            // In t = log θ: ℓ_t = θℓ′, ℓ_tt = θ²ℓ″ + θℓ′.
            let step = -slope / (theta * curvature + slope)
            var next = theta * exp(max(-2, min(2, step)))
            if !(theta * curvature + slope < 0) { next = slope > 0 ? theta * 8 : theta / 8 }
            if !(next > low && next < high) { next = high.isFinite ? (low + high) / 2 : theta * 8 }
            let moved = (next - theta).magnitude
            theta = next
            if theta > Self.largest { return .infinity }
            if moved <= 1e-13 * theta { break }
        }
        return theta
    }

    /// The standard error of θ̂ from the observed information, the means given.
    func standardError(_ theta: Double, _ means: [Double]) -> Double {
        guard theta.isFinite else { return .nan }
        let information = -derivatives(theta, means).curvature
        return information > 0 ? 1 / information.squareRoot() : .nan
    }

    /// Σ w[(y − μ)² − y]
    private func excess(_ means: [Double]) -> Double {
        sum { row in
            let distance = response[row] - means[row]
            return distance * distance - response[row]
        }
    }

    /// Σ w μ² / Σ w[(y − μ)² − y]
    private func moments(_ means: [Double]) -> Double {
        let theta = sum { means[$0] * means[$0] } / excess(means)
        return max(1e-6, min(theta, 1e6))
    }

    /// ℓ′ and ℓ″ in θ.
    private func derivatives(_ theta: Double, _ means: [Double]) -> (slope: Double, curvature: Double) {
        var (slope, curvature) = (0.0, 0.0)
        for (value, weight) in counts {
            slope += weight * GammaFunctions.digammaGain(from: theta, by: value)
            curvature += weight * GammaFunctions.trigammaGain(from: theta, by: value)
        }
        slope += sum { row in
            (means[row] - response[row]) / (theta + means[row]) - log1p(means[row] / theta)
        }
        curvature += sum { row in
            let (mean, total) = (means[row], theta + means[row])
            return mean / (theta * total) - (mean - response[row]) / (total * total)
        }
        return (slope, curvature)
    }

    /// Σ w f(row), in an order that does not depend on threads.
    private func sum(_ value: @Sendable (Int) -> Double) -> Double {
        let terms = Parallel.array(response.count) { rows, out in
            for row in rows { out.initializeElement(at: row - rows.lowerBound, to: value(row)) }
        }
        return Kernels.weightedSum(terms, weights: weights)
    }
}
