import Regression

/// What local projections found: a regression for each horizon, and the pooled ones.
public struct LocalProjectionFit: Sendable {
    /// The estimator.
    public let model: LocalProjections
    let panel: PolicyPanel
    /// The regression of the mean change over the horizons from 0 on.
    public let pooled: LeastSquaresFit
    /// That of the horizons before −1, when there are any.
    public let pooledBefore: LeastSquaresFit?
    /// A regression for each horizon.
    public let horizons: [Horizon]
    /// The horizons that have none.
    let lost: [Int]

    /// The regression of one horizon.
    public struct Horizon: Sendable {
        /// h
        public let horizon: Int
        /// Its coefficient `ATT` is δ_h.
        public let regression: LeastSquaresFit
    }

    /// All regressions as one fit, `overall:ATT`, `event::0:ATT`, …: for tests across horizons and estimators.
    public func joint() throws(CausalError) -> JointFits {
        try JointFits(
            [("overall", pooled)] + horizons.map { ("event::\($0.horizon)", $0.regression) })
    }

    /// The pooled effect, and after it the horizons' when asked, clustered by unit or by other columns.
    ///
    /// A row's standard error is that of its own regression; covariances between rows have the correlation of the
    /// influence functions. `pretrend-wald` tests the horizons before −1.
    ///
    /// - Parameters:
    ///   - byHorizon: whether rows of the horizons follow.
    ///   - clusters: the columns of clusters, none for the unit.
    ///   - correction: the small-sample factor.
    ///   - level: the confidence level.
    /// - Throws: as `LinearFit.estimates(_:level:)`; `CausalError.Code.badArgument` for several columns of clusters with
    ///   rows of horizons.
    public func estimates(
        byHorizon: Bool = false, clusters: [String] = [], correction: ClusterCorrection = .cr1,
        level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let columns = clusters.isEmpty ? panel.unit.map { [$0.name] } ?? [] : clusters
        let covariance = LinearCovariance.clustered(by: columns, correction: correction)
        let overall = try pooled.estimates(covariance, level: level)
        var rows = [overall.rows[0].renamed(byHorizon ? "overall" : "ATT")]
        var fits = [pooled]
        var unmeasured: [Int] = []
        for horizon in byHorizon ? horizons : [] {
            guard let row = try? horizon.regression.estimates(covariance, level: level).rows[0] else {
                unmeasured.append(horizon.horizon)
                continue
            }
            rows.append(
                row.renamed("event::\(horizon.horizon)", labels: [.init("event", .integer(horizon.horizon))]))
            fits.append(horizon.regression)
        }
        let answer = Estimates(
            command: "did", rows: rows, covariance: try spread(rows, fits, columns),
            model: facts(byHorizon) + overall.model.filter { $0.name != "estimator" },
            notes: panel.notes
                + panel.alwaysTreatedNotes(
                    "they are neither newly treated nor clean controls, and take no part")
                + lostNote + LocalProjectionFit.note(unmeasured) + overall.notes)
        return answer.adding(diagnostics: diagnostics(answer, covariance, level: level))
    }

    /// Σ_g ψ_gψ_g′ scaled to the rows' variances.
    private func spread(
        _ rows: [Estimate], _ fits: [LeastSquaresFit], _ columns: [String]
    ) throws(CausalError) -> Matrix {
        let errors = rows.map { $0.isTestable ? $0.standardError : .nan }
        guard fits.count > 1 else { return Matrix.diagonal(errors.map { $0 * $0 }) }
        let joint = try joint()
        let shares = try joint.influence(summedBy: joint.sample.factor(interacting: columns))
        let places = rows.map { row in joint.terms.firstIndex(of: "\(row.term):ATT") ?? 0 }
        let gram = shares.gram.submatrix(places)
        var spread = gram
        for i in rows.indices {
            for j in rows.indices {
                let correlation = i == j ? 1 : gram[i, j] / (gram[i, i] * gram[j, j]).squareRoot()
                spread[i, j] = correlation * errors[i] * errors[j]
            }
        }
        return spread
    }

    private func facts(_ byHorizon: Bool) -> [JSONValue.Member] {
        var base = "before"
        if case .mean(let last) = model.base { base = last.map { "mean of \($0)" } ?? "mean" }
        return [
            .init("estimator", "lp-did"), .init("aggregation", .string(byHorizon ? "event" : "simple")),
        ] + panel.facts + [
            .init("window", .array([.integer(model.window.lowerBound), .integer(model.window.upperBound)])),
            .init("control", .string(model.controls.rawValue)), .init("base", .string(base)),
            .init("reweighted", .bool(model.reweights)),
        ]
    }

    private var lostNote: [String] {
        guard !lost.isEmpty else { return [] }
        return [
            "At horizons \(lost.map(String.init).joined(separator: ", ")) nobody is newly treated beside a clean control."
        ]
    }

    private static func note(_ unmeasured: [Int]) -> [String] {
        guard !unmeasured.isEmpty else { return [] }
        return [
            "Horizons \(unmeasured.map(String.init).joined(separator: ", ")) have too few rows or clusters for an error."
        ]
    }

    /// The pooled effect before the start, and the test that all horizons there are zero.
    private func diagnostics(
        _ answer: Estimates, _ covariance: LinearCovariance, level: Double
    ) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        let before = answer.rows.indices.filter { answer.rows[$0].term.hasPrefix("event::-") }
        if !before.isEmpty, let test = try? answer.wald(rowsAreZero: before) {
            diagnostics.append(Diagnostic("pretrend-wald", test))
        }
        guard let pooledBefore, let row = try? pooledBefore.estimates(covariance, level: level).rows[0] else {
            return diagnostics
        }
        diagnostics.append(
            Diagnostic(
                "pretrend-pooled",
                [
                    .init("estimate", .number(row.estimate)), .init("std.error", .number(row.standardError)),
                    .init("p.value", .number(row.pValue)),
                ]))
        return diagnostics
    }
}
