import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many leave the line before somebody in it within a time t: first at rate r + mθ, then r + (m − 1)θ, ….
///
/// P(V > t | m ahead) = I_x(r/θ, m + 1) with x = e^{−θt}, which is the probability of m at most of the negative binomial
/// number with u_{j+1}/u_j = (1 − x)(r/θ + j)/(j + 1); without abandonment of the Poisson number with mean rt. All m are
/// had from one sum of positive terms, taken from the mode outwards.
struct Departures: Sendable {
    private let time: Double
    private let rate: Double
    private let abandonment: Double

    init(time: Double, rate: Double, abandonment: Double) {
        (self.time, self.rate, self.abandonment) = (time, rate, abandonment)
    }

    /// Σ_m w_m·P(V > t | m ahead).
    func sum(_ weights: [Double]) -> Double {
        // 1 − x, and (1 − x)·r/θ, whose limit without abandonment is rt.
        let left = -expm1(-abandonment * time)
        let start = abandonment > 0 ? left / abandonment * rate : rate * time
        let mode = max(0, (start - 1) / (1 - left)).rounded(.up)
        let deviation = start.squareRoot() / (1 - left)
        guard mode + 60 * deviation < 1e6 else { return oneByOne(weights) }
        let ratio = { (j: Double) in (start + left * j) / (j + 1) }
        let below = Departures.walk(mode) { j in
            j > 0 ? 1 / ratio(j - 1) : 0
        } next: {
            $0 - 1
        }
        let above = Departures.walk(mode, ratio) { $0 + 1 }
        let total = below.reversed().reduce(0, +) + above.reversed().reduce(0, +) + 1
        return Departures.sum(weights, Int(mode) - below.count, below.reversed() + [1] + above, total)
    }

    /// Terms relative to the mode's, one after the other, as long as they count.
    private static func walk(
        _ mode: Double, _ ratio: (Double) -> Double, next: (Double) -> Double
    ) -> [Double] {
        var terms: [Double] = []
        var (j, term) = (mode, 1.0)
        while true {
            term *= ratio(j)
            guard term > 1e-22 else { return terms }
            terms.append(term)
            j = next(j)
        }
    }

    /// Σ_m w_m·Σ_{j ≤ m} u_j, with u_j/total from `first` on.
    private static func sum(
        _ weights: [Double], _ first: Int, _ terms: [Double], _ total: Double
    ) -> Double {
        var (sum, below) = (0.0, 0.0)
        for (ahead, weight) in weights.enumerated() where ahead >= first {
            let place = ahead - first
            if place < terms.count { below += terms[place] }
            sum += weight * min(1, below / total)
        }
        return sum
    }

    /// The same for each m by itself, where the sum would be long.
    private func oneByOne(_ weights: [Double]) -> Double {
        var sum = 0.0
        for (ahead, weight) in weights.enumerated() where weight > 1e-20 {
            sum +=
                weight
                * (abandonment > 0
                    ? Beta(rate / abandonment, Double(ahead + 1)).cumulative(exp(-abandonment * time))
                    : Gamma(shape: Double(ahead + 1), scale: 1 / rate).survival(time))
        }
        return sum
    }
}
