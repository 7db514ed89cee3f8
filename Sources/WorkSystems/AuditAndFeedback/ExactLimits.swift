import Distributions

/// Quantiles of counts, interpolated between whole numbers, as funnel plots draw them.
///
/// With r the smallest count whose distribution function F(r) reaches p, the limit is r − α,
/// α = (F(r) − p) / (F(r) − F(r − 1)): a curve without steps. Below, a count outside the limit is outside by the exact
/// test too; above, the limit is up to one event nearer than the exact test's.
///
/// - Source: Spiegelhalter (2005), *Funnel plots for comparing institutional performance*, Statistics in Medicine
///   24(8), 1185–1202, appendix A.1.1.
enum ExactLimits {
    /// The quantile of the number of events among `trials`, each with probability θ; between 0 and `trials`.
    static func binomial(_ p: Double, trials: Double, probability: Double) -> Double {
        interpolated(p, most: trials) { binomialCumulative($0, trials: trials, probability: probability) }
    }

    /// The quantile of a Poisson count; at least 0.
    static func poisson(_ p: Double, mean: Double) -> Double {
        let spread = mean.squareRoot()
        return interpolated(p, most: (mean + 40 * spread + 200).rounded(.up)) {
            poissonCumulative($0, mean: mean)
        }
    }

    /// P(R ≤ r) of the binomial distribution, by the incomplete beta function.
    static func binomialCumulative(_ r: Double, trials: Double, probability: Double) -> Double {
        if r < 0 { return 0 }
        if r >= trials { return 1 }
        return Beta(trials - r, r + 1).cumulative(1 - probability)
    }

    /// P(R ≤ r) of the Poisson distribution, by the incomplete gamma function.
    static func poissonCumulative(_ r: Double, mean: Double) -> Double {
        r < 0 ? 0 : Gamma(shape: r + 1, scale: 1).survival(mean)
    }

    private static func interpolated(_ p: Double, most: Double, _ cumulative: (Double) -> Double) -> Double {
        var (low, high) = (-1.0, most)
        while high - low > 1 {
            let middle = ((low + high) / 2).rounded(.down)
            if cumulative(middle) >= p { high = middle } else { low = middle }
        }
        let (above, below) = (cumulative(high), cumulative(high - 1))
        guard above > below else { return high }
        return min(most, max(0, high - (above - p) / (above - below)))
    }
}
