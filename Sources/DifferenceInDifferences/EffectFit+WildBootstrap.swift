import Regression

extension EffectFit {
    /// Tests a hypothesis about the effects, e.g. `"ATT = 0"`, by a wild cluster bootstrap, and inverts the test.
    ///
    /// The regression's `wildBootstrap(_:clusters:using:)`: a hypothesis names effects (`ATT`, `event::2`) and covariates.
    ///
    /// - Parameters:
    ///   - hypothesis: restrictions on the regression's coefficients.
    ///   - clusters: the columns by which errors are clustered; empty: the unit.
    ///   - method: the weights, the number of draws, and other choices.
    /// - Throws: as the regression's; `CausalError.Code.badArgument` without clusters in repeated cross-sections.
    public func wildBootstrap(
        _ hypothesis: String, clusters: [String] = [], using method: WildBootstrap = WildBootstrap()
    ) throws(CausalError) -> WildBootstrapTest {
        let columns = clusters.isEmpty ? unit.map { [$0] } ?? [] : clusters
        guard !columns.isEmpty else {
            throw CausalError(
                .badArgument, "a wild cluster bootstrap of repeated cross-sections needs clusters",
                remedy: "Name a column of clusters, e.g. the groups that the policy was given to.")
        }
        return try regression.wildBootstrap(hypothesis, clusters: columns, using: method)
    }
}
