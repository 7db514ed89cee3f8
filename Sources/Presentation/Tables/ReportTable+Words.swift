extension ReportTable {
    /// Estimators as a journal's table names them; others are their own names without hyphens.
    static let estimators = [
        "least-squares": "OLS", "two-stage-least-squares": "2SLS", "poisson": "Poisson",
        "quasipoisson": "Quasi-Poisson", "negative-binomial": "Negative binomial", "binomial": "Logit",
        "2x2": "Four means", "twfe": "Two-way FE", "event-study": "Event study",
        "callaway-santanna": "Callaway & Sant’Anna", "sun-abraham": "Sun & Abraham",
        "imputation": "Imputation",
        "two-stage": "Two-stage DiD", "etwfe": "Extended two-way FE", "stacked": "Stacked DiD",
        "lp-did": "Local projections", "triple": "Triple differences", "switchers": "Switchers",
        "continuous": "DiD in doses", "changes-in-changes": "Changes-in-changes",
        "quantile-did": "Quantile DiD",
        "ratio-of-ratios": "Ratio of ratios", "synthetic": "Synthetic DiD", "joint": "Joint",
        "segmented-least-squares": "Segmented OLS", "segmented-gls": "Segmented GLS",
        "segmented-prais-winsten": "Segmented Prais–Winsten", "segmented-poisson": "Segmented Poisson",
        "segmented-quasipoisson": "Segmented quasi-Poisson",
        "segmented-negative-binomial": "Segmented negative binomial", "mixed-model": "Mixed model",
        "glmm": "Generalised mixed model", "gee": "GEE", "maee": "MAEE",
        "standardised": "Standardised averages",
        "permutation": "Permutation", "vertical": "Within periods", "staggered": "Staggered adoption",
        "number-needed-to-treat": "Number needed", "cost-effectiveness": "Cost-effectiveness",
        "net-benefit-regression": "Net-benefit regression", "guardrails": "Guardrails",
        "capacity": "Capacity",
        "allocation": "Allocation",
    ]

    /// Covariances in the same way.
    static let covariances = [
        "iid": "IID", "hc0": "HC0", "hc1": "HC1", "hc2": "HC2", "hc3": "HC3", "cr0": "CR0", "cr1": "CR1",
        "cr2": "CR2", "cr3": "CR3", "jackknife": "Jackknife", "newey-west": "Newey–West",
        "driscoll-kraay": "Driscoll–Kraay", "conley": "Conley", "analytic": "Analytic",
        "multiplier-bootstrap": "Multiplier bootstrap", "bootstrap": "Bootstrap", "clustered": "Clustered",
        "model": "Model-based", "kenward-roger": "Kenward–Roger", "satterthwaite": "Satterthwaite",
        "between-within": "Between–within", "robust": "Robust", "kc": "Kauermann–Carroll",
        "md": "Mancl–DeRouen", "fg": "Fay–Graubard", "mbn": "Morel–Bokossa–Neerchal", "placebo": "Placebo",
    ]
}
