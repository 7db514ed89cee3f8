import Regression

extension SweptFit {
    /// One for the units, which lie within clusters, and all levels but one of each small factor that does not.
    public func size(clusters: [Factor]) -> ModelSize {
        ModelSize(
            parameters: estimated.count + 1 + crossedParameters, nested: [model.unit] + nested,
            redundant: model.factors.count, rule: ParameterRule.conventional.rawValue)
    }

    /// Refuses what swept products cannot tell.
    public func check(_ covariance: LinearCovariance) throws(CausalError) {
        let isCounted = model.weights == nil || model.weightKind == .frequency
        let allowed = [ClusterCorrection.cr0, .cr1, .cr3, .jackknife] + (isCounted ? [.cr2] : [])
        guard !allowed.map({ .clustered(by: [model.cluster], correction: $0) }).contains(covariance) else {
            return
        }
        throw CausalError(
            .badArgument, "this covariance is no function of products that were swept in an engine",
            remedy:
                "Use cr0, cr1, cr2 (without weights other than frequencies), cr3 or jackknife with the clusters that the rows "
                + "were summed by, or the wild bootstrap.")
    }
}
