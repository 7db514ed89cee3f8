extension Explanation {
    private static let causal =
        "The effect is one: the design behind it has to hold (ask --explain of the command that estimated it)."

    static let numberNeeded: [(String, Explanation)] = [
        (
            "nnt",
            Explanation(
                "Number needed to treat",
                "How many people have to take part for one more to gain, and what a case prevented costs against what it saves.",
                assumptions: [
                    causal,
                    "It holds for people with the baseline risk in which it was measured, and for its period of time.",
                    "An odds or rate ratio is applied to a baseline risk that counts as known.",
                ],
                formula: [
                    "NNT = 1/ARR, ARR the risk difference in the direction of benefit",
                    "OR: p₁ = OR·p₀/(1 − p₀ + OR·p₀)",
                    "break-even cost per participant = ARR · saving per case",
                ],
                uncertainty:
                    "Newcombe's limits of two proportions, or those of the estimate; when they span zero the number runs from "
                    + "NNTB through infinity to NNTH.",
                references: [
                    "Altman (1998), BMJ 317, 1309–1312.",
                    "Newcombe (1998), Statistics in Medicine 17, 873–890.",
                ])
        )
    ]

    static let costEffectiveness: [(String, Explanation)] = [
        (
            "cost-effectiveness",
            Explanation(
                "Cost-effectiveness",
                "What a unit of health costs, whether it is worth it at a willingness to pay k, and what it would be worth to "
                    + "know for sure.",
                assumptions: [
                    "Effect and cost are measured over the same people and the same time, from one perspective.",
                    "Draws are from the joint distribution of all inputs; two estimates have the covariance that is given.",
                ],
                formula: [
                    "ICER = Δc/Δe, NMB(k) = k·Δe − Δc", "CEAC(k) = P(NMB(k) > 0)",
                    "EVPI(k) = E max NMB − max E NMB",
                ],
                uncertainty:
                    "Fieller's set for the ratio: an interval only where Δe is surely not zero. Draws or the normal "
                    + "distribution for the rest.",
                references: [
                    "Fieller (1954), JRSS B 16.", "van Hout, Al, Gordon & Rutten (1994), Health Economics 3.",
                    "Briggs, Claxton & Sculpher (2006), Decision Modelling for Health Economic Evaluation.",
                ])
        )
    ]

    static let netBenefit: [(String, Explanation)] = [
        (
            "net-benefit-regression",
            Explanation(
                "Net-benefit regression",
                "Incremental effect, cost and net benefit from each person's own data, with covariates and fixed effects.",
                assumptions: [
                    "Treatment is as good as random given covariates and absorbed factors, or trends are parallel.",
                    "Clusters are independent of each other.",
                ],
                formula: ["eᵢ = α + Δe·Tᵢ + …, cᵢ = γ + Δc·Tᵢ + …", "NMB(k) = k·Δe − Δc"],
                uncertainty:
                    "The joint sandwich of both regressions, clustered where asked; --bootstrap draws people or clusters again.",
                references: [
                    "Hoch, Briggs & Willan (2002), Health Economics 11.",
                    "Willan, Briggs & Hoch (2004), Health Economics 13.",
                ])
        )
    ]

    static let guarding: [(String, Explanation)] = [
        (
            "guardrails",
            Explanation(
                "Guardrails",
                "Whether an incentive may go on while it is pursued: whether a balancing measure has been harmed.",
                assumptions: [
                    "Thresholds and looks were fixed before anybody looked.",
                    "Balancing measures are effects, estimated against what would have happened otherwise.",
                ],
                formula: [
                    "suspend: the adjusted p-value of harm is below (1 − level)/2",
                    "continue: every interval lies on the safe side; watch: neither",
                ],
                uncertainty:
                    "Holm (or Bonferroni) over measures, alpha spending over looks: one false alarm in forty at most.",
                references: [
                    "Holm (1979), Scandinavian Journal of Statistics 6.",
                    "Lan & DeMets (1983), Biometrika 70.",
                ])
        )
    ]

    static let allocations: [(String, Explanation)] = [
        (
            "allocation",
            Explanation(
                "Allocation under a budget",
                "Which interventions to have, and how much of each, so that health, or that of the worst-off group, is greatest.",
                assumptions: [
                    "Costs and effects grow in proportion to the level; pairs add what the file of interactions says.",
                    "Effects come from comparable designs and are counted in one unit of health.",
                ],
                formula: [
                    "max Σ wₖeₖxₖ + Σ γₖₗ½(wₖ + wₗ)xₖxₗ  subject to  Σ cₖxₖ ≤ budget",
                    "worst-off: max min over groups; lower-bound: effects at their lower limits",
                ],
                uncertainty:
                    "The optimum is proven by branch and bound, or its gap is told. Effects are drawn from their joint normal "
                    + "distribution: probability chosen, expected regret.",
                references: [
                    "Land & Doig (1960), Econometrica 28(3).",
                    "Bertsimas & Sim (2004), Operations Research 52(1).",
                    "Bertsimas, Farias & Trichakis (2011), Operations Research 59(1).",
                ])
        )
    ]

    static let alerts: [(String, Explanation)] = [
        (
            "alert-thresholds",
            Explanation(
                "Alert thresholds",
                "What a warning at each threshold averts and what it takes of clinicians' time and attention.",
                assumptions: [
                    "The data are like the patients whom the alert will meet (--prevalence where only their share differs).",
                    "For net benefit the score is a probability.",
                ],
                formula: [
                    "net benefit = sensitivity·π − (1 − specificity)·(1 − π)·t/(1 − t)",
                    "heeded share = 1/(1 + burden/fatigue)",
                ],
                uncertainty: "Bootstrap of rows or clusters, of the best threshold too.",
                references: ["Vickers & Elkin (2006), Medical Decision Making 26(6)."])
        )
    ]

    static let payments: [(String, Explanation)] = [
        (
            "payment",
            Explanation(
                "Payment models",
                "What an intervention does to a practice's margin and workload under each way of being paid.",
                assumptions: [
                    "Visits, minutes and spending change as given; the panel and the prices stay.",
                    "Settlements of shared savings follow the terms given, on the panel's mean spending.",
                ],
                formula: [
                    "fee-for-service: fee·visits·panel; capitation: 12·payment·risk·panel",
                    "neutral payment: what leaves the margin as it was, for each patient and month",
                ],
                uncertainty:
                    "Seeded draws of the changes from their joint normal distribution, and of the panel's mean spending.",
                references: ["42 CFR 425 subpart G (shared savings)."])
        )
    ]
}
