import Distributions
import Foundation
import Testing

/// The functions of one distribution, whichever it is.
struct Functions {
    let density: (Double) -> Double
    let cumulative: (Double) -> Double
    let survival: (Double) -> Double
    let quantile: (Double) -> Double
    let upperQuantile: (Double) -> Double

    init?(_ name: String, _ p: [Double]) {
        switch name {
        case "normal": self.init(Normal())
        case "t": self.init(StudentT(df: p[0]))
        case "chiSquared": self.init(ChiSquared(df: p[0]))
        case "f": self.init(FisherF(df1: p[0], df2: p[1]))
        case "gamma": self.init(Gamma(shape: p[0]))
        case "beta": self.init(Beta(p[0], p[1]))
        default: return nil
        }
    }

    init(_ d: Normal) {
        (density, cumulative, survival) = (d.density, d.cumulative, d.survival)
        (quantile, upperQuantile) = (d.quantile, d.upperQuantile)
    }
    init(_ d: StudentT) {
        (density, cumulative, survival) = (d.density, d.cumulative, d.survival)
        (quantile, upperQuantile) = (d.quantile, d.upperQuantile)
    }
    init(_ d: ChiSquared) {
        (density, cumulative, survival) = (d.density, d.cumulative, d.survival)
        (quantile, upperQuantile) = (d.quantile, d.upperQuantile)
    }
    init(_ d: FisherF) {
        (density, cumulative, survival) = (d.density, d.cumulative, d.survival)
        (quantile, upperQuantile) = (d.quantile, d.upperQuantile)
    }
    init(_ d: Gamma) {
        (density, cumulative, survival) = (d.density, d.cumulative, d.survival)
        (quantile, upperQuantile) = (d.quantile, d.upperQuantile)
    }
    init(_ d: Beta) {
        (density, cumulative, survival) = (d.density, d.cumulative, d.survival)
        (quantile, upperQuantile) = (d.quantile, d.upperQuantile)
    }
}

/// Against values computed with 60 digits, from the middle to tails of 1e-300.
@Suite struct DistributionOracleTests {
    struct Oracle: Decodable {
        struct Distribution: Decodable {
            struct Case: Decodable {
                let x: Double
                let lower: Double
                let upper: Double
                let density: Double
                let lowerQuantile: Double?
                let upperQuantile: Double?
            }
            let distribution: String
            let parameters: [Double]
            let cases: [Case]
        }
        let distributions: [Distribution]
    }

    static let oracle: Oracle? = {
        guard
            let url = Bundle.module.url(
                forResource: "distributions", withExtension: "json", subdirectory: "Oracles"),
            let data = try? Data(contentsOf: url)
        else { return nil }
        return try? JSONDecoder().decode(Oracle.self, from: data)
    }()

    /// Everything is evaluated in the compiler's long double and rounded once: a few units in the last place,
    /// and a power to a million degrees of freedom loses a million roundings of the long double.
    static func tolerance(_ parameters: [Double]) -> Double {
        #if os(macOS) && arch(arm64)
            let extended = 2.3e-16
        #else
            let extended = 1.1e-19
        #endif
        return 2e-15 + 50 * extended + extended * parameters.reduce(0, +)
    }

    @Test(arguments: ["normal", "t", "chiSquared", "f", "gamma", "beta"])
    func agrees(_ name: String) throws {
        let all = try #require(Self.oracle).distributions.filter { $0.distribution == name }
        #expect(!all.isEmpty)
        var allowed = 0.0
        var worst: [String: (Double, String)] = [:]
        func note(_ what: String, _ found: Double, _ expected: Double, _ place: @autoclosure () -> String) {
            let error = found == expected ? 0 : abs(found - expected) / abs(expected)
            let excess = error / allowed
            if !(excess <= worst[what]?.0 ?? -1) {
                worst[what] = (excess, "\(place()): \(found) not \(expected)")
            }
        }
        for distribution in all {
            let functions = try #require(Functions(name, distribution.parameters))
            allowed = Self.tolerance(distribution.parameters)
            for c in distribution.cases {
                let place = "\(name) \(distribution.parameters) at \(c.x)"
                note("density", functions.density(c.x), c.density, place)
                note("cumulative", functions.cumulative(c.x), c.lower, place)
                note("survival", functions.survival(c.x), c.upper, place)
                if let x = c.lowerQuantile { note("quantile", functions.quantile(c.lower), x, place) }
                if let x = c.upperQuantile {
                    note("upperQuantile", functions.upperQuantile(c.upper), x, place)
                }
            }
        }
        for (what, (excess, place)) in worst { #expect(excess < 1, "\(what): \(place)") }
    }
}
