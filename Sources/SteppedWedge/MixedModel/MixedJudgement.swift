import Regression

/// A covariance of the coefficients, and degrees of freedom for any contrast of them.
struct MixedJudgement: Sendable {
    let inference: MixedInference
    /// The covariance of the coefficients.
    let covariance: Matrix
    /// Remarks.
    let notes: [String]
    private let source: Source
    /// Clusters − coefficients, 1 at least: where an inference has no degrees of freedom of its own.
    private let spare: Double

    private enum Source: Sendable {
        case none
        case fixed(Double)
        case satterthwaite(Satterthwaite)
        case kenwardRoger(KenwardRoger)
        case sandwich(ClusterSandwich)
        case level(BetweenWithin)
    }

    init(_ fit: MixedModelFit, _ inference: MixedInference) throws(CausalError) {
        let state = fit.state
        self.inference = inference
        spare = max(1, Double(fit.design.cells.statistics.clusterCount - fit.design.width))
        var notes: [String] = []
        switch inference {
        case .normal: (source, covariance) = (.none, fit.modelCovariance)
        case .t: (source, covariance) = (.fixed(try fit.clusterDegrees()), fit.modelCovariance)
        case .betweenWithin:
            (source, covariance) = (.level(try BetweenWithin(fit.design)), fit.modelCovariance)
        case .satterthwaite:
            (source, covariance) = (.satterthwaite(fit.satterthwaite), state.covariance)
        case .kenwardRoger:
            guard fit.kind == .reml else {
                throw CausalError(
                    .badArgument, "Kenward and Roger's inference belongs to restricted likelihood",
                    remedy: "Use method reml, or satterthwaite.")
            }
            let small = KenwardRoger(state)
            (source, covariance) = (.kenwardRoger(small), small.covariance)
            if fit.model.correlation == .decay {
                notes = [
                    "Kenward and Roger's covariance of a decay is the first-order one (without second derivatives)."
                ]
            }
        case .robust, .cr2, .cr3:
            let sandwich = try ClusterSandwich(
                state, inference == .robust ? .none : inference == .cr2 ? .reduced : .leftOut)
            source = inference == .robust ? .none : .sandwich(sandwich)
            covariance = sandwich.covariance
        }
        self.notes = notes
    }

    /// The degrees of freedom of a contrast; nil for the normal distribution. Where the inference has none, because a
    /// curvature is not positive, clusters − coefficients (1 at least) stand in.
    func degreesOfFreedom(_ contrast: [Double]) -> Double? {
        if case .none = source { return nil }
        return own(contrast) ?? spare
    }

    /// Whether an inference that has degrees of freedom of its own has none for a contrast.
    func lacksDegrees(_ contrast: [Double]) -> Bool {
        if case .none = source { return false }
        return own(contrast) == nil
    }

    private func own(_ contrast: [Double]) -> Double? {
        switch source {
        case .none: nil
        case .fixed(let df): df
        case .satterthwaite(let small): small.degreesOfFreedom(contrast)
        case .kenwardRoger(let small): small.degreesOfFreedom(contrast)
        case .sandwich(let sandwich): sandwich.degreesOfFreedom(contrast)
        case .level(let levels): levels.degreesOfFreedom(contrast)
        }
    }

    /// The test that some contrasts (rows), whose values are given, are zero.
    ///
    /// Satterthwaite's and Kenward and Roger's have denominators of their own; the others compare W/q with F of q and the smallest
    /// of the contrasts' degrees of freedom, which is careful.
    func test(_ contrasts: Matrix, _ values: [Double]) -> WaldTest? {
        let q = contrasts.rowCount
        switch source {
        case .satterthwaite(let small):
            return small.test(contrasts, values).map {
                WaldTest(statistic: $0.statistic, restrictions: q, denominatorDegreesOfFreedom: $0.df)
            }
        case .kenwardRoger(let small):
            return small.test(contrasts, values).map {
                WaldTest(statistic: $0.statistic, restrictions: q, denominatorDegreesOfFreedom: $0.df)
            }
        default:
            let middle = (contrasts * covariance * contrasts.transposed).symmetrised
            guard let distance = middle.inverseQuadraticForm(values) else { return nil }
            let df = (0..<q).compactMap { degreesOfFreedom(contrasts.row($0)) }.min()
            if let df, df < Double(q) { return nil }
            return WaldTest(
                statistic: df == nil ? distance : distance / Double(q), restrictions: q,
                denominatorDegreesOfFreedom: df)
        }
    }
}

