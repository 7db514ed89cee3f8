extension Explanation {
    private static let assumptions = [
        "Without the change the series would have gone on as its line, season and covariates before it.",
        "Nothing else changed at the same time; control units (--unit, --treated) take out what they share.",
        "The change is known beforehand, and so is the form of its effect (level, slope, onset).",
    ]
    private static let line = "y(t) = β₀ + β₁t + β₂·after(t) + β₃·(t − T₀)·after(t) + season + Xγ + u(t)"
    private static let effect = "effect h periods after T₀: Δ(h) = β₂ + β₃h"
    private static let bernal =
        "Bernal, Cummins & Gasparrini (2017), Interrupted time series regression, Int. J. Epidemiology 46."
    private static let quantity =
        "By how much the series' level and slope changed, and the effect at any time against the counterfactual."

    static let series: [(String, Explanation)] = [
        (
            "ols",
            Explanation(
                "Interrupted time series, independent errors", quantity,
                assumptions: assumptions + ["Errors of different periods are independent."],
                formula: [line, effect],
                uncertainty: "Ordinary or heteroskedasticity-robust errors.", references: [bernal])
        ),
        (
            "newey-west",
            Explanation(
                "Interrupted time series, Newey–West errors", quantity, assumptions: assumptions,
                formula: [line, effect],
                uncertainty:
                    "Newey–West with --lag lags: errors may be correlated over that many periods. They are too small "
                    + "even with 100 periods; take --errors gls --inference kenward-roger.",
                references: [bernal, "Newey & West (1987), Econometrica 55."])
        ),
        (
            "prais-winsten",
            Explanation(
                "Interrupted time series, Prais–Winsten", quantity,
                assumptions: assumptions + ["Errors follow an autoregression of first order."],
                formula: [line, effect, "u(t) = ρu(t−1) + e(t), the first row times √(1 − ρ²)"],
                uncertainty: "Generalised least squares at the estimated ρ, iterated.",
                references: [bernal, "Prais & Winsten (1954), Cowles Commission 383."])
        ),
        (
            "cochrane-orcutt",
            Explanation(
                "Interrupted time series, Cochrane–Orcutt", quantity,
                assumptions: assumptions + ["Errors follow an autoregression of first order."],
                formula: [line, effect, "u(t) = ρu(t−1) + e(t), without the first row"],
                uncertainty: "Generalised least squares at the estimated ρ, iterated.",
                references: [bernal, "Cochrane & Orcutt (1949), JASA 44."])
        ),
        (
            "gls",
            Explanation(
                "Interrupted time series, autoregressive errors by REML", quantity,
                assumptions: assumptions + ["Errors follow an autoregression of order --ar."],
                formula: [line, effect, "u(t) = φ₁u(t−1) + … + φₚu(t−p) + e(t)"],
                uncertainty:
                    "Restricted maximum likelihood; t with n − k degrees of freedom, which rejects too often in short series: "
                    + "--inference kenward-roger (or satterthwaite) keeps its level.",
                references: [
                    bernal,
                    "Turner, Forbes, Karahalios, Taljaard & McKenzie (2021), Evaluation of statistical methods used in the "
                        + "analysis of interrupted time series studies, BMC Med. Res. Methodology 21.",
                ])
        ),
        (
            "arima",
            Explanation(
                "Interrupted time series, ARIMA errors", quantity,
                assumptions: assumptions + [
                    "Errors follow an ARIMA process of orders --order and --seasonal."
                ],
                formula: [line, effect, "Φ(L)(1 − L)ᵈu(t) = Θ(L)e(t)"],
                uncertainty: "Exact likelihood (REML or ML) by a state-space form.",
                references: [
                    bernal,
                    "Schaffer, Dobbins & Pearson (2021), Interrupted time series analysis using ARIMA models, BMC Med. Res. "
                        + "Methodology 21.",
                ])
        ),
    ]
}
