import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct GuardrailTests {
    private func rail(
        _ name: String, _ estimate: Double, _ error: Double?, _ threshold: Double, _ harm: HarmSide = .above,
        _ role: Guardrail.Role = .balancing
    ) throws -> Guardrail {
        try Guardrail(
            name, estimate: estimate, standardError: error, threshold: threshold, harm: harm, role: role)
    }

    @Test func verdicts() throws {
        let safe = try rail("readmissions", 0.01, 0.002, 0.03)
        let harmed = try rail("satisfaction", 60, 2, 75, .below)
        let between = try rail("overtime", 5, 1, 4.5)
        #expect(try GuardrailReview([safe]).verdict == .continue)
        #expect(try GuardrailReview([safe, between]).verdict == .watch)
        let review = try GuardrailReview([safe, harmed, between])
        #expect(
            review.verdict == .suspend && review.findings.map(\.verdict) == [.continue, .suspend, .watch])
        #expect(isClean(review.estimates) && review.estimates.notes[0].hasPrefix("Verdict: suspend"))
        // The target's own failure suspends nothing.
        let target = try rail("cost", 20, 1, 10, .above, .primary)
        #expect(try GuardrailReview([safe, target]).verdict == .continue)
    }

    /// Never suspended while every interval lies on the safe side; and one that is suspended lies beyond its threshold.
    @Test func safeIntervalsNeverSuspend() throws {
        var random = Generator(seed: 4)
        let looks = GuardrailReview.Looks(information: [0.4, 0.8], spending: .pocock)
        for round in 0..<60 {
            let rails = try (0..<4).map { index in
                try rail("m\(index)", random.normal() - 2.3, 0.9, 0, index % 2 == 0 ? .above : .below)
            }
            let turned = try rails.map { r in
                try rail(r.measure, r.harm == .above ? r.estimate : -r.estimate, r.standardError, 0, r.harm)
            }
            let review = try GuardrailReview(turned, looks: round % 6 == 0 ? looks : nil)
            let isSafe = zip(turned, review.findings).allSatisfy {
                $0.excess + ($1.criticalValue ?? 9) * 0.9 <= 0
            }
            if isSafe { #expect(review.verdict == .continue) }
            for (r, finding) in zip(turned, review.findings) where finding.verdict == .suspend {
                #expect(r.excess > 0)
            }
        }
    }

    /// Holm: with m measures the smallest p must reach α/m.
    @Test func severalMeasuresNeedMore() throws {
        let alone = try rail("a", 2.2, 1, 0)
        #expect(try GuardrailReview([alone]).verdict == .suspend)
        let others = try (1...9).map { try rail("o\($0)", -0.5, 1, 0) }
        let review = try GuardrailReview([alone] + others)
        #expect(review.verdict == .watch && review.findings[0].reason.contains("all measures"))
        #expect(agree(review.findings[0].adjustedPValue ?? 0, 10 * Normal().survival(2.2), relative: 1e-12))
        #expect(
            code { () throws(CausalError) in _ = try GuardrailReview([alone], adjustment: .benjaminiHochberg)
            } == .badArgument)
        #expect(code { () throws(CausalError) in _ = try GuardrailReview([]) } == .badArgument)
    }

    /// Early looks under O'Brien & Fleming's spending ask for far more than 1.96.
    @Test func looksNeedMore() throws {
        let rails = [try rail("a", 2.5, 1, 0)]
        let early = GuardrailReview.Looks(information: [0.2], spending: .obrienFleming)
        #expect(try GuardrailReview(rails, looks: early).verdict == .watch)
        let last = GuardrailReview.Looks(information: [0.2, 0.4, 0.6, 0.8, 1], spending: .obrienFleming)
        #expect(try GuardrailReview(rails, looks: last).verdict == .suspend)
        let review = try GuardrailReview(rails, looks: last)
        #expect(abs((review.findings[0].criticalValue ?? 0) - 2.0310) < 5e-5)
        #expect(isClean(review.estimates))
    }

    @Test func readsATable() throws {
        let text = "measure,estimate,std.error,threshold,direction\na,1,0.1,2,max\nb,3,,2,lower-is-worse\n"
        let rails = try Guardrail.read(DataTable(csvText: text))
        #expect(rails.map(\.harm) == [.above, .below] && rails[1].standardError == nil)
        #expect(try GuardrailReview(rails).findings[1].verdict == .watch)
        let wrong = "measure,estimate,std.error,threshold,direction\na,1,0.1,2,sideways\n"
        #expect(
            code { () throws(CausalError) in _ = try Guardrail.read(DataTable(csvText: wrong)) } == .badValue)
    }
}
