import Groundwork
import Inference

/// Quality-adjusted life years (QALYs): utilities weighted by the time spent at them, discounted.
///
/// Every rule is linear in the utilities, QALY = Σ w_i u_i, with v = 1/(1 + r) and ρ = ln(1 + r):
///
/// | rule | what is given | w_i |
/// |---|---|---|
/// | ``Rule/durations(_:)`` | the time spent in each state, one after the other | ∫ vᵗ dt over the state = (v^start − v^end)/ρ |
/// | ``Rule/area(times:)`` | utilities measured at times, straight lines between | ∫ vᵗ·(share of the line) dt, both sides |
/// | ``Rule/halfCycle(length:)`` | a model's utilities at the ends of cycles | length·vᵗ, the first and the last halved |
///
/// 1 is a year in full health, 0 is death, and states worse than death are negative. Times are in years.
///
/// - Source: Drummond et al. (2015), *Methods for the Economic Evaluation of Health Care Programmes*, chapter 5;
///   Matthews et al. (1990), BMJ 300 (area); Sonnenberg & Beck (1993), Medical Decision Making 13 (half-cycle correction).
public struct QualityAdjustedLife: Sendable, Hashable, Codable {
    /// How time enters.
    public enum Rule: Sendable, Hashable, Codable {
        /// Years spent in each state, in order.
        case durations([Double])
        /// Years at which utilities were measured, rising.
        case area(times: [Double])
        /// The length of a model's cycle in years; utilities at 0, 1, 2, … cycles.
        case halfCycle(length: Double)
    }

    /// The utilities.
    public let utilities: [Double]
    /// The weight of each.
    public let weights: [Double]
    /// The annual rate of discount r.
    public let discountRate: Double

    /// Weighs utilities by time.
    ///
    /// - Parameters:
    ///   - utilities: at most 1 each.
    ///   - rule: how time enters.
    ///   - discountRate: r ≥ 0, e.g. 0.035.
    /// - Throws: `CausalError.Code.badValue` for utilities above 1 or missing, negative durations, times that do not rise or
    ///   start below 0; `CausalError.Code.unequalLengths`; `CausalError.Code.badArgument` for the rate or the cycle;
    ///   `CausalError.Code.tooFewRows` for an area or cycles of fewer than two utilities.
    public init(_ utilities: [Double], _ rule: Rule, discountRate: Double = 0) throws(CausalError) {
        try CausalError.require(discountRate, atLeast: 0, "the rate of discount")
        if let row = utilities.firstIndex(where: { !($0 <= 1 && $0.isFinite) }) {
            throw CausalError(
                .badValue, "a utility is at most 1, full health", row: row + 1, value: "\(utilities[row])",
                remedy: "Divide scores of 0 to 100 by 100.")
        }
        self.utilities = utilities
        self.discountRate = discountRate
        weights = try Self.weights(utilities.count, rule, Elementary.logOnePlus(discountRate))
    }

    /// Σ w_i u_i.
    public var years: Double { zip(weights, utilities).reduce(0) { $0 + $1.0 * $1.1 } }

    /// The standard error of ``years`` for independent utilities with these standard errors.
    ///
    /// - Precondition: there are as many as utilities.
    public func standardError(_ errors: [Double]) -> Double {
        zip(weights, errors).reduce(0) { $0 + $1.0 * $1.0 * $1.1 * $1.1 }.squareRoot()
    }

    private static func weights(_ count: Int, _ rule: Rule, _ rho: Double) throws(CausalError) -> [Double] {
        switch rule {
        case .durations(let durations):
            guard durations.count == count else {
                throw CausalError(.unequalLengths, "there is not one duration for each utility")
            }
            var start = 0.0
            var weights: [Double] = []
            for (row, duration) in durations.enumerated() {
                guard duration >= 0, duration.isFinite else {
                    throw CausalError(
                        .badValue, "a duration is not negative", row: row + 1, value: "\(duration)")
                }
                weights.append(Elementary.exponential(-rho * start) * level(rho, duration))
                start += duration
            }
            return weights
        case .area(let times): return try area(count, times, rho)
        case .halfCycle(let length):
            guard length > 0, length.isFinite else {
                throw .argument("a cycle's length is above zero", length)
            }
            guard count >= 2 else {
                throw CausalError(.tooFewRows, "cycles need the utilities at both their ends")
            }
            return (0..<count).map { cycle in
                let share = cycle == 0 || cycle == count - 1 ? 0.5 : 1
                return share * length * Elementary.exponential(-rho * Double(cycle) * length)
            }
        }
    }

    private static func area(_ count: Int, _ times: [Double], _ rho: Double) throws(CausalError) -> [Double] {
        guard times.count == count else {
            throw CausalError(.unequalLengths, "there is not one time for each utility")
        }
        guard count >= 2 else {
            throw CausalError(.tooFewRows, "an area needs utilities at two times or more")
        }
        var weights = [Double](repeating: 0, count: count)
        for row in times.indices {
            guard times[row].isFinite, times[row] >= 0, row == 0 || times[row] > times[row - 1] else {
                throw CausalError(
                    .badValue, "times start at 0 or later and rise", row: row + 1, value: "\(times[row])")
            }
            guard row > 0 else { continue }
            let (start, length) = (times[row - 1], times[row] - times[row - 1])
            let factor = Elementary.exponential(-rho * start)
            let rising = factor * length * firstMoment(rho * length)
            weights[row] += rising
            weights[row - 1] += factor * level(rho, length) - rising
        }
        return weights
    }

    /// ∫₀ʰ e^{−ρt} dt.
    private static func level(_ rho: Double, _ length: Double) -> Double {
        rho == 0 ? length : -Elementary.exponentialMinusOne(-rho * length) / rho
    }

    /// ∫₀¹ s·e^{−xs} ds: by its series where the closed form cancels.
    private static func firstMoment(_ x: Double) -> Double {
        if x > 0.5 { return (1 - Elementary.exponential(-x) * (1 + x)) / (x * x) }
        var (sum, term) = (0.0, 1.0)
        for k in 0..<20 {
            sum += term / Double(k + 2)
            term *= -x / Double(k + 1)
        }
        return sum
    }
}
