import Regression

extension SteppedWedge {
    /// Fits a linear mixed model by (restricted) maximum likelihood.
    ///
    /// Rows are read twice; everything else is computed from the cells' sizes, means and products within cells, so that
    /// the cost of the fit and of its inference does not depend on how many individuals there are.
    ///
    /// - Parameters:
    ///   - table: a row for each measurement.
    ///   - kind: restricted likelihood, unless told otherwise.
    /// - Throws: `CausalError.Code.unknownColumn`, `CausalError.Code.notNumeric` and `CausalError.Code.badValue` for
    ///   columns; `CausalError.Code.badPanel` for individuals who change their cluster, and for effects by exposure of a
    ///   treatment that is ended; `CausalError.Code.tooFewRows`; `CausalError.Code.notIdentified` for an outcome or a
    ///   treatment that never changes, an effect that periods or covariates determine, and a cluster-period variance
    ///   where each cluster-period has one row.
    public func fit(_ table: DataTable, _ kind: LikelihoodKind = .reml) throws(CausalError) -> MixedModelFit {
        try MixedModelFit(TrialDesign(self, table), kind)
    }
}

/// A linear mixed model of a stepped-wedge trial, fitted.
public struct MixedModelFit: Sendable {
    let design: TrialDesign
    let search: LikelihoodSearch
    var state: LikelihoodState { search.state }
    /// The criterion: restricted likelihood or likelihood.
    public let kind: LikelihoodKind

    init(_ design: TrialDesign, _ kind: LikelihoodKind) throws(CausalError) {
        let model = design.cells.rows.model
        let covariance = CovarianceModel(
            correlation: model.correlation, hasIndividuals: model.individual != nil)
        let cells = CellModel(design)
        try MixedModelFit.check(cells, covariance, model)
        let likelihood = LikelihoodCriterion(cells: cells, covariance: covariance, kind: kind)
        search = try LikelihoodSearch(likelihood)
        self.design = design
        self.kind = kind
    }

    /// The model as it was asked for.
    public var model: SteppedWedge { design.cells.rows.model }
    /// −2 times the (restricted) log-likelihood.
    public var criterion: Double { search.criterion }
    /// Whether the search for the largest likelihood settled.
    public var isConverged: Bool { search.isConverged }
    /// The components that were estimated at the edge of what is possible: a variance of zero, a decay of 0 or 1.
    public var atBoundary: [String] { search.atBounds.map { state.parts.components[$0].rawValue } }

    /// The estimated variances by name: `cluster`, `cluster.period`, `residual`, ….
    public var variance: [(name: String, value: Double)] {
        zip(state.parts.components, state.components).map { ($0.rawValue, $1) }
    }

    /// Refuses a covariance that the data cannot tell apart.
    private static func check(
        _ cells: CellModel, _ covariance: CovarianceModel, _ model: SteppedWedge
    ) throws(CausalError) {
        let components = covariance.components
        if components.contains(.clusterPeriod), cells.counts.allSatisfy({ $0 == 1 }) {
            throw CausalError(
                .notIdentified,
                "every cluster-period has one row: its variance and the residual's are one",
                remedy: "Use the exchangeable or the decay correlation.")
        }
        if let cohort = cells.cohort, cohort.groups.joined().allSatisfy({ $0.rows == 1 }) {
            throw CausalError(
                .notIdentified, "no individual has two rows: its variance and the residual's are one",
                column: model.individual, remedy: "Leave out the column of individuals.")
        }
        guard cells.isPlain, cells.cellCount == cells.clusterCount, components.count > 1,
            !components.contains(.individual), components != [.cluster, .residual]
        else { return }
        throw CausalError(
            .notIdentified, "every cluster has one period: effects within clusters cannot be told apart",
            remedy: "Use the exchangeable correlation.")
    }
}
