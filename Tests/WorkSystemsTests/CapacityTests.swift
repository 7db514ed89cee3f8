import Testing
import WorkSystems

@Suite struct CapacityTests {
    private var plan: CapacityPlan {
        CapacityPlan(panel: .init(12_000), visits: .init(3.2), minutes: .init(20), hours: .init(1_600))
    }

    /// 12,000 · 3.2 · 20/60 = 12,800 hours are eight times 1,600, exactly, whatever rounding says.
    @Test func demandAgainstSupply() throws {
        let answer = try plan.answer()
        #expect(near(try #require(answer["demand"]).value, 12_800, 1e-14) && answer.clinicians == 8)
        #expect(answer["supply"]?.value == 1600)
        var bounded = plan
        bounded.utilisation = 0.85
        #expect(try bounded.answer().clinicians == 10)  // 9.41
        #expect(near(try #require(bounded.answer()["utilisation"]).value, 0.8, 1e-12))
        bounded.minutes = .init(20.001)
        bounded.utilisation = 1
        #expect(try bounded.answer().clinicians == 9)
    }

    @Test func streamsTriageAndProtectedTime() throws {
        var telehealth = plan
        telehealth.streams = [
            .init("messages", rate: .init(6), minutes: .init(4), triage: .init(0.4)),
            .init("monitoring", rate: .init(10), minutes: .init(1.5), triage: .init(0.4)),
        ]
        let answer = try telehealth.answer()
        // 12,000·6·4/60 = 4,800 and 12,000·10·1.5/60 = 3,000 hours, of which the team takes 40 %.
        #expect(near(try #require(answer["demand.messages"]).value, 2880))
        #expect(near(try #require(answer["demand.monitoring"]).value, 1800))
        #expect(near(try #require(answer["triaged"]).value, 3120))
        #expect(answer.clinicians == 11)  // 17,480/1,600 = 10.925
        telehealth.protectedHours = .init(200)
        telehealth.staff = 11
        let kept = try telehealth.answer()
        // 4,680 hours outside visits in 200 each need 24 clinicians; eleven lack 4,680 − 2,200.
        #expect(try kept.clinicians == 24 && near(#require(kept["shortfall"]).value, 2480))
        #expect(kept.estimates.notes.contains { $0.contains("lack 2480 hours") })
    }

    /// A product of independent inputs: relative variances add up; percentiles of draws agree to their noise.
    @Test func uncertainty() throws {
        var uncertain = plan
        uncertain.minutes = .init(20, standardError: 1)
        uncertain.visits = .init(from: 3, to: 3.4)
        let answer = try uncertain.answer()
        let demand = try #require(answer["demand"])
        let relative = (0.05 * 0.05 + (0.4 / 12.0.squareRoot() / 3.2) * (0.4 / 12.0.squareRoot() / 3.2))
            .squareRoot()
        let error = try #require(demand.standardError)
        #expect(near(error, 12_800 * relative, 1e-8))
        let interval = try #require(demand.interval)
        #expect(abs(interval.low - (12_800 - 1.96 * error)) < 120)
        #expect(abs(interval.high - (12_800 + 1.96 * error)) < 120)
        #expect(answer.sufficientClinicians == 9 && answer.clinicians == 8)
        #expect(try uncertain.answer() == answer)
        let exact = try plan.answer()
        #expect(exact["demand"]?.standardError == nil && exact["demand"]?.interval == nil)
        let threads = Parallel.threads
        Parallel.threads = 1
        #expect(try uncertain.answer() == answer)
        Parallel.threads = threads
    }

    @Test(arguments: [
        ("20", 20, 0), ("20±2", 20, 2), ("20+-2", 20, 2), ("20 +/- 2", 20, 2),
        ("18:22", 20, 4 / 12.0.squareRoot()),
    ])
    func quantitiesAreRead(text: String, value: Double, error: Double) throws {
        let quantity = try #require(UncertainQuantity(text))
        #expect(quantity.value == value && near(quantity.standardError, error, 1e-15))
    }

    @Test func whatIsNoPlanIsRefused() throws {
        for text in ["", "x", "20±", "±2", "22:18", "nan", "1:inf", "20+--2"] {
            #expect(UncertainQuantity(text) == nil, "\(text)")
        }
        var bad: [CapacityPlan] = Array(repeating: plan, count: 7)
        bad[0].hours = .init(0)
        bad[1].utilisation = 0
        bad[2].visits = .init(-1)
        bad[3].draws = 1
        bad[4].protectedHours = .init(100)
        bad[5].staff = 0
        bad[6].panel = .init(1e12)
        bad[6].visits = .init(1e6)
        for plan in bad { #expect(throws: CausalError.self) { try plan.answer() } }
        var nothing = plan
        nothing.panel = .init(0)
        #expect(try nothing.answer().clinicians == 0)
    }
}
