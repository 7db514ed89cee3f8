import Design
import Groundwork
import LinearAlgebra

/// The full design as clusters see it.
///
/// The design has three parts. *Slopes* X, k columns: the absorbed factors are swept out, and means taken off
/// when there is an intercept. *Nested* factors, each of whose levels lies within one cluster, with the slopes that vary by
/// them: they are swept out cluster by cluster and never met again. *Crossed* factors: their levels' indicators, and slopes
/// that vary by them, with the nested ones swept out, are columns D of their own.
///
/// With the columns U = (XR, D), R such that XR has unit length, the hat matrix of slopes and crossed factors is
/// U M U′W, M = diag(I, S⁻), S = D′WD: all that links two clusters goes through the k + L columns of U.
struct ClusterDesign: Sendable {
    /// How weights enter.
    enum Weighting: Sendable {
        /// There are none.
        case none
        /// Errors have variance 1/w: every row is multiplied by √w, and then there are none.
        case inverseVariance([Double])
        /// Errors have one variance all the same (`clubSandwich`'s working model for `lm`).
        case working([Double])
    }

    /// The most levels that crossed factors may have together.
    static let levelLimit = 1000

    let groups: RowGroups
    let weighting: Weighting
    let columns: [[Double]]
    let hasIntercept: Bool
    let residuals: [Double]
    /// Means taken off the columns.
    let means: [Double]
    /// R: the slopes' columns (the intercept first) times R are orthonormal.
    let root: Matrix
    /// T: coefficients from those of the orthonormal columns, β = T·b.
    let basis: Matrix
    /// The nested factors, the one with most levels first.
    let nested: [NestedFactor]
    /// The slopes that vary by levels within a cluster.
    let nestedSlopes: [NestedFactor]
    /// For each crossed factor or slope the shared number of each row's level.
    let crossed: [[Int32]]
    /// The variables of crossed slopes; nil for levels.
    let crossedValues: [[Double]?]
    /// How many levels the crossed factors and slopes have together.
    let levelCount: Int

    /// Splits a fit's design by clusters.
    ///
    /// - Throws: `CausalError.Code.badArgument` when crossed factors have more than ``levelLimit`` levels.
    init(_ fit: some LinearFit, clusters: Factor, weighting: Weighting) throws(CausalError) {
        groups = RowGroups(clusters)
        self.weighting = weighting
        columns = fit.designColumns
        hasIntercept = fit.hasIntercept
        residuals = fit.residuals
        let centred = fit.centred
        means = centred.means
        guard let root = Cholesky(centred.bread)?.factor else {
            throw CausalError(.notIdentified, "the design is too ill-conditioned for cluster adjustments")
        }
        self.root = root
        basis = centred.inData(root)
        nested = fit.absorbed.filter { $0.isNested(in: clusters) }
            .sorted { $0.levelCount > $1.levelCount }.map { NestedFactor($0, in: clusters) }
        let others = fit.absorbed.filter { !$0.isNested(in: clusters) }
        let bent = fit.orthogonalSlopes
        nestedSlopes = bent.filter { $0.factor.isNested(in: clusters) }
            .map { NestedFactor($0.factor, in: clusters, values: $0.values) }
        let crossedSlopes = bent.filter { !$0.factor.isNested(in: clusters) }
        crossed = SharedLevels.codes(others + crossedSlopes.map(\.factor))
        crossedValues = others.map { _ in nil } + crossedSlopes.map(\.values)
        levelCount = (others + crossedSlopes.map(\.factor)).map(\.levelCount).reduce(0, +)
        guard levelCount <= ClusterDesign.levelLimit else {
            throw CausalError(
                .badArgument,
                "absorbed factors and slopes that are not nested in '\(clusters.name)' have \(levelCount) levels; cr2 and cr3 "
                    + "need a dense matrix over them and take \(ClusterDesign.levelLimit) at most",
                remedy: "Cluster by a column that the largest factor is nested in, use cr1, or the wild "
                    + "bootstrap.")
        }
    }

    /// The number of slopes, the intercept among them.
    var slopeCount: Int { basis.rowCount }

    /// The weights, whatever they mean.
    var weights: [Double]? {
        switch weighting {
        case .none: nil
        case .inverseVariance(let weights), .working(let weights): weights
        }
    }

    /// Whether the working model and the weights disagree, so that H is not symmetric.
    var isOblique: Bool { if case .working = weighting { true } else { false } }
}
