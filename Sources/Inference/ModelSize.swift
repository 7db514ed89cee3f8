import Design

/// How many parameters a model has, for small-sample factors.
///
/// With k estimated coefficients (the intercept among them), absorbed factors of L_q levels of which r_q are
/// redundant, and slopes by factors of L_s levels,
///
///     K = k + Σ_q (L_q − r_q) + Σ_s (L_s − r_s).
///
/// An absorbed factor whose every level lies within one cluster does not count; one parameter stays for all of
/// these together. Slopes count in any case, as fixest has it.
///
/// | rule | r_q | r_s |
/// |---|---|---|
/// | ``ParameterRule/conventional`` | 0 for the first factor, 1 for each further one | 0 |
/// | ``ParameterRule/exact`` | the factor's components with an earlier one, the most of all earlier | found level by level |
///
/// The conventional rule is that of fixest, reghdfe's `dofadjustments(none)` and pyfixest: K = k + ΣL_q − (Q − 1)
/// − Σ_nested (L_q − 1) + ΣL_s. The exact rule is exact for one factor, its slopes included, and for two factors
/// without slopes; beyond it counts each pair of factors (reghdfe's `pairwise`) and K is an upper bound. It takes
/// nested factors first, so that what the others repeat of them does not count either. A regression on explicit dummies
/// counts all of K, nested or not.
public struct ModelSize: Sendable, Hashable {
    /// The number of parameters K.
    public let parameters: Int
    /// The names of absorbed factors that do not count because they are nested in a cluster.
    public let nested: [String]
    /// Σr: the absorbed parameters that do not count because others determine them.
    public let redundant: Int
    /// `conventional`, `exact`, or `bound` where the exact rule gives a bound; nil without absorbed factors.
    public let rule: String?

    /// A size that is known.
    public init(parameters: Int, nested: [String], redundant: Int, rule: String?) {
        self.parameters = parameters
        self.nested = nested
        self.redundant = redundant
        self.rule = rule
    }

    /// Counts the parameters of a model whose errors are clustered by some factors.
    public init(
        coefficients: Int, absorbed: [Factor], clusters: [Factor] = [], slopes: [VaryingSlope] = [],
        rule: ParameterRule = .conventional
    ) {
        let inside = absorbed.filter { factor in clusters.contains { factor.isNested(in: $0) } }
        let names = Set(inside.map(\.name))
        let outside = absorbed.filter { !names.contains($0.name) }
        let redundancy = rule.redundancy(inside + outside, slopes)
        let levels = zip(outside, redundancy.levels.dropFirst(inside.count)).map { $0.levelCount - $1 }
        let slopeCount = slopes.map(\.factor.levelCount).reduce(0, +) - redundancy.slopes
        parameters = coefficients + levels.reduce(0, +) + (inside.isEmpty ? 0 : 1) + slopeCount
        nested = inside.map(\.name)
        redundant = redundancy.levels.reduce(0, +) + redundancy.slopes
        let isExact = slopes.isEmpty ? absorbed.count <= 2 : Redundancy.isOneFactor(absorbed, slopes)
        self.rule =
            absorbed.isEmpty && slopes.isEmpty
            ? nil : rule == .exact && !isExact ? "bound" : rule.rawValue
    }
}

/// How the absorbed parameters that others determine are counted; see ``ModelSize``.
public enum ParameterRule: String, Sendable, Hashable, Codable {
    /// One level of each factor but the first.
    case conventional
    /// Connected components, and slopes that do not vary within a level.
    case exact
}

extension LinearFit {
    /// The number of parameters without clusters.
    func size() -> ModelSize { size(clusters: []) }

    /// The number of parameters, by the rule of the fit.
    public func size(clusters: [Factor]) -> ModelSize {
        ModelSize(
            coefficients: parameterCount, absorbed: absorbed, clusters: clusters, slopes: slopes,
            rule: parameterRule)
    }
}
