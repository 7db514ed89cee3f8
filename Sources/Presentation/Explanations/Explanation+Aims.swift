extension Explanation {
    static let lifeYears: [(String, Explanation)] = [
        (
            "qaly",
            Explanation(
                "Quality-adjusted life years",
                "Years of life, each weighted by what a year in that state is worth.",
                assumptions: [
                    "Utilities lie on one scale: 1 is full health, 0 is death.",
                    "Two years at ½ are worth one at 1, whoever lives them.",
                ],
                formula: [
                    "QALY = Σ wᵢuᵢ; wᵢ a discounted time, an area, or a cycle with the first and the last halved",
                    "with --state: Σ w·share·u over states and times",
                ],
                uncertainty:
                    "Standard errors of the utilities; those of one state go together, in all strategies.",
                references: [
                    "Drummond et al. (2015), Methods for the Economic Evaluation of Health Care Programmes.",
                    "Sonnenberg & Beck (1993), Medical Decision Making 13.",
                ])
        )
    ]

    static let information: [(String, Explanation)] = [
        (
            "partial-information",
            Explanation(
                "Value of partial information",
                "What it would be worth to know some of a model's parameters before deciding.",
                assumptions: [
                    "Draws are from the joint distribution of all parameters, which says what is believed now."
                ],
                formula: ["EVPPI(φ) = E_φ max_d E[NMB_d | φ] − max_d E[NMB_d]"],
                uncertainty: "Regression on splines with a standard error, or nested simulation.",
                references: ["Strong, Oakley & Brennan (2014), Medical Decision Making 34."])
        )
    ]

    static let options: [(String, Explanation)] = [
        (
            "efficiency-frontier",
            Explanation(
                "Efficiency frontier",
                "Which of several options are worth a thought, and what each step up costs.",
                assumptions: [
                    "Options exclude each other; effects and costs are means over the same people and time."
                ],
                formula: [
                    "dominated: another gives no less for no more",
                    "extendedly dominated: a mixture of two others does",
                    "ICER of each step along the frontier",
                ],
                uncertainty: "None: take draws to causal icer for it.",
                references: ["Johannesson & Weinstein (1993), Journal of Health Economics 12."])
        )
    ]

    static let spending: [(String, Explanation)] = [
        (
            "alpha-spending",
            Explanation(
                "Alpha spending",
                "How large a statistic has to be at each of several looks at accumulating data.",
                assumptions: [
                    "Statistics are jointly normal with independent increments in information.",
                    "The spending function was chosen before the first look; when looks happen does not depend on results.",
                ],
                formula: ["P(crossing at look k, none before) = α(t_k) − α(t_{k−1})"],
                uncertainty: "Recursive integration to about ten digits.",
                references: [
                    "Lan & DeMets (1983), Biometrika 70.",
                    "Jennison & Turnbull (2000), Group Sequential Methods.",
                ])
        )
    ]

    static let aims: [(String, Explanation)] = [
        (
            "quadruple-aim",
            Explanation(
                "Quadruple aim",
                "Which policy improves every aim, which buys one with another, and which none dominates.",
                assumptions: [
                    "Effects on all aims come from comparable designs.",
                    "Estimates are independent of each other.",
                ],
                formula: [
                    "improves all: every interval on the better side",
                    "dominated: no better in any aim, worse in one",
                ],
                uncertainty:
                    "Intervals without adjustment, since all must hold (Berger 1982); the Pareto set is by estimates.",
                references: [
                    "Bodenheimer & Sinsky (2014), Annals of Family Medicine 12.",
                    "Berger (1982), Technometrics 24.",
                ])
        )
    ]

    static let scorecards: [(String, Explanation)] = [
        (
            "scorecard",
            Explanation(
                "Balanced scorecard", "What weights reward, and how far ranks hang on them.",
                assumptions: [
                    "Measures are standardised: a standard deviation of one stands for one of another."
                ],
                formula: [
                    "score = Σ wⱼzⱼ", "reward of j = the share of the score's variance that goes with it",
                ],
                uncertainty: "Ranks over drawn weights: any, or each within --vary of itself.",
                references: [
                    "Kaplan & Norton (1992), Harvard Business Review 70(1).",
                    "Saisana, Saltelli & Tarantola (2005), JRSS A 168.",
                ])
        )
    ]

    static let effortRewards: [(String, Explanation)] = [
        (
            "effort-reward",
            Explanation(
                "Effort–reward imbalance",
                "Whether what people put into work and what they get back are in balance.",
                assumptions: ["Items of each scale are alike in weight; the correction makes 1 the balance."],
                formula: ["ratio = Σ effort/(c·Σ reward), c the effort items over the reward items"],
                uncertainty: "Clustered means; Wilson's interval of the share above balance.",
                references: [
                    "Siegrist (1996), Journal of Occupational Health Psychology 1.",
                    "Siegrist et al. (2004), Social Science & Medicine 58.",
                ])
        )
    ]

    static let mediations: [(String, Explanation)] = [
        (
            "mediation",
            Explanation(
                "Mediation", "How much of an effect goes through what lies between.",
                assumptions: [
                    "Nothing unmeasured moves exposure and mediator, or mediator and outcome, together.",
                    "Paths are linear, without interaction of exposure and mediator.",
                ],
                formula: ["m = a₀ + a·x, y = b₀ + c′·x + b·m", "indirect = a·b, total = c′ + a·b"],
                uncertainty:
                    "Draws of the slopes from their joint distribution, clusters drawn again, or the delta method.",
                references: ["MacKinnon, Lockwood & Williams (2004), Multivariate Behavioral Research 39."])
        )
    ]

    static let reservoirs: [(String, Explanation)] = [
        (
            "reservoir",
            Explanation(
                "The reservoir", "Whether demands drain capacity faster than resources and rest refill it.",
                assumptions: [
                    "Drain and recovery follow the equation below, with numbers that somebody sets."
                ],
                formula: ["e′ = e − D(1 − β)(1 + γ(1 − e/C)) + r + κ(C − e), between 0 and C"],
                uncertainty: "None but the chance that --noise adds to demands.",
                references: ["Bakker & Demerouti (2017), Journal of Occupational Health Psychology 22."])
        )
    ]
}
