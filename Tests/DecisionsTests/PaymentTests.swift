import Decisions
import Distributions
import Testing

@Suite struct PaymentTests {
    /// Visits become longer and fewer: 3 → 2.5 a year, 20 → 24 minutes; the programme costs 30,000.
    private let practice = Practice(
        panel: 1000, visits: 3, minutesPerVisit: 20, minutesOutside: 30, costPerVisit: 40, fixedCost: 100_000,
        spending: 6000, risk: 1.1)
    private let change = PracticeChange(visits: -0.5, minutesPerVisit: 4, spending: -200, fixedCost: 30_000)

    private func analysis(_ contracts: [PaymentContract]) -> PaymentAnalysis {
        PaymentAnalysis(practice: practice, change: change, contracts: contracts)
    }

    /// By hand: 500 visits fewer lose 100 each in fees and save 40 each.
    @Test func feesLoseWhatCapitationGains() throws {
        let found = try analysis([.feeForService(fee: 100), .capitation(perMonth: 25)]).outcomes()
        #expect(found[0].before.mean == 300_000 - 220_000 && found[0].change.mean == -60_000)
        #expect(found[0].neutralPayment.mean == 5)
        // 12·25·1.1·1000 = 330,000 whatever the visits.
        #expect(
            (found[1].before.mean - 110_000).magnitude < 1e-6
                && (found[1].change.mean + 10_000).magnitude < 1e-6)
        #expect(analysis([.feeForService(fee: 100)]).neutralFee(100) == 124)
        let load = try analysis([.capitation(perMonth: 25)]).workload()
        #expect(load.before == 1500 && load.after.mean == 1500 && load.change.mean == 0)
    }

    @Test func aNeutralPaymentLeavesTheMarginAsItWas() throws {
        let plain = analysis([.feeForService(fee: 100)])
        let payment = try plain.outcomes()[0].neutralPayment.mean
        var paid = change
        paid.costPerPatient = -12 * payment
        var other = plain
        other.change = paid
        #expect(try other.outcomes()[0].change.mean.magnitude < 1e-9)
        let fee = try #require(plain.neutralFee(100))
        let margin = PaymentContract.feeForService(fee: fee).margin(practice.after(change))
        #expect((margin - PaymentContract.feeForService(fee: 100).margin(practice)).magnitude < 1e-9)
    }

    @Test func aMixtureIsTheMeanOfItsPartsAndHasANeutralShare() throws {
        let fees = PaymentContract.feeForService(fee: 100)
        var cheap = change
        cheap.fixedCost = 5000
        // Without the programme's larger cost capitation gains 15,000 and fees lose 35,000.
        let capitation = PaymentContract.capitation(perMonth: 25)
        let analysis = PaymentAnalysis(practice: practice, change: cheap, contracts: [fees, capitation])
        let share = try #require(try analysis.neutralShare(of: capitation, beside: fees))
        #expect((share - 0.7).magnitude < 1e-12)
        var mixed = analysis
        mixed.contracts = [.mixture([.init(fees, share: 1 - share), .init(capitation, share: share)])]
        #expect(try mixed.outcomes()[0].change.mean.magnitude < 1e-8)
        #expect(try self.analysis([fees]).neutralShare(of: capitation, beside: fees) == nil)
    }

    @Test func savingsAreSharedFromTheMinimumRateToTheCap() {
        let terms = SharedSavings(
            fee: 100, benchmark: 1000, minimumRate: 0.02, sharing: 0.5, cap: 0.1, quality: 0.8,
            minimumLossRate: 0.03, lossSharing: 0.4, lossCap: 0.05)
        #expect(terms.settlement(spending: 985, risk: 1) == 0)
        #expect(terms.settlement(spending: 980, risk: 1) == 8)
        #expect(terms.settlement(spending: 500, risk: 1) == 100)
        #expect(terms.settlement(spending: 1020, risk: 1) == 0)
        #expect(terms.settlement(spending: 1050, risk: 1) == -20)
        #expect(terms.settlement(spending: 2000, risk: 1) == -50)
        // A sicker panel is expected to cost more.
        #expect((terms.settlement(spending: 1000, risk: 1.1) - 40).magnitude < 1e-9)
    }

    @Test func uncertaintyFlowsThrough() throws {
        var uncertain = analysis([.feeForService(fee: 100), .capitation(perMonth: 25)])
        uncertain.change.visits = Uncertain(-0.5, standardError: 0.1)
        let found = try uncertain.outcomes()
        // The margin is linear in visits: 1000·(100 − 40)·0.1.
        #expect(found[0].change.mean == -60_000 && (found[0].change.standardError - 6000).magnitude < 150)
        let interval = try #require(found[0].change.interval)
        #expect((interval.low + 60_000 + 1.96 * 6000).magnitude < 500)
        #expect(found[0].probabilityOfLoss == 1)
        let before = Parallel.threads
        Parallel.threads = 1
        defer { Parallel.threads = before }
        #expect(try uncertain.outcomes() == found)
    }

    /// Spending that only varies by chance is paid for all the same: E(½·X; X ≥ 0.02·b), X normal.
    @Test func sharedSavingsPayForChance() throws {
        var plain = analysis([.sharedSavings(.init(fee: 0, benchmark: 6000, minimumRate: 0.02, sharing: 0.5))]
        )
        plain.practice.risk = 1
        plain.change = PracticeChange()
        #expect(try plain.outcomes()[0].before.mean == -220_000)
        plain.spendingDeviation = 6000
        plain.draws = 40_000
        let found = try plain.outcomes()[0]
        let sd = 6000 / 1000.0.squareRoot()
        let normal = Normal()
        let expected = 1000 * 0.5 * sd * normal.density(120 / sd)
        #expect((found.before.mean + 220_000 - expected).magnitude < 0.03 * expected)
    }

    @Test func whatCannotBeIsSaid() {
        let fees = PaymentContract.feeForService(fee: 100)
        #expect(throws: CausalError.self) { try analysis([]).outcomes() }
        #expect(throws: CausalError.self) { try analysis([.feeForService(fee: -1)]).outcomes() }
        #expect(throws: CausalError.self) { try analysis([.mixture([.init(fees, share: 0.5)])]).outcomes() }
        #expect(throws: CausalError.self) {
            try PaymentAnalysis(practice: Practice(panel: 0, visits: 1), change: change, contracts: [fees])
                .outcomes()
        }
        #expect(throws: CausalError.self) {
            try analysis([.sharedSavings(.init(fee: 1, benchmark: 0))]).outcomes()
        }
    }
}
