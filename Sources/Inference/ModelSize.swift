import Design

/// How many parameters a model has, for small-sample factors.
///
/// With k estimated coefficients (the intercept among them) and Q absorbed factors of L_q levels,
/// K = k + ΣL_q − (Q − 1); an absorbed factor whose every level lies within one cluster does not count:
/// K = k + ΣL_q − (Q − 1) − Σ_nested (L_q − 1). All nested: K = k + 1.
///
/// This is the rule of fixest, reghdfe and pyfixest. A regression on explicit dummies counts all of them.
public struct ModelSize: Sendable, Hashable {
    /// The number of parameters K.
    public let parameters: Int
    /// The names of absorbed factors that do not count because they are nested in a cluster.
    public let nested: [String]

    /// Counts the parameters of a model whose errors are clustered by some factors.
    public init(coefficients: Int, absorbed: [Factor], clusters: [Factor] = []) {
        let inside = absorbed.filter { factor in clusters.contains { factor.isNested(in: $0) } }
        let levels = absorbed.map(\.levelCount).reduce(0, +) - max(0, absorbed.count - 1)
        parameters = coefficients + levels - inside.map { $0.levelCount - 1 }.reduce(0, +)
        nested = inside.map(\.name)
    }
}
