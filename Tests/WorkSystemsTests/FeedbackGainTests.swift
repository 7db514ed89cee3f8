import Foundation
import Testing

@testable import WorkSystems

@Suite struct FeedbackGainTests {
    struct File: Decodable {
        let loop: [String: Fit]
        let loopOne: Fit
    }
    struct Fit: Decodable {
        let gain, drift, rss, gainError, driftError: Double
        let n: Int
    }

    static func table() throws -> DataTable {
        try DataTable(csv: oracles.appendingPathComponent("profiles/loop.csv").path)
    }

    private let question = FeedbackGain(
        value: "rate", time: "month", unit: "clinic", benchmark: 0.1, from: "9", longestDelay: 4)

    @Test func agreesWithStatsmodels() throws {
        let wanted = try oracle("profiles/profiles.json", as: File.self)
        let found = try question.fit(Self.table())
        #expect(found.delay == 1 && found.tried.count == 5)
        for tried in found.tried {
            #expect(near(tried.residualSumOfSquares, try #require(wanted.loop["\(tried.delay)"]).rss, 1e-10))
        }
        let answer = try found.estimates()
        let one = wanted.loopOne
        #expect(near(try answer.row("gain").estimate, one.gain))
        #expect(near(try answer.row("drift").estimate, one.drift))
        #expect(near(try answer.row("gain").standardError, one.gainError, 1e-9))
        #expect(near(try answer.row("drift").standardError, one.driftError, 1e-9))
        #expect(answer.fact("nobs")?.double == Double(one.n))
        // The loop was made with gain ¼ and drift 0.08.
        #expect(abs(one.gain - 0.25) < 3 * one.gainError && abs(one.drift - 0.08) < 3 * one.driftError)
    }

    /// The resting point (KB + δy⁰)/(K + δ) has a derivative that can be written down.
    @Test func theDeltaMethod() throws {
        let answer = try question.fit(Self.table()).estimates()
        let (k, d) = (try answer.row("gain").estimate, try answer.row("drift").estimate)
        let start = try #require(answer.fact("start")?.double)
        let slope = [d * (0.1 - start) / ((k + d) * (k + d)), k * (start - 0.1) / ((k + d) * (k + d))]
        var variance = 0.0
        for i in 0..<2 { for j in 0..<2 { variance += slope[i] * slope[j] * answer.covariance[i, j] } }
        let row = try answer.row("resting.point")
        #expect(near(row.estimate, (k * 0.1 + d * start) / (k + d), 1e-12))
        #expect(near(row.standardError, variance.squareRoot(), 1e-6))
        // With data one period old the critical gain is 1, whatever the drift.
        let critical = try answer.row("critical.gain")
        #expect(near(critical.estimate, 1, 1e-9) && critical.standardError.isNaN)
        #expect(try answer.row("smooth.gain").standardError > 0)
    }

    /// Without chance the loop's own numbers come back, whatever the delay.
    @Test(arguments: [(0, 0.5, 0.0), (1, 0.2, 0.1), (3, 0.15, 0.05)])
    func theLoopComesBack(_ delay: Int, _ gain: Double, _ drift: Double) throws {
        var rows: [(String, Double, Double)] = []
        for (unit, start) in [("a", 1.0), ("b", 0.6), ("c", 0.3)] {
            var path = [Double](repeating: start, count: 8)
            for t in 7..<30 {
                path.append(path[t] + gain * (0.1 - path[t - delay]) + drift * (start - path[t]))
            }
            rows += path.enumerated().map { (unit, Double($0), $1) }
        }
        let table = try DataTable([
            Column("unit", rows.map(\.0)), Column("t", rows.map(\.1)), Column("y", rows.map(\.2)),
        ])
        var question = FeedbackGain(value: "y", time: "t", unit: "unit", benchmark: 0.1, from: "7")
        if delay == 0 { question.delay = 0 }
        let found = try question.fit(table)
        #expect(found.delay == delay)
        if delay > 0 {
            #expect(near(found.regression.coefficients[0], gain, 1e-8))
            #expect(near(found.regression.coefficients[1], drift, 1e-8))
        }
        let shuffled = try DataTable([
            Column("unit", rows.reversed().map(\.0)), Column("t", rows.reversed().map(\.1)),
            Column("y", rows.reversed().map(\.2)),
        ])
        #expect(
            near(
                try question.fit(shuffled).regression.coefficients[0], found.regression.coefficients[0], 1e-8)
        )
    }

    @Test func faults() throws {
        let table = try Self.table()
        func code(_ change: (inout FeedbackGain) -> Void) -> CausalError.Code? {
            var asked = question
            change(&asked)
            do {
                _ = try asked.fit(table).estimates()
                return nil
            } catch { return error.code }
        }
        #expect(code { $0.benchmark = .nan } == .badArgument)
        #expect(code { $0.delay = -1 } == .badArgument)
        #expect(code { $0.delay = 40 } == .tooFewRows)
        #expect(code { $0.longestDelay = 40 } == .tooFewRows)
        #expect(code { $0.from = "32" } == .badArgument)
        #expect(code { $0.from = "soon" } == .badArgument)
        #expect(code { $0.value = "rats" } == .unknownColumn)
        // Performance that runs away from the benchmark has no loop, and that is said.
        var away = question
        away.benchmark = -10
        away.delay = 0
        away.start = 0.3
        let answer = try away.fit(table).estimates()
        #expect(answer.rows.allSatisfy { !$0.estimate.isInfinite })
    }
}
