import Foundation
import InterruptedTimeSeries
import OracleSupport
import Testing

/// Effects' sets and bands, unknown breaks and Cumby and Huizinga's test against R.
@Suite("Interrupted time series: evidence")
struct EvidenceTests {
    struct Oracle: Decodable, Sendable {
        let cases: [Case]

        static func read() throws -> Oracle {
            let folder = try #require(Bundle.module.url(forResource: "Oracles", withExtension: nil))
            let text = try Data(contentsOf: folder.appendingPathComponent("evidence/evidence.json"))
            return try JSONDecoder().decode(Oracle.self, from: text)
        }
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        struct Result: Decodable, Sendable { let statistic, p: Double }
        let periods: Int
        let autocorrelation: Double
        let lags, date: Int
        let fieller, forecast: [Double]
        let supF, supFP: Double
        let dates: [Int]
        let cumby, plain: Result
        let second: Result?
        var testDescription: String { "\(periods) periods, φ = \(autocorrelation)" }
    }

    static func series(_ periods: Int, _ autocorrelation: Double) -> SimulatedSeries {
        var series = SimulatedSeries()
        series.seed = 7
        series.periods = periods
        series.start = periods / 2 + 1
        series.autocorrelation = autocorrelation
        return series
    }

    static func fit(_ series: SimulatedSeries) throws -> SegmentedFit {
        try SegmentedRegression(
            outcome: "y", time: "time", interventions: [.levelAndSlope(at: TimePoint("\(series.start)"))]
        ).fit(series.table())
    }

    @Test(arguments: try Oracle.read().cases)
    func effects(_ oracle: Case) throws {
        let answer = try Self.fit(Self.series(oracle.periods, oracle.autocorrelation)).estimates(
            effectsAt: [TimePoint("\(oracle.periods)")])
        let labels = answer["relative"].labels
        let ends = ["fieller.low", "fieller.high"].compactMap { name in
            labels.first { $0.name == name }?.value.double
        }
        #expect(labels.first { $0.name == "fieller.type" }?.value.text == "bounded")
        for (ours, theirs) in zip(ends, oracle.fieller) { #expect(abs(ours - theirs) < 1e-9) }
        let last = try #require(answer.fact("series")?.elements?.last)
        for (name, theirs) in zip(["forecast.low", "forecast.high"], oracle.forecast) {
            #expect(agree(try #require(last[name]?.double), theirs, relative: 1e-9))
        }
        for prefix in ["", "effect."] {
            let point = try #require(last[prefix + "high"]?.double) - #require(last[prefix + "low"]?.double)
            let band =
                try #require(last[prefix + "simultaneous.high"]?.double)
                - #require(last[prefix + "simultaneous.low"]?.double)
            #expect(band > 1.02 * point && band < 1.5 * point)
        }
    }

    @Test(arguments: try Oracle.read().cases)
    func unknownBreakAndSerialCorrelation(_ oracle: Case) throws {
        let fit = try Self.fit(Self.series(oracle.periods, oracle.autocorrelation))
        let found = try fit.unknownBreak(draws: 199)
        #expect(agree(found.statistic, oracle.supF, relative: 1e-8))
        #expect(abs(found.asymptoticPValue - oracle.supFP) < 1e-6)
        #expect(found.date.description == "\(oracle.date)")
        let set = [found.first, found.last].compactMap { $0?.description }
        if oracle.dates.count == 3 {
            let inside = [oracle.dates[0], oracle.dates[2]].map { max(1, min(oracle.periods, $0)) }
            #expect(set == inside.map(String.init))
        }
        let answer = try fit.estimates()
        let test = try #require(answer.diagnostic("cumby-huizinga"))
        #expect(agree(try #require(test["statistic"]?.double), oracle.cumby.statistic, relative: 1e-8))
        let second = test["lags"]?.elements?.dropFirst().first
        if let theirs = oracle.second {
            #expect(agree(try #require(second?["statistic"]?.double), theirs.statistic, relative: 1e-8))
        }
        let godfrey = try #require(answer.diagnostic("breusch-godfrey"))
        #expect(agree(try #require(godfrey["statistic"]?.double), oracle.plain.statistic, relative: 1e-8))
        let columns = [Array(repeating: 1.0, count: oracle.periods)] + fit.regression.designColumns
        let plain = try #require(
            CumbyHuizinga(fit.regression.residuals, columns: columns, lags: oracle.lags, isRobust: false))
        #expect(agree(plain.statistic, oracle.plain.statistic, relative: 1e-8))
    }

