import Foundation
import InterruptedTimeSeries
import OracleSupport
import Testing

/// The power of planned series against R's noncentral t, and simulation against the closed form.
@Suite("Interrupted time series: power")
struct SeriesPowerTests {
    struct Oracle: Decodable, Sendable {
        let cases: [Case]

        static func read() throws -> Oracle {
            let folder = try #require(Bundle.module.url(forResource: "Oracles", withExtension: nil))
            let text = try Data(contentsOf: folder.appendingPathComponent("evidence/power.json"))
            return try JSONDecoder().decode(Oracle.self, from: text)
        }
    }

    struct Case: Decodable, Sendable {
        let before, after, horizon, harmonics: Int
        let autocorrelation, level, slope, standardError, power: Double
        let weighting: SeriesPower.Weighting
    }

    @Test(arguments: try Oracle.read().cases)
    func closedForm(_ oracle: Case) throws {
        var plan = SeriesPower()
        (plan.before, plan.after, plan.horizon) = (oracle.before, oracle.after, oracle.horizon)
        (plan.levelChange, plan.slopeChange) = (oracle.level, oracle.slope)
        plan.autocorrelation = oracle.autocorrelation
        plan.season = oracle.harmonics > 0 ? .harmonics(oracle.harmonics, period: 12) : nil
        let found = try plan.closedForm(oracle.weighting)
        #expect(agree(found.standardError, oracle.standardError, relative: 1e-9))
        #expect(agree(found.power, oracle.power, relative: 1e-8))
    }

    @Test func solving() throws {
        var plan = SeriesPower()
        plan.levelChange = -3
        plan.autocorrelation = 0.3
        let both = try plan.solved(.both, power: 0.8)
        #expect(both.before == both.after)
        #expect(try both.closedForm().power >= 0.8)
        var fewer = both
        fewer.before -= 1
        fewer.after -= 1
        #expect(try fewer.closedForm().power < 0.8)
        let effect = try plan.solved(.effect, power: 0.9)
        #expect(abs(try effect.closedForm().power - 0.9) < 1e-9 && effect.levelChange < 0)
    }

    /// With independent errors least squares has exactly the closed form's power, and any number of threads draws the same.
    @Test func simulationAgreesWithTheClosedForm() throws {
        var plan = SeriesPower()
        (plan.before, plan.after, plan.levelChange) = (12, 12, -4)
        let exact = try plan.closedForm().power
        let found = try plan.simulated(.ols, draws: 400)
        #expect(abs(found.power - exact) < 4 * found.monteCarloError && found.failures == 0)
        #expect(try plan.simulated(.ols, draws: 400) == found)
        plan.season = .harmonics(1, period: 12)
        plan.seasonAmplitude = 3
        plan.onset = .ramp(3)
        plan.autocorrelation = 0.3
        let answer = try plan.estimates(simulation: (.gls, try plan.simulated(.gls, draws: 20)))
        #expect(answer.fact("power.simulated")?.double != nil && answer["effect"].estimate == -1)
    }

    @Test func refusals() {
        for change: (inout SeriesPower) -> Void in [
            { $0.before = 1 }, { $0.after = 0 }, { $0.autocorrelation = 1 }, { $0.standardDeviation = 0 },
            { $0.alpha = 1 }, { $0.levelChange = .nan }, { ($0.before, $0.after) = (2, 1) },
            { $0.after = 1 }, { $0.season = .harmonics(9, period: 12) }, { $0.onset = .ramp(0) },
            { $0.horizon = .max },
        ] {
            var plan = SeriesPower()
            change(&plan)
            #expect(throws: CausalError.self) { try plan.closedForm() }
            #expect(throws: CausalError.self) { try plan.solved(.effect, power: 0.8) }
        }
        #expect(throws: CausalError.self) { try SeriesPower().solved(.both, power: 1) }
        #expect(throws: CausalError.self) { try SeriesPower().simulated(draws: 1) }
    }
}
