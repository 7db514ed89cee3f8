import Foundation
import InterruptedTimeSeries
import OracleSupport
import Testing

/// Tests of residuals against R's lmtest.
@Suite("Interrupted time series: diagnosis")
struct DiagnosisTests {
    struct Oracle: Decodable, Sendable {
        let seed: UInt64
        let cases: [Case]

        static func read() throws -> Oracle {
            let folder = try #require(Bundle.module.url(forResource: "Oracles", withExtension: nil))
            let text = try Data(contentsOf: folder.appendingPathComponent("diagnosis/diagnosis.json"))
            return try JSONDecoder().decode(Oracle.self, from: text)
        }
    }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let periods: Int
        let autocorrelation: Double
        let lags: Int
        let durbinWatson, durbinWatsonP, ljungBox, ljungBoxP, breuschGodfrey, breuschGodfreyP: Double
        let acf, pacf: [Double]
        var testDescription: String { "\(periods) periods, φ = \(autocorrelation)" }
    }

    private func estimates(_ oracle: Case, seed: UInt64 = 7) throws -> Estimates {
        var series = SimulatedSeries()
        series.seed = seed
        series.periods = oracle.periods
        series.start = oracle.periods / 2 + 1
        series.autocorrelation = oracle.autocorrelation
        return try SegmentedRegression(
            outcome: "y", time: "time", interventions: [.levelAndSlope(at: TimePoint("\(series.start)"))]
        ).fit(series.table()).estimates()
    }

    @Test(arguments: try Oracle.read().cases)
    func agreesWithR(_ oracle: Case) throws {
        let answer = try estimates(oracle)
        let expected = [
            ("durbin-watson", oracle.durbinWatson, oracle.durbinWatsonP),
            ("ljung-box", oracle.ljungBox, oracle.ljungBoxP),
            ("breusch-godfrey", oracle.breuschGodfrey, oracle.breuschGodfreyP),
        ]
        for (name, statistic, p) in expected {
            let found = try #require(answer.diagnostics.first { $0.name == name })
            #expect(agree(try #require(found["statistic"]?.double), statistic, relative: 1e-9))
            #expect(abs(try #require(found["p.value"]?.double) - p) < 1e-9, "\(name)")
        }
        let box = try #require(answer.diagnostics.first { $0.name == "ljung-box" })
        for (name, values) in [("autocorrelations", oracle.acf), ("partial", oracle.pacf)] {
            let found = (box[name]?.elements ?? []).compactMap(\.double)
            #expect(found.count == oracle.lags)
            for (ours, theirs) in zip(found, values) { #expect(abs(ours - theirs) < 1e-10) }
        }
    }

    /// A strongly autocorrelated series is said to be one, and what to use; a short one that it is short.
    @Test func notesNameTheBetterMethod() throws {
        let cases = try Oracle.read().cases
        let long = try #require(cases.last)
        #expect(try estimates(long).notes.contains { $0.contains("--errors gls") })
        var short = SimulatedSeries()
        short.periods = 10
        short.start = 6
        let fit = try SegmentedRegression(outcome: "y", time: "time", interventions: [.level(at: 6)])
            .fit(short.table())
        #expect(try fit.estimates().notes.contains { $0.contains("10 periods are few") })
    }

    /// Counts have Ljung and Box's test alone; where it rejects, a note names the better errors.
    @Test func autocorrelatedCountsAreSaid() throws {
        var said = 0
        for seed in 1...12 as ClosedRange<UInt64> {
            var series = SimulatedSeries.counts
            (series.seed, series.autocorrelation, series.standardDeviation) = (
                seed, seed % 2 == 0 ? 0 : 0.8, 0.2
            )
            let model = SegmentedRegression(
                outcome: "y", time: "time", interventions: [.levelAndSlope(at: 25)], family: .quasipoisson,
                offset: "log(population)")
            let answer = try model.fit(series.table()).estimates()
            let p = try #require(answer.diagnostic("ljung-box")?["p.value"]?.double)
            let isSaid = answer.notes.contains {
                $0.contains("autocorrelated") && $0.contains("prais-winsten")
            }
            #expect(isSaid == (p < 0.05), "seed \(seed), p \(p)")
            if isSaid { said += 1 }
        }
        #expect((1...6).contains(said))
    }

    /// Counts: the truth lies in the intervals, and the table has what it says.
    @Test func simulatedCounts() throws {
        var series = SimulatedSeries.counts
        series.controlUnits = 3
        series.standardDeviation = 0
        let table = try series.table()
        #expect(table.columns.map(\.name) == ["unit", "time", "after", "treated", "population", "y"])
        let model = SegmentedRegression(
            outcome: "y", time: "time", interventions: [.levelAndSlope(at: 25)], covariates: "factor(unit)",
            groups: .init(unit: "unit", treated: ["1"]), family: .negativeBinomial,
            offset: "log(population)")
        #expect(throws: CausalError.self) { try model.fit(table) }  // the treated unit is in the segments
        var plain = model
        plain.covariates = nil
        let level = try plain.fit(table).estimates()["difference.level"]
        #expect(abs(level.estimate - series.levelChange) < 4 * level.standardError)
    }

    @Test func settingsOutsideTheirRanges() {
        for change: (inout SimulatedSeries) -> Void in [
            { $0.periods = 2 }, { $0.start = 1 }, { $0.autocorrelation = 1 }, { $0.treatedUnits = 0 },
            { $0.controlUnits = .max }, { $0.standardDeviation = -1 }, { $0.level = .nan },
            { $0.seasonPeriod = 1 }, { $0.population = 0 },
        ] {
            var series = SimulatedSeries()
            change(&series)
            #expect(throws: CausalError.self) { try series.table() }
        }
    }
}
