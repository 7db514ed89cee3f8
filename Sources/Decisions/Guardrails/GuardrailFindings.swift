import Distributions
import Groundwork
import Inference

/// The findings of a review, measure by measure.
struct GuardrailFindings {
    let findings: [GuardrailReview.Finding]

    init(
        _ guardrails: [Guardrail], _ alpha: Double, _ adjustment: MultipleTesting,
        _ looks: GuardrailReview.Looks?
    ) throws(CausalError) {
        let bound = try looks.map { looks throws(CausalError) in
            try SequentialBounds(
                information: looks.information, alpha: alpha, spending: looks.spending, isTwoSided: false
            ).bounds.last ?? nil
        }
        var pValues: [Double?] = []
        for guardrail in guardrails { pValues.append(try Self.harm(guardrail, looks)) }
        let balancing = guardrails.indices.filter { guardrails[$0].role == .balancing }
        let adjusted = adjustment.adjusted(balancing.map { pValues[$0] ?? 1 })
        var found: [GuardrailReview.Finding] = []
        for (index, guardrail) in guardrails.enumerated() {
            let critical = Self.critical(guardrail, alpha, bound)
            let own = balancing.firstIndex(of: index).map { adjusted[$0] }
            let (verdict, reason) = Self.judge(guardrail, critical, alpha, own ?? pValues[index] ?? 1)
            found.append(
                .init(
                    harmPValue: pValues[index], adjustedPValue: own, criticalValue: critical,
                    verdict: verdict,
                    reason: reason))
        }
        findings = found
    }

    /// The p-value over all looks.
    private static func harm(_ guardrail: Guardrail, _ looks: GuardrailReview.Looks?) throws(CausalError)
        -> Double?
    {
        guard let p = guardrail.harmPValue, let looks, p > 0 else { return guardrail.harmPValue }
        return try SequentialBounds.repeatedPValue(
            Normal().upperQuantile(p), information: looks.information, spending: looks.spending)
    }

    /// How many standard errors an interval reaches: the quantile, or that of the level which the look may spend.
    private static func critical(_ guardrail: Guardrail, _ alpha: Double, _ bound: Double??) -> Double? {
        guard guardrail.standardError != nil else { return nil }
        let t = StudentT(df: guardrail.degreesOfFreedom ?? .infinity)
        guard let bound else { return t.upperQuantile(alpha) }
        guard let bound else { return nil }
        return t.upperQuantile(Normal().survival(bound))
    }

    private static func judge(
        _ guardrail: Guardrail, _ critical: Double?, _ alpha: Double, _ p: Double
    ) -> (GuardrailReview.Verdict, String) {
        let side = guardrail.harm == .above ? "above" : "below"
        let limit = "\(side) \(Numbers.inWords(guardrail.threshold))"
        guard let error = guardrail.standardError else {
            return (.watch, "there is no standard error, so that chance cannot be told from harm")
        }
        if p <= alpha, guardrail.excess > 0 {
            return (.suspend, "it lies \(limit) beyond what chance explains (\(pText(p)))")
        }
        guard let critical else { return (.watch, "too little information is in to judge at this look") }
        if guardrail.excess + critical * error <= 0 {
            return (.continue, "the interval excludes values \(limit)")
        }
        guard guardrail.excess > 0 else { return (.watch, "the interval reaches \(limit)") }
        let isClear = guardrail.excess - critical * error > 0
        return (
            .watch,
            isClear
                ? "it lies \(limit) by itself, but not once all measures are considered (adjusted \(pText(p)))"
                : "the estimate lies \(limit), which chance may explain (\(pText(p)))"
        )
    }

    private static func pText(_ p: Double) -> String {
        p < 0.0001 ? "p < 0.0001" : "p = " + Numbers.inWords(p)
    }
}
