import Design
import LinearAlgebra

/// Scores summed by cluster while the residuals were made, which spares the covariance a pass over the rows.
public struct ClusterScores: Sendable {
    /// The clusters.
    public let factor: Factor
    /// Σ_{i∈g} wᵢûᵢ(xᵢ − m), m the columns' means: clusters × estimated terms, the intercept's first.
    public let sums: Matrix

    /// Puts sums and their clusters together.
    public init(factor: Factor, sums: Matrix) {
        self.factor = factor
        self.sums = sums
    }

    /// Whether these are the sums by a factor; the same column coded once has the same storage.
    func isBy(_ other: Factor) -> Bool {
        factor.name == other.name && factor.levelCount == other.levelCount && factor.codes == other.codes
    }
}
