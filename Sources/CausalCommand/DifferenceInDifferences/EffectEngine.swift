import Causal

extension DifferenceInDifferencesCommand {
    /// The column of how many units each row's unit stands for, where an engine made the rows.
    var unitCounts: String? { input.engine == nil ? nil : PanelMoments.unitCounts }

    /// The moments that an engine makes.
    func engineRequest() throws(CausalError) -> EngineRequest {
        try checkEngine()
        return EngineRequest(
            PanelMoments(
                outcome: policy.outcome, panel: policy.panel, treatment: try policy.treated(),
                clusters: uncertainty.cluster.flatMap(\.names)))
    }

    /// Refuses what moments by cohort do not tell.
    private func checkEngine() throws(CausalError) {
        let served: Set<PolicyEstimator> = [
            .groupTime, .twoByTwo, .twfe, .eventStudy, .sunAbraham, .extendedTwoWay, .imputation,
        ]
        guard served.contains(estimator) else {
            throw CausalError(
                .badArgument, "\(estimator.rawValue) reads rows, not an engine's sums",
                remedy:
                    "From sums come callaway-santanna, 2x2, twfe, event-study, sun-abraham, etwfe and imputation."
            )
        }
        let clusters = uncertainty.cluster.flatMap(\.names)
        let draws = uncertainty.bootstrap != nil || !uncertainty.wild.wild.isEmpty
        let refused: [(String, Bool)] = [
            ("--covariates", policy.covariates != nil), ("--weights", policy.weights != nil),
            ("--weight-kind", policy.weightKind != nil), ("--family", saturated.family != nil),
            ("--leave-out", imputation.leaveOut), ("--absorb", imputation.absorb != nil),
            ("the check that was asked for", checks.isAsked),
            ("a bootstrap by unit", draws && (clusters.isEmpty || clusters.contains(policy.unit ?? ""))),
        ]
        if let name = refused.first(where: \.1)?.0 {
            throw CausalError(
                .badArgument, "\(name) needs the rows, and sums do not keep them",
                remedy: "Leave it out (bootstraps by larger clusters are exact), or write the columns as CSV."
            )
        }
        let known: Set<CovarianceName> = [.iid, .hc0, .hc1, .hc2, .hc3, .cr0, .cr1, .cr2, .cr3, .jackknife]
        if let vcov = uncertainty.vcov, !known.contains(vcov) {
            throw CausalError(
                .badArgument, "--vcov \(vcov.rawValue) needs the rows, and sums do not keep them",
                remedy: "Cluster by the unit or what units lie in.")
        }
    }
}
