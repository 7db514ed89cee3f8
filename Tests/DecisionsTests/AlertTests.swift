import Decisions
import Distributions
import Foundation
import Tables
import Testing

@Suite struct AlertTests {
    /// The table of decision-curve.py.
    static func table() throws -> DataTable {
        let score = (1...240).map { Double(37 * $0 % 101) / 101 }
        let outcome = (1...240).map { i in Double(53 * i % 97) / 97 < 0.1 + 0.5 * score[i - 1] ? 1.0 : 0 }
        let ward = (0..<240).map { Double($0 / 8) }
        return try DataTable([Column("score", score), Column("outcome", outcome), Column("ward", ward)])
    }

    private struct Oracle: Decodable {
        let cases: [[String: Value]]
        enum Value: Decodable {
            case numbers([Double])
            case number(Double)
            case other
            init(from decoder: any Decoder) throws {
                let box = try decoder.singleValueContainer()
                if let list = try? box.decode([Double].self) {
                    self = .numbers(list)
                } else {
                    self = (try? box.decode(Double.self)).map(Value.number) ?? .other
                }
            }
            var list: [Double] { if case .numbers(let list) = self { list } else { [] } }
            var single: Double? { if case .number(let value) = self { value } else { nil } }
        }
    }

    /// The Python package dcurves.
    @Test func netBenefitAgreesWithDcurves() throws {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Oracles")
        let data = try Data(contentsOf: folder.appendingPathComponent("decision-curve.json"))
        let oracle = try JSONDecoder().decode(Oracle.self, from: data)
        #expect(oracle.cases.count == 2)
        for values in oracle.cases {
            let thresholds = values["threshold"]?.list ?? []
            let question = AlertThresholds(
                score: "score", outcome: "outcome", thresholds: thresholds,
                setting: AlertSetting(prevalence: values["prevalence"]?.single))
            let profiles = try question.fit(Self.table()).profiles
            func agree(_ name: String, _ part: (AlertProfile) -> Double) {
                let expected = values[name]?.list ?? []
                #expect(expected.count == profiles.count && !expected.isEmpty)
                for (profile, value) in zip(profiles, expected) {
                    #expect((part(profile) - value).magnitude < 1e-11, "\(name) at \(profile.threshold)")
                }
            }
            agree("net.benefit", \.netBenefit)
            agree("treat.all", \.treatAll)
            // dcurves tells the rate in the data whatever the prevalence.
            if question.setting.prevalence == nil { agree("alert.rate", \.alertRate) }
        }
    }

    /// Ten patients by hand: at 0.5 there are three alerts, two of them right.
    @Test func aProfileByHand() throws {
        let table = try DataTable([
            Column("s", [0.9, 0.6, 0.5, 0.4, 0.3, 0.3, 0.2, 0.1, 0.1, 0]),
            Column("y", [1.0, 0, 1, 1, 0, 0, 0, 0, 0, 0]),
        ])
        let setting = AlertSetting(
            benefit: 2, harm: 0.5, minutesPerAlert: 6, minutesPerTrueAlert: 30, patientsPerDay: 20,
            fatigue: 6,
            hourWeight: 0.1, alertWeight: 0.2, burdenWeight: 3)
        let profile = try AlertThresholds(score: "s", outcome: "y", thresholds: [0.5], setting: setting)
            .fit(table).profiles[0]
        #expect(profile.alertRate == 0.3 && (profile.sensitivity - 2.0 / 3).magnitude < 1e-15)
        #expect((profile.netBenefit - 0.1).magnitude < 1e-15 && (profile.burden - 6).magnitude < 1e-12)
        #expect((profile.heeded - 0.5).magnitude < 1e-12)
        #expect((profile.harmAverted - 1000 * 0.5 * (0.4 - 0.05)).magnitude < 1e-9)
        #expect((profile.workload - 150).magnitude < 1e-9)
        #expect((profile.time - 1000 * (6 * 0.3 + 30 * 0.5 * 0.2) / 60).magnitude < 1e-9)
        #expect((profile.value - (175 - 0.1 * 80 - 0.2 * 150 - 3 * 6)).magnitude < 1e-9)
    }

