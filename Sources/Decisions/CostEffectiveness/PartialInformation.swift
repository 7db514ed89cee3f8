import Groundwork
import Inference

/// What it is worth to know some of a model's parameters: the expected value of partial perfect information.
///
///     EVPPI = E_φ[ max_d E(B_d | φ) ] − max_d E(B_d),
///
/// B_d the net benefit of strategy d, φ the parameters of interest. Zero when knowing φ would never change the choice;
/// never above the EVPI.
///
/// - Source: Strong, Oakley & Brennan (2014), Medical Decision Making 34, 311–326; Ades, Lu & Claxton (2004), Medical
///   Decision Making 24 (nested simulation).
public struct PartialInformation: Sendable, Hashable, Codable {
    /// The parameters φ.
    public let parameters: [String]
    /// What a unit of effect may cost.
    public let willingness: Double
    /// The EVPPI for one person.
    public let value: Double
    /// Its standard error from the regression's; nil for nested simulation.
    public let standardError: Double?
    /// The EVPI, for comparison.
    public let perfectInformation: Double
    /// How E(B_d | φ) was found: `regression` or `nested`.
    public let method: String
    /// The regression's columns besides the intercept, or the number of outer samples.
    public let size: Int
    /// The share of the variance of net benefits (the first strategy's difference) that φ explains; nil when nested.
    public let explained: Double?
}

extension StrategyDraws {
    /// The EVPPI by regression of the net benefits' differences on the parameters' draws.
    ///
    /// Each parameter enters as a natural cubic spline, two and more with products of their splines' first columns; how
    /// many knots, and whether products enter, is chosen by generalised cross-validation n·RSS/(n − p)². The standard error
    /// is that of the regression (Strong et al. 2014, section on precision), from `errorDraws` draws of its coefficients.
    ///
    /// - Parameters:
    ///   - parameters: names and draws, a list for each, in the rows' order.
    ///   - k: the willingness to pay.
    ///   - errorDraws: draws behind the standard error.
    ///   - seed: of those draws.
    /// - Throws: `CausalError.Code.badArgument` without parameters or with more than 10; `CausalError.Code.unequalLengths`;
    ///   `CausalError.Code.tooFewRows` below 20 draws; `CausalError.Code.missingValue`.
    public func partialInformation(
        _ parameters: [(name: String, draws: [Double])], willingness k: Double, errorDraws: Int = 200,
        seed: UInt64 = 42
    ) throws(CausalError) -> PartialInformation {
        try StrategyDraws.check([k])
        try check(parameters)
        let benefits = (1..<names.count).map { d in
            (0..<count).map { k * (effects[d][$0] - effects[0][$0]) - (costs[d][$0] - costs[0][$0]) }
        }
        let surface = try BenefitSurface(parameters.map(\.draws), benefits)
        return PartialInformation(
            parameters: parameters.map(\.name), willingness: k, value: surface.value,
            standardError: surface.standardError(draws: errorDraws, seed: seed),
            perfectInformation: decision(willingness: k).perfectInformation, method: "regression",
            size: surface.columns.count, explained: surface.explained)
    }

    private func check(_ parameters: [(name: String, draws: [Double])]) throws(CausalError) {
        guard (1...10).contains(parameters.count) else {
            throw CausalError(
                .badArgument, "one to ten parameters of interest are needed", value: "\(parameters.count)")
        }
        guard count >= 20 else {
            throw CausalError(
                .tooFewRows, "a regression on parameters needs 20 draws or more", value: "\(count)")
        }
        for (name, draws) in parameters {
            guard draws.count == count else {
                throw CausalError(.unequalLengths, "a parameter has another number of draws", column: name)
            }
            if let row = draws.firstIndex(where: { !$0.isFinite }) {
                throw CausalError(
                    .missingValue, "a draw of a parameter is missing", column: name, row: row + 1)
            }
        }
    }

    /// The EVPPI by nested simulation: rows of one outer sample share the parameters of interest and differ in the others.
    ///
    /// The means within outer samples stand for E(B_d | φ); with few inner draws their noise counts as information and the
    /// value is too large.
    ///
    /// - Parameters:
    ///   - outer: the outer sample of each row.
    ///   - parameters: the names of what is fixed within an outer sample.
    ///   - k: the willingness to pay.
    /// - Throws: `CausalError.Code.unequalLengths`; `CausalError.Code.tooFewRows` below two outer samples.
    public func nestedInformation(
        outer: Factor, parameters: [String] = [], willingness k: Double
    ) throws(CausalError) -> PartialInformation {
        try StrategyDraws.check([k])
        guard outer.count == count else {
            throw CausalError(
                .unequalLengths, "there is not one outer sample for each draw", column: outer.name)
        }
        let sizes = outer.levelCounts
        guard sizes.count >= 2, count > sizes.count else {
            throw CausalError(
                .tooFewRows, "nested simulation needs two outer samples or more, with several draws in them",
                column: outer.name)
        }
        var sums = [[Double]](repeating: [Double](repeating: 0, count: sizes.count), count: names.count)
        for d in names.indices {
            for s in 0..<count { sums[d][Int(outer.codes[s])] += k * effects[d][s] - costs[d][s] }
        }
        let best = sizes.indices.reduce(0.0) { total, group in
            total + (sums.map { $0[group] }.max() ?? 0)
        }
        let overall = sums.map { Numbers.sum($0) }.max() ?? 0
        return PartialInformation(
            parameters: parameters, willingness: k, value: max(0, best - overall) / Double(count),
            standardError: nil,
            perfectInformation: decision(willingness: k).perfectInformation, method: "nested",
            size: sizes.count,
            explained: nil)
    }
}
