extension Explanation {
    private static let clusters =
        "By default iid, or cr1 with clusters: Σ over clusters of scores squared between two inverses of X′X, times "
        + "(n − 1)/(n − K)·G/(G − 1), with t on G − 1 degrees of freedom. With few or unequal clusters take --vcov cr2 or "
        + "--wild."

    static let leastSquares: [(String, Explanation)] = [
        (
            "least-squares",
            Explanation(
                "Least squares, with absorbed factors",
                "How much the mean of the outcome differs between rows that differ by one unit in a regressor and are alike "
                    + "in all the others and in every absorbed factor.",
                assumptions: [
                    "The mean of the outcome is linear in the terms as they are written.",
                    "Nothing that is left out moves both the regressor and the outcome; what is constant within an absorbed "
                        + "factor is taken care of.",
                    "Rows of different clusters (without clusters: different rows) are independent.",
                ],
                formula: ["y = Xβ + Σ absorbed factors + u", "β̂ = (X̃′X̃)⁻¹X̃′ỹ, ~ for what the factors leave"],
                uncertainty: clusters,
                references: [
                    "Cameron & Miller (2015), A practitioner's guide to cluster-robust inference, J. Human Resources 50.",
                    "Pustejovsky & Tipton (2018), Small-sample methods for cluster-robust variance estimation, JBES 36.",
                    "MacKinnon, Nielsen & Webb (2023), Cluster-robust inference, J. Econometrics 232.",
                ])
        ),
        (
            "two-stage-least-squares",
            Explanation(
                "Two-stage least squares",
                "What one unit of an endogenous regressor does to the outcome, among those whose regressor the instruments "
                    + "move.",
                assumptions: [
                    "The instruments move the endogenous regressor; the first-stage F says how strongly.",
                    "They move the outcome through it alone, and are as good as random given the other terms.",
                    "They move everybody in one direction, or not at all, where effects differ between rows.",
                ],
                formula: ["X̂ = Z(Z′Z)⁻¹Z′X", "β̂ = (X̂′X)⁻¹X̂′y"],
                uncertainty: clusters + " With weak instruments read the Anderson–Rubin set rather than t.",
                references: [
                    "Imbens & Angrist (1994), Identification of local average treatment effects, Econometrica 62.",
                    "Montiel Olea & Pflueger (2013), A robust test for weak instruments, JBES 31.",
                ])
        ),
    ]

    static let counts: [(String, Explanation)] = [
        (
            "poisson",
            Explanation(
                "Poisson regression",
                "By what factor the mean of the outcome differs with one unit of a regressor: exp(β). The outcome is a count "
                    + "or any amount that is not negative.",
                assumptions: [
                    "The logarithm of the mean is linear in the terms; the outcome need not be Poisson-distributed when "
                        + "errors are robust or clustered.",
                    "Nothing that is left out moves both the regressor and the outcome.",
                    "Rows of different clusters are independent.",
                ],
                formula: ["log E[y] = Xβ + offset + Σ absorbed factors"],
                uncertainty: clusters,
                references: [
                    "Gourieroux, Monfort & Trognon (1984), Pseudo maximum likelihood methods, Econometrica 52.",
                    "Correia, Guimarães & Zylkin (2020), Fast Poisson estimation with high-dimensional fixed effects, "
                        + "Stata J. 20.",
                ])
        )
    ]

    static let shares: [(String, Explanation)] = [
        (
            "logit",
            Explanation(
                "Logistic regression",
                "By what factor the odds of the outcome differ with one unit of a regressor: exp(β).",
                assumptions: [
                    "The log odds are linear in the terms.",
                    "Nothing that is left out moves both the regressor and the outcome.",
                    "Absorbed factors have many rows in each level; with few the estimate leans away from zero.",
                ],
                formula: ["log(p/(1 − p)) = Xβ + offset + Σ absorbed factors"],
                uncertainty: clusters,
                references: ["McCullagh & Nelder (1989), Generalized Linear Models, 2nd ed."])
        )
    ]

    static let sensitivities: [(String, Explanation)] = [
        (
            "relative-magnitude",
            Explanation(
                "Sensitivity to departures from parallel trends, relative magnitudes",
                "For which effects the data leave room when, from one period to the next after the start, the departure from "
                    + "parallel trends changes by at most M̄ times its largest change before.",
                assumptions: [
                    "The event study's estimates are jointly normal with the covariance that is given.",
                    "The bound M̄ holds. M̄ = 1: departures after the start are no worse than before.",
                ],
                formula: ["|δ(t+1) − δ(t)| ≤ M̄ · max over s < 0 of |δ(s+1) − δ(s)|, t ≥ 0"],
                uncertainty:
                    "Intervals invert a conditional test with a least favourable first stage (C-LF); they hold "
                    + "uniformly over all departures within the bound.",
                references: [
                    "Rambachan & Roth (2023), A more credible approach to parallel trends, Rev. Econ. Stud. 90."
                ])
        ),
        (
            "smoothness",
            Explanation(
                "Sensitivity to departures from parallel trends, smoothness",
                "For which effects the data leave room when the slope of the departure from parallel trends changes by at most "
                    + "M from one period to the next. M = 0: the departure is a line.",
                assumptions: [
                    "The event study's estimates are jointly normal with the covariance that is given.",
                    "The bound M holds before and after the start.",
                ],
                formula: ["|δ(t+1) − 2δ(t) + δ(t−1)| ≤ M"],
                uncertainty:
                    "Confidence intervals of fixed length, the shortest that are affine in the estimates.",
                references: [
                    "Rambachan & Roth (2023), A more credible approach to parallel trends, Rev. Econ. Stud. 90.",
                    "Armstrong & Kolesár (2018), Optimal inference in a class of regression models, Econometrica 86.",
                ])
        ),
    ]

    static let decompositions: [(String, Explanation)] = [
        (
            "bacon",
            Explanation(
                "Goodman-Bacon decomposition",
                "Which comparisons of two groups in two spans of time a two-way fixed-effects coefficient averages, and with "
                    + "which weights.",
                assumptions: [
                    "The panel is balanced and treatment never ends.",
                    "It describes; comparisons that use treated units as controls mislead where effects grow or shrink.",
                ],
                formula: [
                    "β̂ = Σ over comparisons of weight · (2 × 2 difference-in-differences), weights sum to 1"
                ],
                uncertainty: "None: the parts add up to the coefficient exactly.",
                references: [
                    "Goodman-Bacon (2021), Difference-in-differences with variation in treatment timing, J. Econometrics 225."
                ])
        ),
        (
            "twfe-weights",
            Explanation(
                "Weights of two-way fixed effects",
                "With which weight each cohort's effect in each period enters the two-way fixed-effects coefficient; negative "
                    + "weights are counted.",
                assumptions: [
                    "Parallel trends. It describes: with negative weights the coefficient can have the wrong sign."
                ],
                formula: ["E[β̂] = Σ over treated (g, t) of w(g, t) · ATT(g, t), weights sum to 1"],
                uncertainty: "None.",
                references: [
                    "de Chaisemartin & D'Haultfœuille (2020), Two-way fixed effects estimators with heterogeneous treatment "
                        + "effects, AER 110."
                ])
        ),
    ]
}