    @Test func noThresholdOfTheFrontIsBeatenAndEveryOtherIs() throws {
        let setting = AlertSetting(benefit: 1, harm: 0.3, minutesPerAlert: 5, patientsPerDay: 20, fatigue: 2)
        let fit = try AlertThresholds(score: "score", outcome: "outcome", setting: setting).fit(Self.table())
        let profiles = fit.profiles
        let front = fit.front(profiles)
        func vector(_ p: AlertProfile) -> [Double] { [p.harmAverted, -p.workload, -p.time, -p.burden] }
        for (k, own) in profiles.enumerated() {
            let beaten = profiles.contains { other in
                zip(vector(other), vector(own)).allSatisfy { $0 >= $1 } && vector(other) != vector(own)
            }
            #expect(front[k] == !beaten)
        }
        #expect(front.contains(true) && front.contains(false) && front[fit.optimum(profiles)])
    }

    @Test func theBootstrapMeetsTheStandardErrorOfNetBenefit() throws {
        let fit = try AlertThresholds(score: "score", outcome: "outcome", thresholds: [0.2, 0.5]).fit(
            Self.table())
        let found = try fit.bootstrap(draws: 4000)
        let table = try Self.table()
        let (score, outcome) = (try table.numbers("score"), try table.numbers("outcome"))
        for (k, threshold) in [0.2, 0.5].enumerated() {
            // Net benefit is a mean: of 1 for alerts that are right, −odds for others, 0 without an alert.
            let values = zip(score, outcome).map { s, y in
                s >= threshold ? (y == 1 ? 1 : -threshold / (1 - threshold)) : 0
            }
            let mean = values.reduce(0, +) / 240
            let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / 240
            #expect((found.netBenefitError[k] / (variance / 240).squareRoot() - 1).magnitude < 0.05)
            #expect(found.netBenefit[k].contains(fit.profiles[k].netBenefit))
        }
        let before = Parallel.threads
        Parallel.threads = 1
        defer { Parallel.threads = before }
        #expect(try fit.bootstrap(draws: 4000) == found)
    }

    @Test func clustersAreDrawnWhole() throws {
        let table = try Self.table()
        // Each ward twice over: the clusters' errors are those of the wards, the rows' are too small.
        let twice = table.rows((0..<240).map(Int32.init) + (0..<240).map(Int32.init))
        let one = AlertThresholds(score: "score", outcome: "outcome", cluster: "ward", thresholds: [0.3])
        let (single, double) = (try one.fit(table), try one.fit(twice))
        #expect(single.profiles[0].netBenefit == double.profiles[0].netBenefit)
        #expect(try single.bootstrap(draws: 200).netBenefit == double.bootstrap(draws: 200).netBenefit)
    }

    @Test func scoresThatAreNoProbabilitiesHaveNoNetBenefit() throws {
        let table = try DataTable([Column("s", [1.0, 5, 9, 7]), Column("y", [0.0, 0, 1, 1])])
        let fit = try AlertThresholds(score: "s", outcome: "y").fit(table)
        #expect(fit.thresholds == [1, 5, 7, 9] && fit.profiles.allSatisfy { $0.netBenefit.isNaN })
        let text = fit.estimates(try fit.bootstrap(draws: 20)).json.description
        #expect(!text.contains("nan") && !text.contains("inf") && text.contains("no probability"))
    }

    @Test func whatCannotBeIsSaid() {
        func code(_ s: [Double], _ y: [Double], _ setting: AlertSetting = AlertSetting()) -> CausalError.Code?
        {
            do throws(CausalError) {
                let table = try DataTable([Column("s", s), Column("y", y)])
                _ = try AlertThresholds(score: "s", outcome: "y", setting: setting).fit(table)
                return nil
            } catch { return error.code }
        }
        #expect(code([0.1, 0.2], [0, 2]) == .badValue)
        #expect(code([.infinity, 0.2], [0, 1]) == .badValue)
        #expect(code([.nan, 0.2], [0, .nan]) == .noRows)
        #expect(code([0.1, 0.2], [1, 1]) == nil)
        #expect(code([0.1, 0.2], [1, 1], AlertSetting(prevalence: 0.1)) == .notIdentified)
        #expect(code([0.1, 0.2], [0, 1], AlertSetting(fatigue: 3)) == .badArgument)
        #expect(code([0.1, 0.2], [0, 1], AlertSetting(prevalence: 2)) == .badArgument)
    }
}
