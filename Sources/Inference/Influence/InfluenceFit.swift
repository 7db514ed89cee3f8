import Design
import Groundwork
import LinearAlgebra

/// A fit whose uncertainty is computed from influence alone: θ̂ − θ ≈ n⁻¹ Σᵢ ψᵢ over independent units.
///
/// An estimator states its coefficients and ``Fit/influence(summedBy:)``; covariances, the multiplier bootstrap,
/// simultaneous bands and aggregation follow (``estimates(_:level:)``, ``combined(_:terms:labels:values:family:facts:notes:)``). One whose units
/// are many and whose terms are many states ``influenceBlocks(by:)`` as well, so that ψ is never held whole.
public protocol InfluenceFit: Fit {
    /// What made it: `did`, …
    var command: String { get }
    /// What places each term: `group`, `time`, `event`, …
    var labels: [[JSONValue.Member]] { get }
    /// What to tell about the model whatever covariance is chosen.
    var facts: [JSONValue.Member] { get }
    /// Remarks for the reader that do not depend on the covariance.
    var notes: [String] { get }
    /// The column of independent units; nil when every row of the sample is one.
    var independentUnit: String? { get }
    /// The positions of the terms for which simultaneous bands hold together.
    var family: [Int] { get }
    /// Tests that go with every result, under the covariance by some columns (none: by independent unit); usually
    /// ``jointTest(_:zero:by:)``.
    func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic]
    /// n⁻¹ψ summed by the combinations of some columns, without columns by independent unit; block by block.
    ///
    /// - Throws: `CausalError.Code.unknownColumn` and `CausalError.Code.missingValue` for a column.
    func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks
}

extension InfluenceFit {
    /// No labels.
    public var labels: [[JSONValue.Member]] { terms.map { _ in [] } }
    /// All terms.
    public var family: [Int] { Array(terms.indices) }
    /// None.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] { [] }

    /// The whole of ``Fit/influence(summedBy:)``, cut into blocks.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        InfluenceBlocks(try influence(summedBy: try influenceGroups(columns)))
    }

    /// The rows' groups: combinations of columns, or without columns the independent units.
    public func influenceGroups(_ columns: [String]) throws(CausalError) -> Factor {
        if !columns.isEmpty { return try sample.factor(interacting: columns) }
        if let independentUnit { return try sample.factor(independentUnit) }
        return Factor(name: "row", numbers: (0..<sample.count).map(Double.init))
    }
}