extension MixedModelFit {
    /// Satterthwaite's inference, variances at zero left out.
    var satterthwaite: Satterthwaite {
        Satterthwaite(state, free: state.theta.indices.filter { !search.atBounds.contains($0) })
    }

    /// Φ, as lme4 reports it; for a decay the inverse of the observed information, as glmmTMB does.
    var modelCovariance: Matrix {
        model.correlation == .decay ? satterthwaite.observed(state) : state.covariance
    }

    /// Clusters − coefficients.
    func clusterDegrees() throws(CausalError) -> Double {
        let clusters = design.cells.statistics.clusterCount
        let df = clusters - design.width
        guard df > 0 else {
            throw CausalError(
                .tooFewRows,
                "t has clusters − coefficients degrees of freedom, and there are \(clusters) clusters and "
                    + "\(design.width) coefficients",
                remedy: "Use kenward-roger, satterthwaite or between-within, or linear time.")
        }
        return Double(df)
    }
}

/// Degrees of freedom by the level at which columns vary: between clusters, between the periods of a cluster, or between
/// the rows of a cluster-period.
///
/// | level | degrees of freedom |
/// |---|---|
/// | clusters (intercept, covariates that are constant in clusters) | clusters − columns of this level |
/// | cluster-periods (treatment, time) | cluster-periods − clusters − columns of this level |
/// | rows (covariates of individuals) | rows − cluster-periods − columns of this level |
///
/// A contrast has the smallest of its columns', the intercept apart. These are nlme's for a grouping by cluster and
/// cluster-period, but for the intercept.
///
/// Source: Schluchter & Elashoff (1990); Pinheiro & Bates (2000), Mixed-Effects Models in S and S-PLUS, section 2.4.
struct BetweenWithin: Sendable {
    private let levels: [Int]
    private let degrees: [Double]
    private let indicatorCount: Int

    init(_ design: TrialDesign) throws(CausalError) {
        let statistics = design.cells.statistics
        indicatorCount = design.indicatorCount
        var levels = [Int](repeating: 1, count: design.indicatorCount)
        levels[0] = 0
        for column in design.columns { levels.append(column.level(design.cells)) }
        self.levels = levels
        let sizes = [
            statistics.clusterCount, statistics.cellCount - statistics.clusterCount,
            statistics.rowCount - statistics.cellCount,
        ]
        degrees = sizes.indices.map { level in Double(sizes[level] - levels.count { $0 == level }) }
        guard let least = Set(levels).map({ degrees[$0] }).min(), least > 0 else {
            throw CausalError(
                .tooFewRows, "no degree of freedom is left between the cluster-periods or the clusters",
                remedy: "Use kenward-roger or satterthwaite, or fewer covariates.")
        }
    }

    /// df(c)
    func degreesOfFreedom(_ contrast: [Double]) -> Double? {
        let used = contrast.indices.filter { contrast[$0] != 0 }
        // The first indicator is every period's reference and the intercept.
        let moving = used.filter { $0 != 0 }
        let isIntercept = used.contains(0) && moving.allSatisfy { $0 >= indicatorCount }
        return isIntercept ? degrees[0] : moving.map { degrees[levels[$0]] }.min()
    }
}

extension TrialDesign.Column {
    /// 0: constant in clusters; 1: constant in cells; 2: neither.
    func level(_ cells: TrialCells) -> Int {
        let statistics = cells.statistics
        if statistics.within(covariate, covariate) > 0 { return 2 }
        for cluster in 0..<statistics.clusterCount {
            let range = cells.cells(of: cluster)
            if range.contains(where: { values[$0] != values[range.lowerBound] }) { return 1 }
        }
        return 0
    }
}
