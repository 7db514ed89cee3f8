import Foundation
@testable import InterruptedTimeSeries
import OracleSupport
import Testing

/// Working correlations of counts, influence, several units and splines, against R and patsy.
@Suite("Interrupted time series: working correlations and influence")
struct WorkingCorrelationTests {
    struct Oracle: Decodable, Sendable {
        struct Working: Decodable, Sendable {
            let rho, dispersion: Double
            let coef, unit: [Double]
        }
        struct Influence: Decodable, Sendable { let cook, level, slope, glmCook: [Double] }
        struct Several: Decodable, Sendable {
            let phi, loglik: Double
            let coef, se: [Double]
        }
        struct Spline: Decodable, Sendable {
            let count: Int
            let estimates, errors: [Double]
            let rss: Double
        }
        struct Splines: Decodable, Sendable { let cases: [Spline] }
        let working: Working
        let influence: Influence
        let serial: [Double]
        let several: [String: Several]
        let splines: Splines

        static func read() throws -> Oracle {
            let folder = try #require(Bundle.module.url(forResource: "Oracles", withExtension: nil))
            let text = try Data(contentsOf: folder.appendingPathComponent("working/working.json"))
            return try JSONDecoder().decode(Oracle.self, from: text)
        }
    }

    static let counts = {
        var series = SimulatedSeries.counts
        (series.seed, series.periods, series.start) = (5, 60, 31)
        (series.autocorrelation, series.standardDeviation) = (0.7, 0.25)
        return series
    }()

    static let single = {
        var series = SimulatedSeries()
        (series.seed, series.autocorrelation, series.seasonAmplitude) = (7, 0.4, 3)
        return series
    }()

    private func model(_ start: Int, _ family: ResponseFamily? = nil) -> SegmentedRegression {
        SegmentedRegression(
            outcome: "y", time: "time", interventions: [.levelAndSlope(at: TimePoint(Double(start)))],
            family: family, offset: family == nil ? nil : "log(population)")
    }

