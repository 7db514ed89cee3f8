import Regression

extension PlannedCovariance {
    /// Refuses correlations outside their ranges.
    static func check(_ icc: Double, _ cac: Double, _ iac: Double) throws(CausalError) {
        guard (0..<1).contains(icc) else {
            throw CausalError(
                .badArgument, "the intracluster correlation (ICC) lies in [0, 1)", value: "\(icc)",
                remedy: "It is the share of the variance that lies between clusters; most are below 0.2.")
        }
        guard (0...1).contains(cac) else {
            throw CausalError(
                .badArgument, "the cluster autocorrelation (CAC) lies in [0, 1]", value: "\(cac)")
        }
        guard (0..<1).contains(iac) else {
            throw CausalError(
                .badArgument, "the individual autocorrelation (IAC) lies in [0, 1)", value: "\(iac)")
        }
    }

    /// Refuses variances and correlations outside their ranges.
    func validate() throws(CausalError) {
        let variances = [
            ("the cluster variance τ²", cluster), ("the cluster-period variance γ²", clusterPeriod),
            ("the variance of treatment effects η²", treatment), ("the individual variance ψ²", individual),
            ("the residual variance σ²", residual),
        ]
        for (name, value) in variances where !(value >= 0 && value <= 1e100) {
            throw CausalError(.badArgument, "\(name) is a number from 0 on", value: "\(value)")
        }
        let shares = [
            ("the decay", decay), ("the decay of individuals", individualDecay), ("the retention", retention),
        ]
        for (name, value) in shares where !(0...1).contains(value) {
            throw CausalError(.badArgument, "\(name) lies in [0, 1]", value: "\(value)")
        }
        guard (-1...1).contains(treatmentCorrelation) else {
            throw CausalError(
                .badArgument, "the correlation of cluster and treatment effects lies in [−1, 1]",
                value: "\(treatmentCorrelation)")
        }
        guard residual > 0 || (individual > 0 && individualDecay * retention < 1) else {
            throw CausalError(
                .badArgument, "people of one cluster and period must differ: the residual variance is zero",
                remedy: "Give a standard deviation above zero.")
        }
    }

    /// What a planner should know of the assumptions; empty for nothing.
    public var remarks: [String] {
        let between = cluster > 0 || clusterPeriod > 0
        if !between {
            return [
                "No variance lies between clusters (ICC 0): the power is that of individual randomisation over time."
            ]
        }
        if cluster == 0 || decay == 0 {
            return [
                "A cluster's means in two periods are taken as independent (CAC 0): comparisons within clusters then count "
                    + "no more than comparisons between them. Values of 0.5 to 0.95 are usual."
            ]
        }
        return []
    }
}
