import Foundation
import Testing
import WorkSystems

@Suite struct EarlyWarningTests {
    struct File: Decodable {
        let cases: [Case]
        let ties: Ties
    }
    struct Ties: Decodable {
        let values: [Double]
        let tau: Double
    }
    struct Case: Decodable {
        let values: [Double]
        let window: Int
        let bandwidth: Double
        let trend, variance, autocorrelation, acf, skewness: [Double]
        let tauVariance, tauAutocorrelation, tauSkewness: Double
        let recovery: Double?
        let ewstoolsAgrees: Bool
    }

    private func table(_ values: [Double]) throws -> DataTable {
        try DataTable([Column("t", values.indices.map { Double($0) }), Column("y", values)])
    }

    private func all(_ first: [Double], _ second: [Double], _ tolerance: Double) -> Bool {
        first.count == second.count
            && zip(first, second).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
    }

    @Test func signals() throws {
        for row in try oracle("early_warning.json", as: File.self).cases {
            #expect(row.ewstoolsAgrees)
            var analysis = EarlyWarning(
                time: "t", value: "y", window: Double(row.window), bandwidth: row.bandwidth, surrogates: 0)
            let series = try analysis.signals(table(row.values)).series[0]
            #expect(all(series.trend, row.trend, 1e-12))
            #expect(all(series.statistics.variance, row.variance, 1e-11))
            #expect(all(series.statistics.autocorrelation, row.autocorrelation, 1e-11))
            #expect(all(series.statistics.skewness, row.skewness, 1e-10))
            #expect(near(series[.variance].tau, row.tauVariance, 1e-13))
            #expect(near(series[.autocorrelation].tau, row.tauAutocorrelation, 1e-13))
            #expect(near(series[.skewness].tau, row.tauSkewness, 1e-13))
            if let recovery = row.recovery { #expect(near(series[.recoveryTime].last, recovery, 1e-10)) }
            analysis.autocorrelation = .acf
            #expect(
                all(
                    try analysis.signals(table(row.values)).series[0].statistics.autocorrelation, row.acf,
                    1e-11))
        }
    }

    /// The rank correlation of a tied series is found through a window's worth of equal numbers.
    @Test func tiesCount() throws {
        let ties = try oracle("early_warning.json", as: File.self).ties
        #expect(near(KendallTrend.tau(ties.values), ties.tau, 1e-14))
        #expect(KendallTrend.tau([1, 2, 3, 4]) == 1 && KendallTrend.tau([4, 3, 2]) == -1)
        #expect(KendallTrend.tau([2, 2, 2]).isNaN && KendallTrend.tau([1]).isNaN)
    }

    /// Long series are smoothed by Fourier transforms, with the same answer.
    @Test func longSeriesAgree() {
        var random = Generator(seed: 3)
        let values = (0..<9000).map { 100 + Double($0) / 900 + random.normal() }
        let wide = Detrending.gaussian.trend(values, bandwidth: 3000)
        let sigma = 0.370_650_6 * 3000
        for place in [0, 17, 4500, 8999] {
            var (sum, weights) = (0.0, 0.0)
            for (j, value) in values.enumerated() where Double(abs(j - place)) <= (4 * sigma).rounded(.down) {
                let weight = exp(-0.5 * Double(j - place) * Double(j - place) / (sigma * sigma))
                sum += weight * value
                weights += weight
            }
            #expect(near(wide[place], sum / weights, 1e-12))
        }
    }

    /// A system that slows down shows; one that does not does so in one of twenty cases.
    @Test func surrogatesTell() throws {
        var random = Generator(seed: 8)
        var (rising, steady) = ([Double](), [Double]())
        var (a, b) = (0.0, 0.0)
        for t in 0..<300 {
            a = (0.1 + 0.85 * Double(t) / 300) * a + random.normal()
            b = 0.5 * b + random.normal()
            rising.append(a)
            steady.append(b)
        }
        let analysis = EarlyWarning(time: "t", value: "y", surrogates: 99)
        let up = try analysis.signals(table(rising)).series[0]
        let flat = try analysis.signals(table(steady)).series[0]
        for kind in SurrogateKind.allCases {
            #expect(try #require(up[.autocorrelation].pValues[kind]) <= 0.05)
            #expect(try #require(flat[.variance].pValues[kind]) > 0.05)
        }
        #expect(up[.autocorrelation].tau > 0.6)
        #expect(try analysis.signals(table(rising)).series[0] == up)
        // Shifting and scaling leave every trend as it is.
        let moved = try analysis.signals(table(rising.map { 1000 - 7 * $0 })).series[0]
        #expect(
            near(moved[.variance].tau, up[.variance].tau) && near(moved[.skewness].tau, -up[.skewness].tau))
    }

    /// Two shocks on a quiet ripple, fading within 2 and 6 periods.
    @Test func disturbancesFade() throws {
        var values = (0..<200).map { t in 0.1 * Double((t * 37) % 11 - 5) }
        for k in 0..<12 { values[60 + k] += 8 * exp(-Double(k) / 2) }
        for k in 0..<40 { values[120 + k] += 8 * exp(-Double(k) / 6) }
        let analysis = EarlyWarning(
            time: "t", value: "y", detrending: .none, surrogates: 0, threshold: 4)
        let found = try analysis.signals(table(values)).series[0].disturbances
        #expect(found.count == 2 && found.map(\.start) == ["60", "120"])
        let times = found.compactMap(\.recovery)
        #expect(abs(times[0] - 2) < 0.8 && abs(times[1] - 6) < 1.6, "\(times)")
    }
}
