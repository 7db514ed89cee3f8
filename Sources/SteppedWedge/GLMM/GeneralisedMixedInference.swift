import Regression

/// How the uncertainty of a generalised mixed model is measured.
public enum GeneralisedMixedInference: String, Sendable, Hashable, Codable, CaseIterable {
    /// The inverse of the observed information of coefficients and variances together, and the normal distribution.
    case normal
    /// The same with Student's t on K − p degrees of freedom.
    case t
    /// The sandwich of the clusters' scores, with t on K − p.
    case robust
}
