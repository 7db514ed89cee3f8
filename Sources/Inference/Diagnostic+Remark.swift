import Groundwork

extension Diagnostic {
    /// What a reader should know when this test rejects at 5 %, in plain words with the better choice; nil when it
    /// does not reject, or when its rejection says nothing against the estimate.
    ///
    /// - Parameter clusters: the number of independent groups. A Wald test of q restrictions by the χ² distribution
    ///   rejects far too often when there are not many more than q of them (Bell & McCaffrey 2002).
    func remark(clusters: Int?) -> String? {
        guard name == "pretrend-wald", case .number(let p)? = self["p.value"], p < 0.05 else { return nil }
        return
            "The joint test of the periods before the treatment rejects parallel trends at 5 %: treated and controls "
            + "already moved apart, or the errors are clustered below the level at which the treatment was assigned. "
            + "Look at the effects before the start, cluster where it was assigned, and ask `causal sensitivity` how far "
            + "trends may depart before the effect is gone." + crowded(clusters)
    }

    private func crowded(_ clusters: Int?) -> String {
        guard let clusters, case .integer(let restrictions)? = self["df"], self["df.denominator"] == nil,
            clusters < 10 * restrictions
        else { return "" }
        return
            " With \(clusters) clusters for \(restrictions) restrictions its χ² distribution rejects too often: "
            + "the simultaneous band of the single periods (--bootstrap 999) is the better judge."
    }
}

extension Estimates {
    /// The fewest clusters of a dimension, where the model names them.
    var fewestClusters: Int? {
        guard case .object(let dimensions)? = fact("clusters") else { return nil }
        return dimensions.compactMap { if case .integer(let count) = $0.value { count } else { nil } }.min()
    }
}
