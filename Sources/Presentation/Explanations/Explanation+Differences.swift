extension Explanation {
    static let parallel =
        "Without the change, outcomes of treated and control units would have moved in parallel."
    static let noAnticipation =
        "Nobody reacts before the start (or not earlier than --anticipation periods before)."
    static let staysTreated = "Who is treated stays treated."
    static let noSpillovers = "The change reaches the treated alone, not their controls."
    static let influence =
        "From influence functions, summed within clusters (the unit unless --cluster says otherwise); --bootstrap adds "
        + "simultaneous bands."
    static let regression =
        "Clustered by the unit unless --cluster says otherwise; with few clusters add --vcov cr2 or --wild."

    /// Estimators that compare cohorts with controls.
    static let differences: [(String, Explanation)] = [
        (
            "callaway-santanna",
            Explanation(
                "Group-time effects of Callaway & Sant'Anna",
                "The mean effect on the treated of each cohort (units that start together) in each period, and averages of "
                    + "these by event time, cohort or period.",
                assumptions: [
                    parallel + " With --covariates: among units that are alike in them.", noAnticipation,
                    staysTreated,
                    noSpillovers, "For every treated unit there are controls like it (overlap).",
                ],
                formula: [
                    "ATT(g,t) = E[Y(t) − Y(g−1) | cohort g] − E[Y(t) − Y(g−1) | controls]",
                    "with covariates doubly robust: reweighted by the odds of being in g, less the regression of controls",
                ],
                uncertainty: influence,
                references: [
                    "Callaway & Sant'Anna (2021), Difference-in-differences with multiple time periods, J. Econometrics 225.",
                    "Sant'Anna & Zhao (2020), Doubly robust difference-in-differences estimators, J. Econometrics 219.",
                ])
        ),
        (
            "imputation",
            Explanation(
                "Imputation",
                "The mean over treated rows of the outcome less what it would have been, imputed from untreated rows.",
                assumptions: [parallel, noAnticipation, staysTreated, noSpillovers],
                formula: [
                    "Y(0) = unit + period + Xβ, fitted on untreated rows",
                    "τ = mean over treated rows of Y − Ŷ(0)",
                ],
                uncertainty:
                    "Conservative errors clustered by unit, effects averaged within cohort and period; --leave-out "
                    + "takes each unit's own part out of that average.",
                references: [
                    "Borusyak, Jaravel & Spiess (2024), Revisiting event-study designs, Rev. Econ. Stud. 91."
                ])
        ),
        (
            "two-stage",
            Explanation(
                "Two-stage difference-in-differences",
                "The same quantities as imputation.",
                assumptions: [parallel, noAnticipation, staysTreated, noSpillovers],
                formula: [
                    "first stage: unit + period + Xβ on untreated rows",
                    "second stage: what that leaves, regressed on treatment in all rows",
                ],
                uncertainty: "Clustered errors that count both stages (as a GMM estimator).",
                references: ["Gardner (2022), Two-stage differences in differences, arXiv:2207.05943."])
        ),
        (
            "sun-abraham",
            Explanation(
                "Interaction-weighted event study of Sun & Abraham",
                "The mean effect at each time since the start, cohorts weighted by their shares.",
                assumptions: [parallel, noAnticipation, staysTreated, noSpillovers],
                formula: [
                    "y = unit + period + Σ over cohorts g and event times e of δ(g,e) · 1{cohort g at e} + u",
                    "effect at e = Σ over g of share(g) · δ̂(g,e)",
                ],
                uncertainty: regression + " The shares are taken as fixed.",
                references: [
                    "Sun & Abraham (2021), Estimating dynamic treatment effects, J. Econometrics 225."
                ])
        ),
        (
            "etwfe",
            Explanation(
                "Extended two-way fixed effects",
                "A mean effect for each cohort and period, and averages of them, from one saturated regression.",
                assumptions: [
                    parallel + " With --family poisson or binomial: on the scale of the link.",
                    noAnticipation,
                    staysTreated,
                    noSpillovers,
                ],
                formula: [
                    "y = cohort + period + Σ over g and t ≥ g of τ(g,t) · 1{cohort g in t} + covariates centred + u"
                ],
                uncertainty: regression + " Averages by the delta method.",
                references: [
                    "Wooldridge (2021), Two-way fixed effects, the two-way Mundlak regression, SSRN 3906345.",
                    "Wooldridge (2023), Simple approaches to nonlinear difference-in-differences, Econometrics J. 26.",
                ])
        ),
        (
            "stacked",
            Explanation(
                "Stacked comparisons with corrective weights",
                "The mean effect at each time since the start among cohorts that are seen in the whole window.",
                assumptions: [parallel, noAnticipation, staysTreated, noSpillovers],
                formula: [
                    "a stack for each cohort with controls that are untreated in its window; one weighted regression on all"
                ],
                uncertainty: regression,
                references: [
                    "Wing, Freedman & Hollingsworth (2024), Stacked difference-in-differences, NBER 32054."
                ])
        ),
        (
            "lp-did",
            Explanation(
                "Local projections with clean controls",
                "The mean effect h periods after the start, for each h.",
                assumptions: [parallel, noAnticipation, staysTreated, noSpillovers],
                formula: [
                    "y(t+h) − y(t−1) = β(h) · start(t) + period + u, rows that start at t or are untreated until t+h"
                ],
                uncertainty: regression,
                references: [
                    "Dube, Girardi, Jordà & Taylor (2025), A local projections approach to difference-in-differences, "
                        + "J. Applied Econometrics."
                ])
        ),
        (
            "synthetic",
            Explanation(
                "Synthetic difference-in-differences",
                "The mean effect on the treated after the start, against controls and periods that are weighted to resemble "
                    + "them.",
                assumptions: [
                    "Weighted controls would have moved in parallel with the treated.", noAnticipation,
                    staysTreated,
                    noSpillovers, "Untreated outcomes are a few common factors and noise.",
                ],
                formula: [
                    "τ = (Ȳ(treated, after) − Σλ(t)Ȳ(treated, t)) − Σω(i)(Ȳ(i, after) − Σλ(t)Y(i, t))"
                ],
                uncertainty: "Placebo, bootstrap or jackknife (--inference).",
                references: [
                    "Arkhangelsky, Athey, Hirshberg, Imbens & Wager (2021), Synthetic difference-in-differences, AER 111.",
                    "Abadie, Diamond & Hainmueller (2010), Synthetic control methods, JASA 105.",
                ])
        ),
        (
            "triple",
            Explanation(
                "Triple differences",
                "The mean effect on eligible units of enabled groups.",
                assumptions: [
                    "The gap between eligible and ineligible units would have moved alike in enabled and other groups.",
                    noAnticipation, noSpillovers,
                ],
                formula: ["DDD = DiD(eligible) − DiD(ineligible), as three doubly robust comparisons"],
                uncertainty: influence,
                references: [
                    "Ortiz-Villavicencio & Sant'Anna (2025), Better understanding triple differences estimators."
                ])
        ),
        (
            "switchers",
            Explanation(
                "Switching treatments",
                "The mean effect in the lth period of a changed treatment, against units that have not changed theirs yet.",
                assumptions: [
                    "Units with the same first treatment would have moved in parallel had it not changed.",
                    noAnticipation, noSpillovers, "Treatments may end, return and have doses.",
                ],
                formula: [
                    "DID(l) = mean over switchers of sign · (Y(F−1+l) − Y(F−1) − the same of not-yet-switchers)"
                ],
                uncertainty: influence,
                references: [
                    "de Chaisemartin & D'Haultfœuille (2024), Difference-in-differences estimators of intertemporal "
                        + "treatment effects, Rev. Econ. Stat."
                ])
        ),
    ]
}
