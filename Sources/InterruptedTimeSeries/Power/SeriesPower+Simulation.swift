import Distributions
import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

extension SeriesPower {
    /// How simulated series are analysed.
    public enum Analysis: String, Sendable, Hashable, Codable, CaseIterable {
        /// Least squares with independent errors.
        case ols
        /// Least squares with Newey and West's covariance.
        case neweyWest = "newey-west"
        /// Prais and Winsten's iteration with AR(1).
        case praisWinsten = "prais-winsten"
        /// Restricted likelihood with AR(1) and Satterthwaite's degrees of freedom.
        case gls
    }

    /// What simulated series give.
    public struct Simulated: Sendable, Hashable, Codable {
        /// The share of series in which the test rejected.
        public let power: Double
        /// The share's standard error that the draws leave.
        public let monteCarloError: Double
        /// How many series were drawn.
        public let draws: Int
        /// How many gave no standard error (a boundary, no convergence); they count as not rejecting.
        public let failures: Int
        /// The seed.
        public let seed: UInt64
    }

    /// The power of an analysis that knows neither φ nor σ, by drawn series and the library's own fits.
    ///
    /// Without an effect it is the analysis's type I error.
    ///
    /// - Parameters:
    ///   - analysis: how each series is analysed.
    ///   - draws: how many series, 20 to 1,000,000.
    ///   - seed: of the draws; the same seed gives the same share for any number of threads.
    /// - Throws: as ``closedForm(_:)``.
    public func simulated(
        _ analysis: Analysis = .gls, draws: Int = 1000, seed: UInt64 = 42
    ) throws(CausalError) -> Simulated {
        _ = try closedForm()
        guard (20...1_000_000).contains(draws) else {
            throw CausalError(.badArgument, "the simulation takes 20 to 1000000 draws", value: "\(draws)")
        }
        let model = SegmentedRegression(
            outcome: "y", time: "time", interventions: [placed.intervention], season: season)
        _ = try model.design(series(Generator(seed: seed)))
        let root = Generator(seed: seed)
        let verdicts = Parallel.map(draws) { draw -> Int in
            let p = (try? self.pValue(model, analysis, root.stream(draw))) ?? .nan
            return p.isFinite ? (p < alpha ? 1 : 0) : -1
        }
        let power = Double(verdicts.count { $0 == 1 }) / Double(draws)
        return Simulated(
            power: power, monteCarloError: (power * (1 - power) / Double(draws)).squareRoot(), draws: draws,
            failures: verdicts.count { $0 == -1 }, seed: seed)
    }

    /// The p-value of Δ_h in one drawn series.
    private func pValue(
        _ model: SegmentedRegression, _ analysis: Analysis, _ random: Generator
    ) throws(CausalError) -> Double {
        let design = try model.design(series(random))
        let time = placed.start + Double(horizon)
        let inference: EffectInference
        switch analysis {
        case .ols: inference = EffectInference(try design.fit().regression.estimates(nil, level: 0.95))
        case .neweyWest:
            inference = EffectInference(try design.fit().regression.estimates(.neweyWest(), level: 0.95))
        case .praisWinsten: inference = try design.fit(.praisWinsten()).termRows(.t, level: 0.95).inference
        case .gls:
            inference = try design.fit(.generalisedLeastSquares()).termRows(
                .satterthwaite, level: 0.95
            ).inference
        }
        return CounterfactualPath(design: design, inference: inference).point(time).effect(
            inference, design.model.link
        ).pValue
    }

    /// One series.
    private func series(_ generator: Generator) throws(CausalError) -> DataTable {
        var random = generator
        var error = standardDeviation * random.normal()
        let innovation = standardDeviation * (1 - autocorrelation * autocorrelation).squareRoot()
        let period = Double((try season?.placed(calendar: nil, step: 1))?.period ?? 12)
        let placed = placed
        let values = (1...periods).map { time -> Double in
            if time > 1 { error = autocorrelation * error + innovation * random.normal() }
            let t = Double(time)
            return error + seasonAmplitude * sin(2 * Double.pi * t / period)
                + (change.hasLevel ? levelChange * placed.level(t) : 0)
                + (change.hasSlope ? slopeChange * placed.slope(t) : 0)
        }
        return try DataTable(
            [Column("time", (1...periods).map(Double.init)), Column("y", values)], source: "planned series")
    }
}
