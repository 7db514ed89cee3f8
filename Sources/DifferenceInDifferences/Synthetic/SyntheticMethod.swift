/// How controls and periods before the treatment are weighed.
public enum SyntheticMethod: String, Sendable, Hashable, Codable, CaseIterable {
    /// Synthetic difference-in-differences: unit and time weights, both with an intercept (Arkhangelsky et al. 2021).
    case syntheticDifferences = "sdid"
    /// Synthetic control: unit weights without an intercept, no time weights (Abadie, Diamond & Hainmueller 2010), with
    /// the penalty that keeps them unique.
    case syntheticControl = "sc"
    /// Difference-in-differences: all controls and all periods before count the same.
    case differences = "did"

    /// Whether unit weights are estimated.
    var weighsUnits: Bool { self != .differences }
    /// Whether unit weights go with an intercept.
    var hasIntercept: Bool { self != .syntheticControl }
    /// Whether time weights are estimated.
    var weighsPeriods: Bool { self == .syntheticDifferences }
}

/// How covariates enter synthetic difference-in-differences.
public enum SyntheticAdjustment: String, Sendable, Hashable, Codable, CaseIterable {
    /// Coefficients from the rows of never-treated units, units and periods swept out, taken off the outcome once
    /// (Kranz 2022). Does not depend on the covariates' scales.
    case projected
    /// Coefficients and weights together, by a gradient step for the coefficients and a Frank–Wolfe step for the weights
    /// in turn (Arkhangelsky et al. 2021, footnote 4; R's `synthdid`). Steps are 1/t, so that covariates should have
    /// a spread of about one or less.
    case optimised
}

/// How the uncertainty of synthetic difference-in-differences is measured.
public enum SyntheticInference: Sendable, Hashable {
    /// Controls take the place of treated units, at random, in every draw (Arkhangelsky et al. 2021, algorithm 4).
    /// Assumes that treated units vary as controls do; serves a single treated unit, and needs more controls than
    /// treated units.
    case placebo(draws: Int = 200, seed: UInt64 = 42)
    /// Units are drawn with replacement, and everything is estimated anew (algorithm 2). For several treated units.
    case bootstrap(draws: Int = 200, seed: UInt64 = 42)
    /// Each unit is left out in turn, with the weights kept (algorithm 3); tends to be cautious. Needs two treated
    /// units in every cohort.
    case jackknife

    /// `placebo`, `bootstrap` or `jackknife`.
    public var name: String {
        switch self {
        case .placebo: "placebo"
        case .bootstrap: "bootstrap"
        case .jackknife: "jackknife"
        }
    }
}
