import Regression

extension MarginalModel {
    /// Average effects by model-robust standardisation.
    ///
    /// The model predicts each person's outcome with and without the treatment; what the predictions leave of the observed means
    /// corrects them, so that each average is estimated consistently however wrong the model is, because the order of crossing
    /// was drawn at random; a good model makes it precise. Periods in which only treated or only control clusters are
    /// seen take part in the model's fit alone. Beside each average stands the one without a model, a weighted difference of means.
    ///
    /// Standard errors are those of the jackknife: the model and the averages are computed anew without each cluster,
    ///
    ///     (K − 1)/K Σ_g (θ_(g) − θ̄)(θ_(g) − θ̄)′,
    ///
    /// with Student's t on K − 1 degrees of freedom.
    ///
    /// ```swift
    /// let model = MarginalModel(trial, family: .binomial)
    /// print(try model.standardised(DataTable(csv: "wards.csv")).estimates())
    /// ```
    ///
    /// - Parameters:
    ///   - table: the trial's rows.
    ///   - scale: how mean outcomes with and without the treatment are compared.
    /// - Throws: as ``fit(_:)``; `CausalError.Code.badArgument` for an effect that changes with time, and for a scale that the family
    ///   does not have; `CausalError.Code.badPanel` for a treatment that is no 0 or 1 in whole cluster-periods;
    ///   `CausalError.Code.notIdentified` where no period has both arms, or does once a cluster is left out.
    ///
    /// Source: Fang, Wang, Heagerty, Wang & Li (2025), arXiv 2507.17190; Wang, Wang & Li (2024), How to achieve model-robust inference
    /// in stepped wedge trials with model-based methods, Biometrics 80.
    public func standardised(
        _ table: DataTable, scale: StandardisedScale = .difference
    ) throws(CausalError) -> StandardisedEffects {
        try checkStandardised(scale)
        return try StandardisedEffects(fit(table), scale)
    }

    private func checkStandardised(_ scale: StandardisedScale) throws(CausalError) {
        guard trial.effect == .immediate else {
            throw CausalError(
                .badArgument, "standardisation averages one effect over people and clusters",
                value: trial.effect.name, remedy: "Leave --effect out.")
        }
        let isAllowed =
            switch scale {
            case .difference: true
            case .ratio: family != .gaussian
            case .oddsRatio: family == .binomial
            }
        guard isAllowed else {
            throw CausalError(
                .badArgument, "outcomes of the family \(family.rawValue) have no \(scale.rawValue)",
                value: scale.rawValue,
                remedy: "Take --scale difference\(family == .gaussian ? "" : " or ratio").")
        }
    }
}

/// Average effects of a trial by model-robust standardisation, with the jackknife's covariance.
public struct StandardisedEffects: Sendable {
    /// The working model, fitted to all clusters.
    public let fit: MarginalFit
    /// How mean outcomes are compared.
    public let scale: StandardisedScale
    /// The average effects, in the order of ``AverageEffect``.
    public let adjusted: [Double]
    /// The same without a model.
    public let unadjusted: [Double]
    /// The jackknife's covariance of both, the adjusted ones first.
    public let covariance: Matrix
    /// The positions of the periods that are compared.
    let periods: [Int]

    init(_ fit: MarginalFit, _ scale: StandardisedScale) throws(CausalError) {
        let cells = fit.design.cells
        guard cells.isBinary, !fit.design.rows.isSplit else {
            throw CausalError(
                .badPanel, "standardisation needs a treatment that is 0 or 1 in whole cluster-periods",
                column: fit.model.trial.treatment,
                remedy: "Leave out transition periods, or fit a mixed model.")
        }
        let patterns = fit.design.patterns
        let whole = PredictedCells(patterns, fit.coefficients, fit.model.usedLink)
        guard !whole.periods.isEmpty else { throw StandardisedEffects.incomparable(nil) }
        let values = StandardisedEffects.values(whole, scale)
        guard values.allSatisfy(\.isFinite) else {
            throw CausalError(
                .notIdentified, "a mean outcome is zero or negative: it has no \(scale.rawValue)",
                remedy: "Take --scale difference.")
        }
        let parts = Parallel.map(patterns.clusterCount) { cluster in
            Result { () throws(CausalError) in
                try StandardisedEffects.without(cluster, patterns, fit, scale)
            }
        }
        var left: [[Double]] = []
        for part in parts { left.append(try part.get()) }
        covariance = StandardisedEffects.jackknife(left)
        (adjusted, unadjusted) = (Array(values.prefix(4)), Array(values.suffix(4)))
        periods = whole.periods
        self.fit = fit
        self.scale = scale
    }

    /// The averages with and then without the model.
    private static func values(_ cells: PredictedCells, _ scale: StandardisedScale) -> [Double] {
        [true, false].flatMap { isAugmented in
            AverageEffect.allCases.map { cells.effect($0, scale, isAugmented: isAugmented) }
        }
    }

    /// The averages without a cluster, the model fitted anew.
    private static func without(
        _ cluster: Int, _ patterns: WedgePatterns, _ fit: MarginalFit, _ scale: StandardisedScale
    ) throws(CausalError) -> [Double] {
        let label = patterns.clusterLabels[cluster]
        let rest = patterns.without(cluster)
        let solved: EstimatingEquations
        do {
            solved = try EstimatingEquations(rest, fit.model, fit.correlation)
        } catch {
            throw CausalError(
                .notIdentified, "without cluster '\(label)' the working model has no fit: \(error.message)",
                column: fit.model.trial.cluster, value: label,
                remedy:
                    "The jackknife leaves each cluster out: take a straight line in time (--time linear), or a mixed model."
            )
        }
        let cells = PredictedCells(rest, solved.beta, fit.model.usedLink)
        guard !cells.periods.isEmpty else { throw incomparable(label) }
        let values = values(cells, scale)
        guard values.allSatisfy(\.isFinite) else {
            throw CausalError(
                .notIdentified, "without cluster '\(label)' a mean outcome is zero or negative", value: label,
                remedy: "Take --scale difference.")
        }
        return values
    }

    private static func incomparable(_ cluster: String?) -> CausalError {
        CausalError(
            .notIdentified,
            (cluster.map { "without cluster '\($0)' " } ?? "")
                + "no period has both control and treated clusters",
            value: cluster, remedy: "More clusters in each arm are needed, or a mixed model.")
    }

    private static func jackknife(_ left: [[Double]]) -> Matrix {
        let count = Double(left.count)
        let mean = left[0].indices.map { k in left.reduce(0) { $0 + $1[k] } / count }
        let centred = Matrix(rows: left.map { zip($0, mean).map(-) })
        return ((count - 1) / count) * centred.gram
    }
}
