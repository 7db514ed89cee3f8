/// Who a cohort is compared with.
public enum ControlGroup: String, Sendable, Hashable, Codable, CaseIterable {
    /// Units that are never treated within the data.
    case neverTreated = "never"
    /// These, and units whose treatment starts later than the periods compared (plus anticipation).
    case notYetTreated = "not-yet"
}

/// The period that a cohort's outcomes are compared with.
public enum BasePeriod: String, Sendable, Hashable, Codable, CaseIterable {
    /// From the treatment on the last period before it (and before its anticipation); earlier the period before.
    case varying
    /// Always the last period before the treatment (and its anticipation), where the effect is zero by definition.
    case universal
}

/// How covariates enter.
public struct Adjustment: Sendable, Hashable {
    /// The method; without covariates all are the same.
    public enum Method: String, Sendable, Hashable, Codable, CaseIterable {
        /// Outcome regression and propensity score: right when one of them is (Sant'Anna & Zhao 2020).
        case doublyRobust = "dr"
        /// Inverse probability weights that sum to one (Abadie 2005).
        case inverseProbability = "ipw"
        /// A regression in the controls (Heckman, Ichimura & Todd 1997).
        case outcomeRegression = "reg"
    }
    /// The method.
    public let method: Method
    /// The covariates as the right side of a formula, e.g. `"x1 + log(x2)"`; nil for none. An intercept belongs to
    /// them always.
    public let covariates: String?

    /// Puts the two together.
    public init(_ method: Method, _ covariates: String? = nil) {
        self.method = method
        self.covariates = covariates
    }

    /// No covariates.
    public static let none = Adjustment(.doublyRobust)
    /// ``Method/doublyRobust``.
    public static func doublyRobust(_ covariates: String? = nil) -> Adjustment {
        Adjustment(.doublyRobust, covariates)
    }
    /// ``Method/inverseProbability``.
    public static func inverseProbability(_ covariates: String? = nil) -> Adjustment {
        Adjustment(.inverseProbability, covariates)
    }
    /// ``Method/outcomeRegression``.
    public static func outcomeRegression(_ covariates: String? = nil) -> Adjustment {
        Adjustment(.outcomeRegression, covariates)
    }
}
