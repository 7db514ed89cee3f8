import Design
import Groundwork
import LinearAlgebra

/// Functions of another fit's coefficients: aggregated effects, contrasts.
///
/// With γ = f(θ) and J = ∂f/∂θ′ the influence is Jψ, so that estimated weights, when they are among θ, contribute
/// theirs.
public struct CombinedInfluence: InfluenceFit {
    /// The fit whose coefficients are combined.
    public let base: any InfluenceFit
    /// J: terms × the base's terms.
    public let jacobian: Matrix
    /// The names of the combinations.
    public let terms: [String]
    /// f(θ̂).
    public let coefficients: [Double]
    /// What places each of them.
    public let labels: [[JSONValue.Member]]
    /// The positions of the terms for which simultaneous bands hold together.
    public let family: [Int]
    /// Further facts, after the base's.
    public let addedFacts: [JSONValue.Member]
    /// Further remarks, after the base's.
    public let addedNotes: [String]

    /// What made the base.
    public var command: String { base.command }
    /// The base's rows.
    public var sample: Sample { base.sample }
    /// The base's facts, then the added ones.
    public var facts: [JSONValue.Member] { base.facts + addedFacts }
    /// The base's remarks, then the added ones.
    public var notes: [String] { base.notes + addedNotes }
    /// The base's units.
    public var independentUnit: String? { base.independentUnit }

    /// The base's tests.
    public func diagnostics(by columns: [String]) throws(CausalError) -> [Diagnostic] {
        try base.diagnostics(by: columns)
    }

    /// Jψ of groups of rows.
    public func influence(summedBy groups: Factor) throws(CausalError) -> Matrix {
        try base.influence(summedBy: groups) * jacobian.transposed
    }

    /// Jψ, block by block.
    public func influenceBlocks(by columns: [String]) throws(CausalError) -> InfluenceBlocks {
        try base.influenceBlocks(by: columns).times(jacobian)
    }
}

extension InfluenceFit {
    /// Combinations of the coefficients, γ = Jθ unless their values are given, as a fit of its own.
    ///
    /// - Parameters:
    ///   - jacobian: J, a row for each combination and a column for each of this fit's terms.
    ///   - terms: the combinations' names.
    ///   - labels: what places each; nil means nothing.
    ///   - values: f(θ̂) where it is not Jθ̂ (ratios, estimated weights); nil means Jθ̂, where coefficients that a
    ///     row does not use may be missing.
    ///   - family: the positions for which simultaneous bands hold together; nil means all.
    ///   - facts: facts to add.
    ///   - notes: remarks to add.
    /// - Precondition: the shapes agree.
    public func combined(
        _ jacobian: Matrix, terms: [String], labels: [[JSONValue.Member]]? = nil, values: [Double]? = nil,
        family: [Int]? = nil, facts: [JSONValue.Member] = [], notes: [String] = []
    ) -> CombinedInfluence {
        precondition(
            jacobian.columnCount == self.terms.count && jacobian.rowCount == terms.count,
            "a combination needs a row for each name and a column for each term")
        let sums = (0..<jacobian.rowCount).map { row in
            self.terms.indices.reduce(0.0) {
                jacobian[row, $1] == 0 ? $0 : $0 + jacobian[row, $1] * coefficients[$1]
            }
        }
        return CombinedInfluence(
            base: self, jacobian: jacobian, terms: terms, coefficients: values ?? sums,
            labels: labels ?? terms.map { _ in [] }, family: family ?? Array(terms.indices),
            addedFacts: facts, addedNotes: notes)
    }
}
