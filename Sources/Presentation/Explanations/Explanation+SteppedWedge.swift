extension Explanation {
    private static let order = [
        "The order in which clusters cross to the treatment was drawn at random.",
        "Time moves all clusters alike, apart from chance: the levels of the periods take it up.",
        "The effect sets in at once and stays as it is; --effect exposure-time lets it depend on the time since crossing.",
    ]
    private static let mixedFormula = [
        "y_ijk = β_j + θ·x_ij + a_i + b_ij + e_ijk    cluster i, period j, individual k",
        "θ̂ = generalised least squares with V_i = τ²J + γ²(blocks of periods) + σ²I",
    ]
    private static let mixedReferences = [
        "Hussey & Hughes (2007), Design and analysis of stepped wedge cluster randomized trials, Contemp. Clinical Trials 28.",
        "Hooper et al. (2016), Sample size calculation for stepped wedge and other longitudinal cluster randomised trials, "
            + "Statistics in Medicine 35.",
        "Kenward & Roger (1997), Small sample inference for fixed effects from restricted maximum likelihood, Biometrics 53.",
        "Kenny et al. (2022), Analysis of stepped wedge cluster randomized trials in the presence of a time-varying treatment "
            + "effect, Statistics in Medicine 41.",
    ]

    private static func mixed(_ title: String, _ likelihood: String) -> Explanation {
        Explanation(
            title,
            "How much the mean outcome of a cluster differs under the treatment from what it would be without, at the same time.",
            assumptions: order + [
                "What individuals of a cluster have in common is as --correlation says: the same in all periods "
                    + "(exchangeable), weaker between periods (nested), or fading with time (decay).",
                "Clusters are independent of one another; their effects are close to normal.",
            ],
            formula: mixedFormula,
            uncertainty: likelihood
                + " --inference robust, cr2 or cr3 hold when the correlation is not as assumed.",
            references: mixedReferences)
    }

    static let wedges: [(String, Explanation)] = [
        (
            "reml",
            mixed(
                "Linear mixed model of a stepped-wedge trial (REML)",
                "Kenward and Roger's corrected covariance with degrees of freedom that know how few clusters there are."
            )
        ),
        (
            "ml",
            mixed(
                "Linear mixed model of a stepped-wedge trial (maximum likelihood)",
                "Satterthwaite's degrees of freedom. Maximum likelihood takes variances for too small when clusters are few."
            )
        ),
        (
            "gee",
            Explanation(
                "Generalised estimating equations for a stepped-wedge trial",
                "How much the mean outcome over all clusters differs under the treatment, on the scale of the link (log odds, "
                    + "log rates or the outcome itself).",
                assumptions: order + [
                    "The working correlation need not be right for the estimate; the closer it is, the smaller the error."
                ],
                formula: [
                    "Σ_i D_i′V_i⁻¹(y_i − μ_i) = 0",
                    "the correlation by moments of the residuals (--maee: by matrix-adjusted estimating equations)",
                ],
                uncertainty:
                    "The sandwich with a correction for few clusters: Kauermann & Carroll (kc, the default), Mancl & DeRouen "
                    + "(md), Fay & Graubard (fg), Morel and others (mbn), with t on clusters less parameters.",
                references: [
                    "Li, Turner & Preisser (2018), Sample size determination for GEE analyses of stepped wedge cluster "
                        + "randomized trials, Biometrics 74.",
                    "Preisser, Lu & Qaqish (2008), Finite sample adjustments in estimating equations, Statistics in Medicine 27.",
                ])
        ),
        (
            "glmm",
            Explanation(
                "Generalised linear mixed model of a stepped-wedge trial",
                "How much the log odds or the log rate of an individual differ under the treatment, in a cluster that stays the "
                    + "same otherwise.",
                assumptions: order + ["Effects of clusters are normal on the scale of the link."],
                formula: [
                    "g(E[y_ijk | a_i]) = β_j + θ·x_ij + a_i",
                    "the likelihood by Laplace's method or quadrature",
                ],
                uncertainty:
                    "The curvature of the likelihood, with the normal or t; robust holds when the model is wrong.",
                references: [
                    "Breslow & Clayton (1993), Approximate inference in generalized linear mixed models, JASA 88.",
                    "Thompson et al. (2022), Cluster randomised trials with a binary outcome and a small number of clusters, "
                        + "BMC Medical Research Methodology 22.",
                ])
        ),
        (
            "permutation",
            Explanation(
                "Permutation test of a stepped-wedge trial",
                "How often a random order of the clusters would have shown an effect as large as the one seen.",
                assumptions: [
                    "The order in which clusters cross was drawn at random among the allocations that are permuted."
                ],
                formula: ["p = share of allocations with |T| at least as large as the one seen"],
                uncertainty:
                    "Exact under the hypothesis of no effect; the interval by inversion assumes a constant effect.",
                references: [
                    "Ji et al. (2017), Randomization inference for stepped-wedge cluster-randomized trials, Annals of Applied "
                        + "Statistics 11.",
                    "Thompson et al. (2018), Robust analysis of stepped wedge trials using cluster-level summaries, Statistics "
                        + "in Medicine 37.",
                ])
        ),
        (
            "vertical",
            Explanation(
                "Comparisons within the periods of a stepped-wedge trial",
                "The difference between treated and untreated clusters at the same time, averaged over periods.",
                assumptions: [
                    "The order in which clusters cross was drawn at random; nothing is assumed about time or correlation."
                ],
                formula: ["θ̂ = Σ_j w_j (mean of treated − mean of untreated clusters in period j)"],
                uncertainty: "By permutation of the order, or a normal interval from it.",
                references: [
                    "Thompson et al. (2018), Robust analysis of stepped wedge trials using cluster-level summaries, Statistics "
                        + "in Medicine 37.",
                    "Matthews & Forbes (2017), Stepped wedge designs: insights from a design of experiments perspective, "
                        + "Statistics in Medicine 36.",
                ])
        ),
        (
            "staggered",
            Explanation(
                "A stepped-wedge trial as staggered adoption",
                "The effect of the treatment on clusters that have it, by the estimators of differences in differences.",
                assumptions: [
                    "Without the treatment all clusters would have moved in parallel, which a random order makes likely.",
                    "No cluster reacts before it crosses.",
                ],
                formula: ["group-time effects of cluster means by their crossing, averaged over exposures"],
                uncertainty: "By influence functions over clusters.",
                references: [
                    "Roth & Sant'Anna (2023), Efficient estimation for staggered rollout designs, J. Political Economy: "
                        + "Microeconomics 1.",
                    "Callaway & Sant'Anna (2021), Difference-in-differences with multiple time periods, J. Econometrics 225.",
                ])
        ),
    ]
}
