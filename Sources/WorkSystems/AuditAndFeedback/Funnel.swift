import Distributions
import Groundwork

/// Units set against a benchmark: values, limits and z-scores.
public struct Funnel: Sendable, Hashable {
    /// What is compared.
    public enum Measure: String, Sendable, Hashable, Codable, CaseIterable {
        /// Events among cases.
        case proportion
        /// Events over an exposure.
        case rate
        /// A mean, or a value with a standard error.
        case mean
    }

    /// What is compared.
    public let measure: Measure
    /// The units' names, in the order of the data's levels.
    public let names: [String]
    /// The units' cases, exposures or precisions.
    public let sizes: [Double]
    /// The units' values.
    public let values: [Double]
    /// The value that all are compared with.
    public let benchmark: Double
    /// Whether the benchmark was given rather than computed from the units.
    public let isBenchmarkGiven: Bool
    /// The levels of the limits.
    public let levels: FunnelPlot.Levels
    /// How the scatter beyond chance is dealt with.
    public let overdispersion: FunnelPlot.Overdispersion
    /// What the scatter beyond chance is.
    public let dispersion: Dispersion
    let events: [Double]
    let caseVariance: Double
    let valueLabel: String
    let sizeLabel: String
    let notes: [String]
    let winsorising: Double

    init(_ plot: FunnelPlot, _ units: FunnelUnits) throws(CausalError) {
        let total = units.sizes.reduce(0, +)
        let benchmark = plot.benchmark ?? units.totals.reduce(0, +) / total
        try Funnel.check(benchmark, units.measure, isGiven: plot.benchmark != nil)
        (measure, names, sizes, values) = (units.measure, units.names, units.sizes, units.values)
        (events, caseVariance) = (units.totals, units.caseVariance)
        (valueLabel, sizeLabel) = units.labels
        self.benchmark = benchmark
        isBenchmarkGiven = plot.benchmark != nil
        levels = plot.levels
        overdispersion = plot.overdispersion
        winsorising = plot.winsorising
        notes = units.notes
        let variances = units.sizes.map {
            Funnel.variance(at: $0, units.measure, benchmark, units.caseVariance)
        }
        dispersion = Dispersion(
            scores: zip(units.values, variances).map { ($0 - benchmark) / $1.squareRoot() },
            variances: variances, winsorising: plot.winsorising)
    }

    private static func check(_ value: Double, _ measure: Measure, isGiven: Bool) throws(CausalError) {
        let holds =
            switch measure {
            case .proportion: value > 0 && value < 1
            case .rate: value > 0 && value.isFinite
            case .mean: value.isFinite
            }
        guard !holds else { return }
        if isGiven {
            throw CausalError(
                .badArgument,
                measure == .proportion
                    ? "the benchmark of a proportion lies between 0 and 1"
                    : "the benchmark must be a finite number\(measure == .rate ? " above 0" : "")",
                value: "\(value)")
        }
        throw CausalError(
            .notIdentified,
            "no unit has an event, or all cases are events, so that there is no scatter to compare",
            remedy: "Give a benchmark.")
    }

    static func variance(at size: Double, _ measure: Measure, _ benchmark: Double, _ own: Double) -> Double {
        switch measure {
        case .proportion: benchmark * (1 - benchmark) / size
        case .rate: benchmark / size
        case .mean: own / size
        }
    }

    /// The variance of a unit's value under the benchmark, with overdispersion where it is asked for.
    public func variance(at size: Double) -> Double {
        let chance = Funnel.variance(at: size, measure, benchmark, caseVariance)
        switch overdispersion {
        case .none: return chance
        case .multiplicative: return chance * max(1, dispersion.ratio)
        case .additive: return chance + dispersion.betweenVariance
        }
    }

    /// z = (y − θ₀)/√variance for each unit.
    public var scores: [Double] {
        values.indices.map { (values[$0] - benchmark) / variance(at: sizes[$0]).squareRoot() }
    }
}

extension Funnel {
    /// The limits of a unit of some size.
    ///
    /// Exact binomial or Poisson limits, interpolated, where chance alone is reckoned with; θ₀ ± z√variance for means
    /// and under overdispersion. Proportions stay within [0, 1], rates above 0.
    ///
    /// - Parameters:
    ///   - size: cases (rounded down to whole ones for proportions), exposure or precision, above 0.
    ///   - level: the share of units within, e.g. 0.998.
    public func limits(at size: Double, level: Double) -> Interval {
        let tail = (1 - level) / 2
        if overdispersion == .none, measure != .mean {
            let (low, high) = (exact(tail, size), exact(1 - tail, size))
            return Interval(low, high)
        }
        let margin = Normal().upperQuantile(tail) * variance(at: size).squareRoot()
        let bounds: ClosedRange<Double> =
            switch measure {
            case .proportion: 0...1
            case .rate: 0...Double.greatestFiniteMagnitude
            case .mean: -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
            }
        return Interval(
            max(bounds.lowerBound, benchmark - margin), min(bounds.upperBound, benchmark + margin))
    }

    private func exact(_ p: Double, _ size: Double) -> Double {
        guard measure == .proportion else {
            return ExactLimits.poisson(p, mean: benchmark * size) / size
        }
        let trials = max(1, size.rounded(.down))
        return ExactLimits.binomial(p, trials: trials, probability: benchmark) / trials
    }

    /// The two-sided p-value of each unit: twice the smaller exact tail, or from z for means and under overdispersion.
    public var pValues: [Double] {
        let scores = scores
        return values.indices.map { unit in
            guard overdispersion == .none, measure != .mean else {
                return min(1, 2 * Normal().survival(abs(scores[unit])))
            }
            let (r, size) = (events[unit], sizes[unit])
            let cumulative = { (count: Double) in
                self.measure == .proportion
                    ? ExactLimits.binomialCumulative(count, trials: size, probability: self.benchmark)
                    : ExactLimits.poissonCumulative(count, mean: self.benchmark * size)
            }
            return min(1, 2 * min(cumulative(r), 1 - cumulative(r - 1)))
        }
    }

    /// Where each unit lies.
    public var places: [Place] {
        values.indices.map { unit in
            let (inner, outer) = (
                limits(at: sizes[unit], level: levels.inner), limits(at: sizes[unit], level: levels.outer)
            )
            if values[unit] > outer.high { return .aboveOuter }
            if values[unit] < outer.low { return .belowOuter }
            if values[unit] > inner.high { return .aboveInner }
            return values[unit] < inner.low ? .belowInner : .within
        }
    }

    /// Where a unit lies in the funnel.
    public enum Place: String, Sendable, Hashable, Codable, CaseIterable {
        /// Above the outer limit.
        case aboveOuter = "above outer"
        /// Between the inner and the outer limit, above.
        case aboveInner = "above inner"
        /// Within the inner limits.
        case within
        /// Between the inner and the outer limit, below.
        case belowInner = "below inner"
        /// Below the outer limit.
        case belowOuter = "below outer"
    }
}