    /// The simulated p-value is that of outcomes drawn from the model: without a break about 5 % lie below .05.
    @Test func unknownBreakHoldsItsLevel() throws {
        var rejections = 0
        for seed in 0..<60 {
            var series = Self.series(40, 0)
            (series.levelChange, series.slopeChange, series.seed) = (0, 0, UInt64(seed))
            if try Self.fit(series).unknownBreak(draws: 99).pValue <= 0.05 { rejections += 1 }
        }
        #expect((0...8).contains(rejections))
    }

    @Test func fiellerKinds() throws {
        func set(_ a: Double, _ b: Double, _ variance: Double) throws -> FiellerInterval {
            try #require(
                FiellerInterval(
                    numerator: (a, variance), denominator: (b, variance), covariance: 0, critical: 2))
        }
        #expect(try set(1, 10, 1).kind == .bounded)
        #expect(try set(10, 1, 1).kind == .exclusive)
        #expect(try set(0.1, 0.1, 1).kind == .unbounded)
        #expect(try set(10, 2, 1).kind == .above)
        #expect(try set(-10, 2, 1).kind == .below)
        // Every end solves (a − ρb)² = t²(v_aa + ρ²v_bb).
        let bounded = try set(3, 7, 2)
        for end in try [#require(bounded.low), #require(bounded.high)] {
            #expect(abs((3 - end * 7) * (3 - end * 7) - 4 * 2 * (1 + end * end)) < 1e-9)
        }
        #expect(
            FiellerInterval(numerator: (.nan, 1), denominator: (1, 1), covariance: 0, critical: 2) == nil)
    }

    /// A model of the errors has bands and a forecast too; differences and counts have no forecast.
    @Test func bandsOfOtherModels() throws {
        let table = try Self.series(40, 0.5).table()
        let model = SegmentedRegression(
            outcome: "y", time: "time", interventions: [.levelAndSlope(at: 21)])
        let serial = try model.design(table).fit(.generalisedLeastSquares()).estimates(.satterthwaite)
        let point = try #require(serial.fact("series")?.elements?.last)
        #expect(point["forecast.low"]?.double ?? 0 < point["low"]?.double ?? -1)
        #expect(point["effect.simultaneous.low"]?.double ?? 0 < point["effect.low"]?.double ?? -1)
        let differenced = try model.design(table).fit(.arima(.init(ar: 0, differences: 1))).estimates()
        let last = try #require(differenced.fact("series")?.elements?.last)
        #expect(last["forecast.low"] == nil && last["counterfactual"] == .null)
        var counts = SimulatedSeries.counts
        counts.standardDeviation = 0
        let poisson = try SegmentedRegression(
            outcome: "y", time: "time", interventions: [.level(at: 25)], family: .poisson,
            offset: "log(population)"
        ).fit(counts.table())
        #expect(throws: CausalError.self) { try poisson.unknownBreak() }
        let rates = try poisson.estimates(effectsAt: [30])
        #expect(try #require(rates.fact("series")?.elements?.last)["forecast.low"] == nil)
    }

    /// A fall of 10 that shrinks by one a period is gone after about ten, and the set's ends solve Fieller's equation.
    @Test func effectVanishes() throws {
        var series = Self.series(60, 0)
        (series.levelChange, series.slopeChange, series.standardDeviation) = (-10, 1, 0.5)
        let answer = try Self.fit(series).estimates(effectsAt: [TimePoint("45")])
        let fact = try #require(answer.fact("effect.vanishes"))
        let (level, slope) = (answer["level"], answer["slope"])
        #expect(fact["periods"]?.double == -level.estimate / slope.estimate)
        #expect(fact["type"]?.text == "bounded")
        let t = StudentT(df: 56).upperQuantile(0.025)
        let places = ["level", "slope"].compactMap { name in answer.rows.firstIndex { $0.term == name } }
        for name in ["low", "high"] {
            let h = try #require(fact[name]?.double)
            let delta = level.estimate + h * slope.estimate
            let variance =
                answer.covariance[places[0], places[0]] + 2 * h * answer.covariance[places[0], places[1]]
                + h * h * answer.covariance[places[1], places[1]]
            #expect(abs(delta * delta - t * t * variance) < 1e-9)
        }
        series.slopeChange = -1
        #expect(try Self.fit(series).estimates(effectsAt: []).fact("effect.vanishes") == nil)
    }
}
