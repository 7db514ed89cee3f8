// Plans of studies, counts in series, and what stands beside estimators.
extension Explanation {
    static let wedgePlans: [(String, Explanation)] = [
        (
            "power",
            Explanation(
                "Power of a stepped-wedge trial",
                "How likely the planned trial is to show an effect of the size assumed; no data are analysed.",
                assumptions: [
                    "The likeness within clusters (--icc, --cac, --decay, --iac) is as assumed: vary it, since power hangs on it.",
                    "Clusters cross in random order, cells are of the size planned, and the analysis is that of the model.",
                ],
                formula: [
                    "var(θ̂) = [(X′V⁻¹X)⁻¹]_θθ    X: periods and treatment, V: the covariance of a cluster's cells",
                    "power = P(|θ̂/se| > critical value) under the effect",
                ],
                uncertainty:
                    "The normal distribution, or t with --inference t, which few clusters need; --simulate draws trials and "
                    + "analyses them.",
                references: [
                    "Hussey & Hughes (2007), Design and analysis of stepped wedge cluster randomized trials, Contemp. Clinical "
                        + "Trials 28.",
                    "Hooper et al. (2016), Sample size calculation for stepped wedge and other longitudinal cluster randomised "
                        + "trials, Statistics in Medicine 35.",
                    "Kasza et al. (2019), Impact of non-uniform correlation structure on sample size and power in "
                        + "multiple-period cluster randomised trials, Stat. Methods in Medical Research 28.",
                ])
        )
    ]

    static let differencePlans: [(String, Explanation)] = [
        (
            "did-power",
            Explanation(
                "Power of a difference-in-differences",
                "The effect that a design finds with a given power, or the power for an effect; no outcome after the start is "
                    + "analysed.",
                assumptions: [
                    "Errors after the start will go together over time as they did before it (or as --autocorrelation says).",
                    "Units are independent of one another, half of them (--share) are treated, all at once.",
                    "The effect is the same in all periods.",
                ],
                formula: [
                    "se² = [(m + r)/(mr)·σ² + (m − 1)/m·ψ_B + (r − 1)/r·ψ_A − 2ψ_X] / (n·P(1 − P))    m periods before, r after",
                    "the least detectable effect = (t_{1−κ} + t_{α/2})·se",
                ],
                uncertainty:
                    "Student's t with units less one degrees of freedom; --draws adds a simulation from the data.",
                references: [
                    "Burlig, Preonas & Woerman (2020), Panel data and experimental design, J. Development Economics 144."
                ])
        )
    ]

    static let seriesPlans: [(String, Explanation)] = [
        (
            "its-power",
            Explanation(
                "Power of a planned interrupted series",
                "How likely a series of so many periods is to show a change of the size assumed; no data are analysed.",
                assumptions: [
                    "The series is a line with a change, a season where one is named, and errors that follow an autoregression "
                        + "of first order.",
                    "Its autocorrelation and standard deviation are as assumed.",
                ],
                formula: [
                    "y(t) = β₀ + β₁t + β₂·after(t) + β₃·(t − T₀)·after(t) + season + u(t)",
                    "gls: se² = σ²c′(X′R⁻¹X)⁻¹c    R_ij = φ^|i−j|    power by the noncentral t",
                ],
                uncertainty:
                    "The closed form knows φ; an analysis has to estimate it: --simulate draws series and analyses them.",
                references: [
                    "Zhang, Wagner & Ross-Degnan (2011), Sample size calculation for time series intervention studies, J. "
                        + "Clinical Epidemiology 64."
                ])
        )
    ]

    /// `its --family`
    static let countedSeries: [(String, Explanation)] = [
        counted(
            "poisson", "Interrupted series of counts, Poisson",
            "The variance of a period's count equals its mean.",
            "Poisson's standard errors, or robust ones; more variance than the mean makes them too small: take quasipoisson."
        ),
        counted(
            "quasipoisson", "Interrupted series of counts, quasi-Poisson",
            "The variance of a period's count is a multiple of its mean.",
            "Poisson's standard errors times the root of the dispersion."),
        counted(
            "negative-binomial", "Interrupted series of counts, negative binomial",
            "The variance of a period's count is μ + μ²/θ.",
            "The curvature of the likelihood at the estimated θ."),
    ]

    private static func counted(
        _ name: String, _ title: String, _ variance: String, _ uncertainty: String
    ) -> (String, Explanation) {
        (
            name,
            Explanation(
                title,
                "By what factor the expected count (with --offset: the rate) changed in level and from period to period, and "
                    + "the counts that the change made or spared.",
                assumptions: [
                    "Without the change the logarithm of the expected count would have gone on as its line, season and "
                        + "covariates before it.",
                    "Nothing else changed at the same time.",
                    "The change is known beforehand, and so is the form of its effect.", variance,
                    "Counts of different periods are independent, given line and season (--errors newey-west allows for less).",
                ],
                formula: [
                    "log μ(t) = log offset(t) + β₀ + β₁t + β₂·after(t) + β₃·(t − T₀)·after(t) + season",
                    "rate ratios: exp(β₂) at once, exp(β₂ + β₃h) after h periods",
                ],
                uncertainty: uncertainty,
                references: [
                    "Bernal, Cummins & Gasparrini (2017), Interrupted time series regression, Int. J. Epidemiology 46."
                ])
        )
    }

    /// `stepped-wedge fit --method standardised`
    static let standardisedWedges: [(String, Explanation)] = [
        (
            "standardised",
            Explanation(
                "Standardised averages of a stepped-wedge trial",
                "The mean outcome had all clusters been treated in all periods, against none: a difference and a ratio of "
                    + "averages, whatever the working model.",
                assumptions: [
                    "The order in which clusters cross to the treatment was drawn at random.",
                    "The working model for the outcome need not be right for the average to be consistent; it sets its precision.",
                ],
                formula: ["θ̂ = f(mean over all rows of μ̂(x = 1), mean over all rows of μ̂(x = 0))"],
                uncertainty: "The jackknife over clusters with t on clusters less parameters.",
                references: [
                    "Wang, Harhay, Tong, Small, Morris & Li (2023), On the mixed-model analysis of covariance in "
                        + "cluster-randomized trials.",
                    "Wang, Wang & Li (2024), How to achieve model-robust inference in stepped wedge trials with model-based "
                        + "methods?, Biometrics 80.",
                ])
        )
    ]

    /// `did --estimator all`
    static let everyEstimator: [(String, Explanation)] = [
        (
            "all",
            Explanation(
                "Every estimator that applies",
                "The overall effect by each estimator of causal did that these data and options allow, side by side.",
                assumptions: [
                    "Each estimator has its own assumptions: --estimator NAME --explain says them.",
                    "Averages differ where effects do: of cohorts, periods or event times, with other weights. A row that lies apart "
                        + "asks why.",
                ],
                formula: ["the overall row of each estimator, with its own weights"],
                uncertainty: "Each by its own; rows are of the same data and are not independent.",
                references: [
                    "Roth, Sant'Anna, Bilinski & Poe (2023), What's trending in difference-in-differences?, J. Econometrics 235."
                ])
        )
    ]
}