    @Test func workingAutoregressionOfCounts() throws {
        let oracle = try Oracle.read().working
        let table = try Self.counts.table()
        let quasi = try model(31, .quasipoisson).design(table).fit(.praisWinsten())
        #expect(abs(quasi.process[0] - oracle.rho) < 1e-9)
        let scale = oracle.dispersion.squareRoot()
        let plain = try model(31, .poisson).design(table).fit(.praisWinsten()).estimates()
        let answer = try quasi.estimates()
        for (position, row) in answer.rows.prefix(4).enumerated() {
            #expect(abs(row.estimate - oracle.coef[position]) < 1e-8)
            #expect(agree(row.standardError, scale * oracle.unit[position], relative: 1e-8))
            #expect(agree(plain.rows[position].standardError, oracle.unit[position], relative: 1e-8))
        }
        #expect(agree(try #require(answer.fact("dispersion")?.double), oracle.dispersion, relative: 1e-8))
        #expect(answer["level"].labels.map(\.name) == ["ratio", "ratio.low", "ratio.high"])
        #expect(throws: CausalError.self) {
            try model(31, .poisson).design(table).fit(.generalisedLeastSquares())
        }
    }

    @Test func influenceOfSinglePeriods() throws {
        let oracle = try Oracle.read()
        let answer = try model(25).fit(Self.single.table()).estimates()
        for term in ["level", "slope"] {
            let changes = term == "level" ? oracle.influence.level : oracle.influence.slope
            let found = try #require(
                answer.diagnostics.first { $0.name == "influence" && $0["term"]?.text == term })
            let worst = try #require(changes.indices.max { abs(changes[$0]) < abs(changes[$1]) })
            #expect(found["time"]?.double == Double(worst + 1))
            let without = answer[term].estimate - changes[worst]
            #expect(abs(try #require(found["estimate.without"]?.double) - without) < 1e-9)
            let lowest = answer[term].estimate - (changes.max() ?? .nan)
            #expect(abs(try #require(found["lowest"]?.double) - lowest) < 1e-9)
        }
        try expectCook(answer, oracle.influence.cook)
        try expectCook(
            try model(31, .poisson).fit(Self.counts.table()).estimates(), oracle.influence.glmCook)
    }

    private func expectCook(_ answer: Estimates, _ distances: [Double]) throws {
        let found = try #require(answer.diagnostic("cooks-distance"))
        let worst = try #require(distances.indices.max { distances[$0] < distances[$1] })
        #expect(found["time"]?.double == Double(worst + 1))
        #expect(agree(try #require(found["statistic"]?.double), distances[worst], relative: 1e-8))
        #expect(found["above"]?.double == Double(distances.count { $0 > 4 / Double(distances.count) }))
    }

    /// Correlated errors: estimates without each row, the process held.
    @Test func influenceWithCorrelatedErrors() throws {
        let oracle = try Oracle.read().serial
        let design = try model(25).design(Self.single.table())
        let data = try design.serialData()
        let process = ArmaProcess(phi: [0.5], theta: [])
        let whitened = SerialData(
            columns: SerialFilter.whiten(data, process).columns, steps: data.steps)
        let fit = try #require(WhitenedRegression(whitened.columns))
        let units = (0..<data.count).map { row in (0..<data.count).map { $0 == row ? 1.0 : 0 } }
        let influence = PointInfluence(
            whitened: whitened,
            identity: SerialFilter.whiten(SerialData(columns: units, steps: data.steps), process).columns,
            coefficients: fit.coefficients, inverse: fit.inverse, covariance: fit.inverse)
        for (change, expected) in zip(influence.changes, oracle) { #expect(abs(change[2] - expected) < 1e-9) }
    }

    /// nlme's optimum is flat to 1e-12 in the likelihood, as for a single series.
    @Test(arguments: ["reml", "ml"]) func severalUnits(_ method: String) throws {
        let oracle = try #require(try Oracle.read().several[method])
        var series = SimulatedSeries()
        (series.seed, series.periods, series.start) = (7, 30, 16)
        (series.autocorrelation, series.standardDeviation, series.controlUnits) = (0.4, 6, 3)
        var controlled = model(16)
        controlled.groups = .init(unit: "unit", treated: ["1"])
        let fit = try controlled.design(series.table()).fit(
            .generalisedLeastSquares(isRestricted: method == "reml"))
        #expect(abs(try #require(fit.criterion) / -2 - oracle.loglik) < 1e-6)
        #expect(abs(fit.process[0] - oracle.phi) < 2e-5)
        let answer = try fit.estimates()
        for (row, (estimate, error)) in zip(answer.rows, zip(oracle.coef, oracle.se)) {
            #expect(abs(row.estimate - estimate) < 1e-4 * error, "\(row.term)")
            #expect(agree(row.standardError, error, relative: 2e-4), "\(row.term)")
        }
        #expect(answer.diagnostic("ljung-box")?["of"]?.text == "innovations")
    }

    /// Tests of several series: lags stay within each, so that series apart in time give the same as one with a gap of zeros.
    @Test func testsOfSeveralUnits() throws {
        var series = SimulatedSeries()
        series.controlUnits = 2
        var controlled = model(25)
        controlled.groups = .init(unit: "unit", treated: ["1"])
        let fit = try controlled.fit(series.table())
        let answer = try fit.estimates()
        let order = SeriesOrder(fit.design)
        let e = order.picked(fit.regression.residuals)
        let total = e.reduce(0) { $0 + $1 * $1 }
        let names = ["durbin-watson", "breusch-godfrey", "cumby-huizinga", "ljung-box"]
        #expect(answer.diagnostics.prefix(4).map(\.name) == names)
        var changes = 0.0
        for start in [0, 48, 96] {
            for t in 1..<48 {
                changes += (e[start + t] - e[start + t - 1]) * (e[start + t] - e[start + t - 1])
            }
        }
        let watson = try #require(answer.diagnostic("durbin-watson")?["statistic"]?.double)
        #expect(agree(watson, changes / total, relative: 1e-10))
        var product = 0.0
        for start in [0, 48, 96] { for t in 2..<48 { product += e[start + t] * e[start + t - 2] } }
        let found = try #require(answer.diagnostic("ljung-box")?["autocorrelations"]?.elements?[1].double)
        #expect(abs(found - product / total) < 1e-10)
    }

    @Test func splines() throws {
        for oracle in try Oracle.read().splines.cases {
            var seasonal = model(25)
            seasonal.season = .splines(oracle.count, period: 12)
            let fit = try seasonal.fit(Self.single.table())
            let answer = try fit.estimates()
            for (position, name) in ["trend", "level", "slope"].enumerated() {
                #expect(agree(answer[name].estimate, oracle.estimates[position], relative: 1e-8))
                #expect(agree(answer[name].standardError, oracle.errors[position], relative: 1e-8))
            }
            #expect(agree(fit.regression.residualSumOfSquares, oracle.rss, relative: 1e-9))
        }
        // With a coefficient for each month but one the curve goes through every month's mean.
        var (free, curve) = (model(25), model(25))
        free.season = .dummies(period: 12)
        curve.season = .splines(11, period: 12)
        let table = try Self.single.table()
        let (a, b) = (try free.fit(table).estimates(), try curve.fit(table).estimates())
        #expect(agree(a["level"].standardError, b["level"].standardError, relative: 1e-9))
        #expect(agree(a["level"].estimate, b["level"].estimate, relative: 1e-9))
        for count in [1, 12] {
            curve.season = .splines(count, period: 12)
            #expect(throws: CausalError.self) { try curve.design(table) }
        }
    }
}
