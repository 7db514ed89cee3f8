import Regression

/// Kendall's τ of the indicators, against the same on surrogates.
struct SurrogateTest: Sendable {
    private let residuals: [Double]
    private let window: Int
    private let analysis: EarlyWarning
    private let random: Generator

    init(_ residuals: [Double], _ window: Int, _ analysis: EarlyWarning, _ random: Generator) {
        (self.residuals, self.window, self.analysis, self.random) = (residuals, window, analysis, random)
    }

    /// τ of variance, autocorrelation and skewness. The recovery time rises with ρ₁, so that it needs no test of its own
    /// where ρ₁ > 0 throughout.
    private struct Trends: Sendable {
        var taus: [SignalSeries.Indicator: Double] = [:]

        init(_ statistics: RollingStatistics, _ kendall: inout KendallTau) {
            let rho = statistics.autocorrelation
            taus[.variance] = kendall.trend(statistics.variance)
            taus[.autocorrelation] = kendall.trend(rho.filter(\.isFinite))
            taus[.recoveryTime] =
                rho.allSatisfy { $0 > 0 && $0 < 1 }
                ? taus[.autocorrelation] : kendall.trend(rho.filter { $0 > 0 && $0 < 1 })
            taus[.skewness] = kendall.trend(statistics.skewness.filter(\.isFinite))
        }
    }

    /// The signals with their p-values.
    func signals(_ statistics: RollingStatistics, _ recovery: [Double]) -> [SignalSeries.Signal] {
        var kendall = KendallTau()
        let observed = Trends(statistics, &kendall).taus
        let drawn = analysis.surrogates(of: residuals.count) > 0 ? drawnTaus() : [:]
        return SignalSeries.Indicator.allCases.map { indicator in
            let path =
                switch indicator {
                case .variance: statistics.variance
                case .autocorrelation: statistics.autocorrelation
                case .recoveryTime: recovery
                case .skewness: statistics.skewness
                }
            let known = path.filter(\.isFinite)
            let tau = observed[indicator] ?? .nan
            let null = drawn.mapValues { $0.map { $0[indicator] ?? .nan } }
            return SignalSeries.Signal(
                indicator: indicator, tau: tau, first: known.first ?? .nan, last: known.last ?? .nan,
                pValues: null.mapValues { SurrogateTest.pValue(tau, $0, isTwoSided: indicator == .skewness) })
        }
    }

    private func drawnTaus() -> [SurrogateKind: [[SignalSeries.Indicator: Double]]] {
        let source = SurrogateSource(residuals)
        var taus: [SurrogateKind: [[SignalSeries.Indicator: Double]]] = [:]
        for (place, kind) in SurrogateKind.allCases.enumerated() {
            let root = random.stream(place)
            taus[kind] = Parallel.map(analysis.surrogates(of: residuals.count)) { draw in
                var random = root.stream(draw)
                var kendall = KendallTau()
                let surrogate = source.draw(kind, &random)
                let statistics = RollingStatistics(
                    surrogate, window: window, autocorrelation: analysis.autocorrelation)
                return Trends(statistics, &kendall).taus
            }
        }
        return taus
    }

    private static func pValue(_ tau: Double, _ null: [Double], isTwoSided: Bool) -> Double {
        guard tau.isFinite else { return .nan }
        let reached = null.filter { isTwoSided ? $0.magnitude >= tau.magnitude : $0 >= tau }.count
        return Double(1 + reached) / Double(1 + null.count)
    }
}
