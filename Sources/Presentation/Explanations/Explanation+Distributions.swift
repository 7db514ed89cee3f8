extension Explanation {
    /// Estimators of a curve, a distribution or a factor in place of one mean effect.
    static let distributions: [(String, Explanation)] = [
        (
            "continuous",
            Explanation(
                "Treatments in doses",
                "The mean effect of each dose on those who got it, ATT(d), its slope ACRT(d), and the means of both over the treated.",
                assumptions: [
                    parallel + " At every dose.",
                    "To compare doses or to read slopes as causal: groups with other doses would have had the same effects at the "
                        + "same dose (strong parallel trends).",
                    noAnticipation, "A unit's dose stays the same once it has started.", noSpillovers,
                ],
                formula: [
                    "change of a treated unit − mean change of controls = β′ψ(dose) + u, ψ B-splines or levels",
                    "ATT(d) = β′ψ(d), ACRT(d) = β′ψ′(d)",
                ],
                uncertainty: influence,
                references: [
                    "Callaway, Goodman-Bacon & Sant'Anna (2024), Difference-in-differences with a continuous treatment, NBER 32117."
                ])
        ),
        (
            "changes-in-changes",
            Explanation(
                "Changes-in-changes",
                "The mean effect on the treated and the effects on quantiles of their outcomes, from two groups in two periods.",
                assumptions: [
                    "Without the change, what one rank of outcomes became in the control group it would have become in the treated "
                        + "group too: outcomes grow with one unobserved trait, whose distribution within a group stays the same.",
                    "The controls' outcomes before the start span those of the treated.", noAnticipation,
                    noSpillovers,
                ],
                formula: [
                    "k(y) = F01⁻¹(F00(y)), F by group and period",
                    "ATT = mean Y11 − mean k(Y10), QTE(q) = F11⁻¹(q) − k(F10⁻¹(q))",
                ],
                uncertainty:
                    "Influence functions with kernel densities, or --bootstrap of units or clusters drawn anew; prefer the latter in "
                    + "the tails.",
                references: [
                    "Athey & Imbens (2006), Identification and inference in nonlinear difference-in-differences models, "
                        + "Econometrica 74."
                ])
        ),
        (
            "quantile-did",
            Explanation(
                "Differences of quantiles",
                "The same quantities by differences of differences of quantiles, for comparison with changes-in-changes.",
                assumptions: [
                    "Without the change, each quantile of the treated would have moved as that quantile of the controls; this depends "
                        + "on the outcome's scale.",
                    noAnticipation, noSpillovers,
                ],
                formula: ["QTE(q) = F11⁻¹(q) − [F10⁻¹(q) + F01⁻¹(q) − F00⁻¹(q)]"],
                uncertainty: "As for changes-in-changes.",
                references: ["Athey & Imbens (2006), Econometrica 74, section 3.3."])
        ),
        (
            "ratio-of-ratios",
            Explanation(
                "Ratio of ratios",
                "By what factor the change multiplies an outcome that is not negative.",
                assumptions: [
                    "Without the change, outcomes of treated and control units would have grown by the same factor.",
                    noAnticipation, staysTreated, noSpillovers,
                    "With staggered starts: the same factor for all and at all times; else take etwfe with --family poisson --scale "
                        + "ratio.",
                ],
                formula: ["E[y] = exp(unit + period + δD + Xβ), factor e^δ, per cent 100(e^δ − 1)"],
                uncertainty: regression,
                references: [
                    "Wooldridge (2023), Simple approaches to nonlinear difference-in-differences with panel data, "
                        + "Econometrics J. 26.",
                    "Chen & Roth (2024), Logs with zeros?, Q. J. Econ. 139.",
                ])
        ),
    ]
}
