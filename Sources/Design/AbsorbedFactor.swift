/// A factor that is absorbed, with an intercept for each level, slopes for each level, or both.
///
/// `unit` has intercepts, `unit[x]` intercepts and slopes of x, `unit[[x]]` slopes alone.
public struct AbsorbedFactor: Sendable {
    /// The levels.
    public let factor: Factor
    /// Whether each level has an intercept of its own.
    public let hasIntercept: Bool
    /// The variables of which each level has a slope of its own, one value a row.
    public let slopes: [[Double]]

    /// Makes an absorbed factor; without intercepts there must be a slope.
    public init(_ factor: Factor, hasIntercept: Bool = true, slopes: [[Double]] = []) {
        self.factor = factor
        self.hasIntercept = hasIntercept || slopes.isEmpty
        self.slopes = slopes
    }
}
