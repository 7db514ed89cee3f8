import Inference

/// What a pre-trend test can find, and what passing it does to the estimates (Roth 2022).
///
/// The test passes when no coefficient before the reference differs significantly from zero. Against a linear trend of slope γ,
/// δ_t = γ·t, power is the probability that it fails.
public struct PretrendPower: Sendable, Hashable {
    /// A linear trend, and how the test meets it.
    public struct Trend: Sendable, Hashable {
        /// The change of the difference in trends from a period to the next.
        public let slope: Double
        /// The probability that the test finds it.
        public let power: Double
        /// The bias of l′β̂ under this trend, γ·Σ t·l_t.
        public let bias: Double
        /// The same among data that pass the test.
        public let conditionalBias: Double
    }

    private let event: EventCoefficients
    private let weights: [Double]
    private let box: NormalBox

    /// Prepares it.
    ///
    /// - Parameters:
    ///   - event: the coefficients of an event study.
    ///   - weights: the effect's weights l; nil: the first period after the reference.
    ///   - level: 1 minus the size of each coefficient's test.
    /// - Throws: `CausalError.Code.unequalLengths` for weights of another length; `CausalError.Code.badArgument` for a
    ///   level that is none.
    public init(
        _ event: EventCoefficients, weights: [Double]? = nil, level: Double = 0.95
    ) throws(CausalError) {
        try Estimates.check(level: level)
        self.event = event
        self.weights = try event.checked(weights)
        let z = Normal().upperQuantile((1 - level) / 2)
        let pre = event.covariance.submatrix(Array(0..<event.before))
        guard let box = NormalBox(pre, halfWidths: pre.diagonal.map { z * $0.squareRoot() }) else {
            throw CausalError(.badValue, "the covariance before the reference is not positive definite")
        }
        self.box = box
    }

    /// A trend of that slope.
    public func trend(slope: Double) -> Trend {
        let before = (0..<event.before).map { slope * Double($0 - event.before) }
        let bias = slope * weights.enumerated().reduce(0) { $0 + Double($1.offset + 1) * $1.element }
        let passed = box.moments(mean: before)
        // E[β̂_post | pass] = δ_post + Σ_post,pre·Σ_pre⁻¹·(E[β̂_pre | pass] − δ_pre)
        let moved = zip(passed.mean, before).map { $0 - $1 }
        let carried = box.solve(moved)
        var shift = 0.0
        for (p, weight) in weights.enumerated() {
            for (j, value) in carried.enumerated() {
                shift += weight * event.covariance[event.before + p, j] * value
            }
        }
        return Trend(
            slope: slope, power: 1 - passed.probability, bias: bias, conditionalBias: bias + shift)
    }

    /// The positive slope that the test finds with this probability.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a power that is not above the test's size or not below 1.
    public func detectable(power: Double) throws(CausalError) -> Trend {
        let size = trend(slope: 0).power
        guard power > size, power < 0.999 else {
            throw CausalError(
                .badArgument, "the power must lie between the test's own size and 0.999", value: "\(power)",
                remedy:
                    "Without any trend the test fails with a probability of \(SensitivityText.short(size)).")
        }
        let scale = event.covariance[event.before - 1, event.before - 1].squareRoot()
        var (low, high) = (0.0, scale)
        while trend(slope: high).power < power, high < 1e6 * scale { (low, high) = (high, 2 * high) }
        for _ in 0..<50 {
            let middle = 0.5 * (low + high)
            if trend(slope: middle).power < power { low = middle } else { high = middle }
        }
        return trend(slope: high)
    }

    /// A diagnostic `pretrend-power-50` or the like for each of the powers.
    ///
    /// - Throws: as ``detectable(power:)``.
    public func diagnostics(powers: [Double] = [0.5, 0.8]) throws(CausalError) -> [Diagnostic] {
        var rows: [Diagnostic] = []
        for power in powers {
            let trend = try detectable(power: power)
            rows.append(
                Diagnostic(
                    "pretrend-power-\(Int((100 * power).rounded()))",
                    [
                        .init("power", .number(power)), .init("slope", .number(trend.slope)),
                        .init("bias", .number(trend.bias)),
                        .init("bias.conditional", .number(trend.conditionalBias)),
                    ]))
        }
        return rows
    }
}
