extension Explanation {
    static let unmeasured: [(String, Explanation)] = [
        (
            "e-value",
            Explanation(
                "E-value",
                "How strongly an unmeasured confounder would have to be tied to treatment and outcome to explain an effect away.",
                assumptions: [
                    "Measured covariates have been adjusted for.",
                    "Odds and hazard ratios are turned into risk ratios, by their square root where the outcome is common.",
                ],
                formula: ["E = RR + √(RR(RR − 1)), of the limit nearer to 1 for the interval"],
                uncertainty: "The E-value of the limit stands for that of the interval.",
                references: ["VanderWeele & Ding (2017), Annals of Internal Medicine 167."])
        ),
        (
            "robustness",
            Explanation(
                "Robustness value",
                "The share of the residual variance of treatment and outcome that a confounder must explain to take the estimate away.",
                assumptions: ["A linear model of the outcome; the statistic is that of independent errors."],
                formula: ["RV = ½(√(f⁴ + 4f²) − f²), f = q·|t|/√df"],
                uncertainty:
                    "The same for the interval's end; benchmarks are confounders k times as strong as a covariate.",
                references: ["Cinelli & Hazlett (2020), JRSS B 82, 39–67."])
        ),
        (
            "oster",
            Explanation(
                "Oster's δ",
                "How much stronger selection on the unmeasured would have to be than selection on the controls.",
                assumptions: [
                    "The unmeasured is related to treatment as the controls are, δ times as strongly.",
                    "R_max, the R² if everything were measured, is known (default 1.3 times that with controls).",
                ],
                formula: ["δ solves bias(δ, R_max) = β̃ − β, a cubic in the bias"],
                uncertainty: "None: it is a property of two regressions.",
                references: ["Oster (2019), Journal of Business & Economic Statistics 37."])
        ),
        (
            "rosenbaum",
            Explanation(
                "Rosenbaum's bounds",
                "How far matched pairs may depart from a coin's toss before a finding is lost.",
                assumptions: ["Pairs are alike in what was measured; one of each is treated."],
                formula: ["1/(1 + Γ) ≤ P(the one of a pair is treated) ≤ Γ/(1 + Γ)"],
                uncertainty: "Bounds of the one-sided p-value of signed ranks or of signs.",
                references: ["Rosenbaum (2002), Observational Studies, chapter 4."])
        ),
    ]
}
