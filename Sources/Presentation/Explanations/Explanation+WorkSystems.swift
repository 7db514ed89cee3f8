extension Explanation {
    static let queues: [(String, Explanation)] = [
        (
            "queue",
            Explanation(
                "Waiting lines",
                "Utilisation, waits and backlog, what a few per cent more demand does, and the demand at which a tired team tips.",
                assumptions: [
                    "Arrivals are independent of each other, at a rate that stays (or is given by periods).",
                    "Service times are exponential, or have the variation given; whoever came first is served first.",
                ],
                formula: [
                    "ρ = λ/(cμ); Erlang C by recursion; W_q = C/(cμ − λ)",
                    "M/G/1: L_q = ρ²(1 + c_s²)/(2(1 − ρ))",
                    "fatigue: μ(z) falls with the backlog z; tipping where λ(z) is greatest",
                ],
                uncertainty:
                    "Exact or named as an approximation; --simulate puts a seeded simulation with its error beside it.",
                references: [
                    "Gross, Shortle, Thompson & Harris (2008), Fundamentals of Queueing Theory.",
                    "Palm (1957), Tele; Allen (1990) for G/G/c.",
                ])
        )
    ]

    static let capacities: [(String, Explanation)] = [
        (
            "capacity",
            Explanation(
                "Capacity", "How many clinicians a panel needs at hours that they can sustain.",
                assumptions: [
                    "Demand is panel × visits × minutes, and streams of messages and alerts less what triage takes off.",
                    "Hours are those of care; --utilisation leaves room for variation from day to day.",
                ],
                formula: ["clinicians = ⌈demand/((hours − protected)·utilisation)⌉"],
                uncertainty: "Delta method, and percentiles of seeded draws of all uncertain inputs.",
                references: ["Green, Savin & Murray (2007), Joint Commission Journal 33(4) (panel size)."])
        )
    ]

    static let earlyWarnings: [(String, Explanation)] = [
        (
            "early-warning",
            Explanation(
                "Early-warning signals",
                "Whether a series recovers ever more slowly from disturbances, as before a tipping point.",
                assumptions: [
                    "The slow part has been taken off; periods are equally spaced.",
                    "Slowing down is one of several reasons for rising variance: nothing here says when or whether it tips.",
                ],
                formula: [
                    "rolling variance, lag-1 autocorrelation ρ₁, skewness; recovery time −Δt/ln ρ₁",
                    "Kendall's τ of each with time",
                ],
                uncertainty:
                    "p-values from surrogate series (autoregression, phases, permutation), since windows overlap; adjusted over "
                    + "series.",
                references: ["Scheffer et al. (2009), Nature 461.", "Dakos et al. (2012), PLOS ONE 7."])
        )
    ]

    static let burnouts: [(String, Explanation)] = [
        (
            "burnout-triad",
            Explanation(
                "The burnout triad",
                "Exhaustion, cynicism and efficacy as means of items, their reliability, and profiles of people.",
                assumptions: [
                    "Items mean the same to everybody; missing answers are like the ones that were given.",
                    "With --latent: scores are normal and independent within each class.",
                ],
                formula: [
                    "α, ω; profiles by boundaries",
                    "latent: f(y) = Σ π_c Π φ(y_v; μ_cv, σ²_cv), classes by BIC",
                ],
                uncertainty:
                    "Clustered errors of means, Wilson's interval of shares; empirical information for classes.",
                references: [
                    "Maslach, Schaufeli & Leiter (2001), Annual Review of Psychology 52.",
                    "Leiter & Maslach (2016), Burnout Research 3(4).",
                ])
        )
    ]

    static let demands: [(String, Explanation)] = [
        (
            "demands-resources",
            Explanation(
                "Job demands–resources",
                "How far demands exhaust, resources engage, and resources buffer what demands do.",
                assumptions: [
                    "Nothing unmeasured moves demands and exhaustion, or resources and engagement, together.",
                    "Paths are linear but for the product of demands and resources.",
                ],
                formula: ["exhaustion = α₀ + α₁D + α₂R + α₃D·R", "engagement = β₀ + β₁D + β₂R + β₃D·R"],
                uncertainty:
                    "Stacked, clustered covariance of all equations; indirect effects by draws, bootstrap or delta.",
                references: [
                    "Demerouti, Bakker, Nachreiner & Schaufeli (2001), Journal of Applied Psychology 86.",
                    "Bakker & Demerouti (2017), Journal of Occupational Health Psychology 22.",
                ])
        )
    ]

    static let funnels: [(String, Explanation)] = [
        (
            "funnel",
            Explanation(
                "Funnel plot", "Which units differ from a benchmark by more than chance allows.",
                assumptions: [
                    "Cases are independent within units, or scatter between units is allowed for (--overdispersion).",
                    "Units treat comparable patients, or what is expected is adjusted for risk.",
                ],
                formula: ["exact binomial or Poisson limits, interpolated; multiplicative √φ or additive τ²"],
                uncertainty:
                    "Limits of 95 and 99.8 %; one unit in twenty lies outside the inner ones by chance.",
                references: ["Spiegelhalter (2005), Statistics in Medicine 24."])
        )
    ]

    static let charts: [(String, Explanation)] = [
        (
            "control-chart",
            Explanation(
                "Control charts", "Whether a process is stable, and when it changed.",
                assumptions: [
                    "Points are independent, of the distribution of the chart's kind.",
                    "The baseline that sets centre and limits was stable.",
                ],
                formula: ["centre ± 3σ; CUSUM Sₜ = max(0, Sₜ₋₁ + z − k); EWMA λx + (1 − λ)z"],
                uncertainty: "Average run lengths: how often a chart cries wolf, how soon it sees.",
                references: [
                    "Montgomery (2012), Introduction to Statistical Quality Control.",
                    "Steiner et al. (2000), Biostatistics 1.",
                ])
        )
    ]

    static let loops: [(String, Explanation)] = [
        (
            "feedback-loop",
            Explanation(
                "Audit and feedback as a loop", "What gain, delay and drift make of performance over time.",
                assumptions: [
                    "Each period closes a share of the gap that feedback showed; habit pulls back by a share.",
                    "From data: chance in the values themselves is small beside what units do.",
                ],
                formula: [
                    "y′ = y + K(B − y, d periods old) − δ(y − y⁰) + w",
                    "stable without drift: K < 2 sin(π/(2(2d + 1)))",
                ],
                uncertainty:
                    "None for given numbers; from data clustered errors, and the delta method for what follows.",
                references: [
                    "Åström & Murray (2008), Feedback Systems.", "Ljung (1999), System Identification.",
                ])
        )
    ]
}
