extension Explanation {
    /// Estimators that are one regression.
    static let regressions: [(String, Explanation)] = [
        (
            "2x2",
            Explanation(
                "Four means",
                "The mean effect on the treated: their change from before to after, less the controls' change.",
                assumptions: [parallel, noAnticipation, "All treated start together.", noSpillovers],
                formula: [
                    "τ = (Ȳ(treated, after) − Ȳ(treated, before)) − (Ȳ(control, after) − Ȳ(control, before))"
                ],
                uncertainty: regression,
                references: ["Card & Krueger (1994), Minimum wages and employment, AER 84."])
        ),
        (
            "twfe",
            Explanation(
                "Two-way fixed effects",
                "One effect for all. With staggered starts it averages comparisons, some of which use treated units as controls.",
                assumptions: [
                    parallel, noAnticipation,
                    "The effect is the same for all and does not change with time, or all start "
                        + "together.", noSpillovers,
                ],
                formula: ["y = unit + period + τ · treated + Xβ + u"],
                uncertainty: regression,
                references: [
                    "Goodman-Bacon (2021), Difference-in-differences with variation in treatment timing, J. Econometrics 225."
                ])
        ),
        (
            "event-study",
            Explanation(
                "Event study with two-way fixed effects",
                "The effect at each time since the start, against the last period before.",
                assumptions: [
                    parallel + " Estimates before the start are a check of it, not a proof.", noAnticipation,
                    "Cohorts have the same effects at the same time since the start, or all start together.",
                    noSpillovers,
                ],
                formula: ["y = unit + period + Σ over e ≠ −1 of τ(e) · 1{e periods since the start} + u"],
                uncertainty: regression,
                references: [
                    "Sun & Abraham (2021), Estimating dynamic treatment effects, J. Econometrics 225."
                ])
        ),
    ]
}
