import Inference

extension Estimates {
    /// What was estimated, of what.
    var heading: String {
        let estimator = fact("estimator")?.text ?? command
        let names = Estimates.headings
        let variant = fact("method")?.text.flatMap { names["\(estimator) \($0)"] }
        let binomial = estimator == "binomial" && fact("link")?.text != "logit" ? "Binomial regression" : nil
        return (variant ?? binomial ?? names[estimator] ?? seriesName ?? estimator)
            + (fact("outcome")?.text.map { " of \($0)" } ?? "")
    }

    /// `segmented-ar(1)` as people say it.
    private var seriesName: String? {
        guard let estimator = fact("estimator")?.text, estimator.hasPrefix("segmented-") else { return nil }
        return
            "Interrupted time series (\(estimator.dropFirst(10).split(separator: "-").joined(separator: " ")))"
    }

    /// The estimators' names as people say them.
    private static let headings = [
        "binomial": "Logistic regression",
        "least-squares": "Least squares",
        "burnout-triad": "Burnout: exhaustion, cynicism, efficacy",
        "effort-reward": "Effort–reward imbalance", "demands-resources": "Job demands and resources",
        "mediation": "Mediation", "reservoir": "Reservoir of capacity", "funnel-plot": "Funnel plot",
        "xmr-chart": "XmR chart", "p-chart": "p chart", "p-prime-chart": "p′ chart (Laney)",
        "c-chart": "c chart", "u-chart": "u chart", "u-prime-chart": "u′ chart (Laney)",
        "cusum-chart": "CUSUM chart", "risk-adjusted-cusum-chart": "Risk-adjusted CUSUM chart",
        "ewma-chart": "EWMA chart", "run-chart": "Run chart", "feedback-loop": "Audit-and-feedback loop",
        "feedback-gain": "Audit-and-feedback loop from data",
        "two-stage-least-squares": "Two-stage least squares", "poisson": "Poisson regression",
        "quasipoisson": "Quasi-Poisson regression",
        "negative-binomial": "Negative binomial regression",
        "2x2": "Difference-in-differences, four means",
        "twfe": "Difference-in-differences, two-way fixed effects",
        "event-study": "Difference-in-differences, event study",
        "imputation": "Difference-in-differences, imputation",
        "two-stage": "Difference-in-differences, two-stage",
        "continuous": "Difference-in-differences, treatment in doses",
        "changes-in-changes": "Changes-in-changes",
        "quantile-did": "Difference-in-differences of quantiles",
        "ratio-of-ratios": "Ratio of ratios, Poisson with two-way fixed effects",
        "sun-abraham": "Difference-in-differences, Sun & Abraham",
        "etwfe": "Difference-in-differences, extended two-way fixed effects",
        "stacked": "Difference-in-differences, stacked",
        "lp-did": "Difference-in-differences, local projections",
        "triple": "Triple differences", "switchers": "Difference-in-differences, treatments that switch",
        "all": "Difference-in-differences by every estimator that applies",
        "rambachan-roth": "Sensitivity to departures from parallel trends (Rambachan & Roth)",
        "joint": "Several models together",
        "permutation": "Stepped-wedge trial, permutation test",
        "vertical": "Stepped-wedge trial, comparisons within periods",
        "staggered": "Stepped-wedge trial as staggered adoption",
        "goodman-bacon": "Goodman-Bacon decomposition of two-way fixed effects",
        "twfe-weights": "Weights of effects in two-way fixed effects",
        "leave-one-cohort-out": "Difference-in-differences without each cohort",
        "placebo-in-time": "Difference-in-differences, placebo in time",
        "placebo-in-units": "Difference-in-differences, placebo in units",
        "number-needed-to-treat": "Number needed to treat", "cost-effectiveness": "Cost-effectiveness",
        "efficiency-frontier": "Efficiency frontier", "guardrails": "Guardrails",
        "alpha-spending": "Bounds by alpha spending",
        "partial-information": "Value of partial information",
        "qaly": "Quality-adjusted life years", "state-trace": "Quality-adjusted life years by state",
        "net-benefit-regression": "Net-benefit regression",
        "quadruple-aim": "Quadruple aim", "scorecard": "Balanced scorecard", "e-value": "E-value",
        "robustness-value": "Robustness value", "oster": "Selection on the unmeasured (Oster)",
        "rosenbaum-bounds": "Rosenbaum's bounds for matched pairs",
        "callaway-santanna": "Difference-in-differences, group-time effects",
        "time-varying": "Queue with demand that varies", "capacity": "Capacity of a clinic",
        "early-warning": "Early-warning signals",
        "synthetic": "Synthetic difference-in-differences", "synthetic sc": "Synthetic control",
        "synthetic did": "Difference-in-differences with equal weights",
        "allocation": "Allocation under a budget", "payment": "Payment models",
        "alert-thresholds": "Alert thresholds",
        "difference-in-differences": "Power of a difference-in-differences",
        "series-power-gls": "Power of an interrupted series, generalised least squares",
        "series-power-ols": "Power of an interrupted series, least squares",
        "stepped-wedge-power": "Power of a stepped-wedge trial",
        "mixed-model": "Stepped-wedge trial, linear mixed model",
        "gee": "Stepped-wedge trial, estimating equations",
        "standardised": "Stepped-wedge trial, standardised averages",
        "maee": "Stepped-wedge trial, matrix-adjusted estimating equations",
        "glmm": "Stepped-wedge trial, generalised linear mixed model",
    ]
}
