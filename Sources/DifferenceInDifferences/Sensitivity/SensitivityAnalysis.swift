import Distributions
import Inference

/// Confidence intervals for an effect that allow for departures from parallel trends, by how large they may be.
///
/// The effect is l′τ, l over the periods after the reference. Under relative magnitudes, and with a shape, the
/// intervals invert the conditional test with least favourable first stage of Andrews, Roth & Pakes (2023); a
/// restriction that is a union of polyhedra has the union of their intervals. Under smoothness alone the usual choice is
/// the shortest interval of fixed length, which is centred on an optimal linear extrapolation.
///
/// Source: Rambachan & Roth (2023), *A more credible approach to parallel trends*, Review of Economic Studies 90(5).
public struct SensitivityAnalysis: Sendable, Hashable {
    /// How intervals are made.
    public enum Method: String, Sendable, Hashable, CaseIterable {
        /// Of fixed length; for smoothness without a shape.
        case fixedLength = "flci"
        /// By inverting the conditional test with least favourable first stage.
        case conditional = "c-lf"
    }

    /// What limits the departures.
    public var restriction: TrendRestriction
    /// M̄ or M, not negative.
    public var bounds: [Double]
    /// What else is known of the departures.
    public var shape: TrendShape?
    /// How intervals are made; nil: of fixed length where that is possible.
    public var method: Method?
    /// l; nil: the first period after the reference.
    public var weights: [Double]?
    /// The number of draws behind the least favourable critical value.
    public var draws: Int
    /// Their seed.
    public var seed: UInt64

    /// Makes the analysis.
    public init(
        _ restriction: TrendRestriction, bounds: [Double] = [0.5, 1, 1.5, 2], shape: TrendShape? = nil,
        method: Method? = nil, weights: [Double]? = nil, draws: Int = 1000, seed: UInt64 = 42
    ) {
        self.restriction = restriction
        self.bounds = bounds
        self.shape = shape
        self.method = method
        self.weights = weights
        self.draws = draws
        self.seed = seed
    }

    /// The method that is used.
    public var chosenMethod: Method {
        method ?? (restriction == .smoothness && shape == nil ? .fixedLength : .conditional)
    }

    /// Analyses an event study.
    ///
    /// - Throws: `CausalError.Code.badArgument` for bounds that are negative, missing or not finite, for a method that
    ///   does not fit the restriction, and for fewer than 100 draws or more than 1,000,000;
    ///   `CausalError.Code.unequalLengths` for weights of another length;
    ///   `CausalError.Code.notConverged` when rounding defeats a linear program.
    public func analyse(_ event: EventCoefficients, level: Double = 0.95) throws(CausalError) -> Sensitivity {
        try check(level)
        let test = SensitivityTest(
            analysis: self, event: event, weights: try event.checked(weights), level: level)
        var intervals: [Interval?] = []
        for bound in bounds { intervals.append(try test.interval(bound)) }
        return Sensitivity(
            analysis: self, estimate: test.estimate, standardError: test.scale, level: level,
            intervals: intervals, breakdown: try test.breakdown())
    }

    /// The interval at one bound alone; nil when every effect is rejected.
    ///
    /// - Throws: as ``analyse(_:level:)``.
    public func interval(
        _ event: EventCoefficients, bound: Double, level: Double = 0.95
    ) throws(CausalError) -> Interval? {
        var single = self
        single.bounds = [bound]
        try single.check(level)
        return try SensitivityTest(
            analysis: single, event: event, weights: try event.checked(weights), level: level
        ).interval(bound)
    }

    private func check(_ level: Double) throws(CausalError) {
        try Estimates.check(level: level)
        guard !bounds.isEmpty, bounds.allSatisfy({ $0.isFinite && $0 >= 0 }) else {
            throw CausalError(
                .badArgument, "bounds on the departure from parallel trends are 0 or more",
                value: bounds.map { "\($0)" }.joined(separator: ","))
        }
        guard chosenMethod == .conditional || (restriction == .smoothness && shape == nil) else {
            throw CausalError(
                .badArgument, "intervals of fixed length belong to smoothness without a shape",
                remedy: "Leave the method out, or ask for c-lf.")
        }
        guard (100...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "draws are a number from 100 to 1,000,000", value: "\(draws)")
        }
    }
}
