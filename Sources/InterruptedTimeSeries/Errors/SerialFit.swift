import Regression

/// A segmented regression whose errors follow a process in time.
public struct SerialFit: Sendable {
    /// The rows and columns.
    public let design: SegmentedDesign
    /// The errors' model; orders chosen automatically are filled in.
    public let errors: SerialErrors
    /// φ, then θ, then their seasonal counterparts.
    public let process: [Double]
    /// Their names, `ar1`, `ma1`, `sar1`, `sma1`, ….
    public let processNames: [String]
    /// Whether the search ran to the edge of stationarity or invertibility, so that standard errors do not hold.
    public let isAtBoundary: Bool
    /// Whether the search settled.
    public let isConverged: Bool
    /// Coefficients in the order of the design's terms; NaN for what differences remove.
    public let coefficients: [Double]
    /// −2 times the (restricted) log-likelihood; nil for Prais–Winsten and Cochrane–Orcutt.
    public let criterion: Double?
    /// The variance of the innovations.
    public let innovationVariance: Double
    let covariance: Matrix
    let degreesOfFreedom: Double?
    let likelihood: LikelihoodEstimate?
    /// What was regressed, in order of unit and time: differenced for ARIMA, linearised and weighted for counts.
    let data: SerialData
    let rowCount: Int
    let iterations: Int

    /// The estimates, with rows for the effect at some times behind them.
    ///
    /// - Parameters:
    ///   - inference: how contrasts are judged.
    ///   - level: the confidence level.
    ///   - times: where effects are told.
    /// - Throws: `CausalError.Code.badArgument` for Satterthwaite or Kenward–Roger without REML, or more than 1500 rows;
    ///   as `SegmentedFit.effect(at:_:level:)`.
    public func estimates(
        _ inference: SerialInference = .t, level: Double = 0.95, effectsAt times: [TimePoint] = []
    ) throws(CausalError) -> Estimates {
        let (rows, judged, remark) = try termRows(inference, level: level)
        let influence = try influence(rows, judged.covariance)
        let answer = termEstimates(inference, rows, judged, remark + shortSeriesNote(inference)).adding(
            diagnostics: innovationTests + influence.diagnostics, notes: influence.notes)
        var effects: [InterventionEffect] = []
        for time in times { effects.append(try design.effect(at: time, judged)) }
        return answer.adding(effects).adding(notes: design.horizonNotes(times)).adding(
            model: design.seriesFacts(judged, errorVariance: errorVariance) + standardisedInnovations)
    }

    /// The same without effects, series and tests of the innovations: for many fits of one kind.
    public func termEstimates(
        _ inference: SerialInference = .t, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        let (rows, judged, remark) = try termRows(inference, level: level)
        return termEstimates(inference, rows, judged, remark)
    }

    /// A remark on t(n − k) where degrees of freedom of their own keep their promise better.
    private func shortSeriesNote(_ inference: SerialInference) -> [String] {
        let periods = Set(design.times).count
        guard inference == .t, likelihood?.isRestricted == true, !isAtBoundary, periods <= 100 else {
            return []
        }
        return [
            "In series of \(periods) periods t with n − k degrees of freedom rejects too often when errors are autocorrelated "
                + "(Docs/SeriesRejection.md): add --inference kenward-roger."
        ]
    }

    private func termEstimates(
        _ inference: SerialInference, _ rows: [Estimate], _ judged: EffectInference, _ remark: [String]
    ) -> Estimates {
        Estimates(
            command: "its", rows: rows, covariance: judged.covariance, model: facts(inference),
            notes: design.notes + notes + remark)
    }

    /// Var(u_t) of the stationary process; nil with differences, and at the boundary.
    private var errorVariance: Double? {
        guard !isAtBoundary else { return nil }
        if let likelihood {
            guard !likelihood.order.isDifferenced else { return nil }
            return innovationVariance * likelihood.order.process(natural: process).autocovariances(1)[0]
        }
        return innovationVariance * ArmaProcess(phi: process, theta: []).autocovariances(1)[0]
    }

    /// The coefficients' rows, what effects are computed from, and remarks.
    func termRows(
        _ inference: SerialInference, level: Double
    ) throws(CausalError) -> (rows: [Estimate], inference: EffectInference, notes: [String]) {
        let (matrix, df, notes) = try inferred(inference)
        let judged = EffectInference(
            coefficients: coefficients, covariance: matrix, level: level, degreesOfFreedom: df)
        let rows = design.terms.enumerated().map { position, term in
            var contrast = [Double](repeating: 0, count: coefficients.count)
            contrast[position] = 1
            let row = judged.linear(term, contrast, labels: [])
            return row.renamed(term, labels: design.model.link.ratioLabels(row))
        }
        return (rows, judged, notes)
    }

    /// What effects are computed from.
    func judged(_ inference: SerialInference, level: Double) throws(CausalError) -> EffectInference {
        let (matrix, df, _) = try inferred(inference)
        return EffectInference(
            coefficients: coefficients, covariance: matrix, level: level, degreesOfFreedom: df)
    }

    private func inferred(
        _ inference: SerialInference
    ) throws(CausalError) -> (Matrix, @Sendable ([Double]) -> Double?, [String]) {
        let plain = degreesOfFreedom
        guard inference != .t else { return (hidden(covariance), { _ in plain }, []) }
        guard case .generalisedLeastSquares(_, _, true) = errors, let likelihood else {
            throw CausalError(
                .badArgument, "\(inference.rawValue) degrees of freedom belong to restricted likelihood",
                remedy: "Use --errors gls --method reml.")
        }
        guard rowCount <= 1500 else {
            throw CausalError(
                .badArgument, "\(inference.rawValue) is for series of up to 1500 rows", value: "\(rowCount)",
                remedy: "Use --inference t: with so many rows they agree.")
        }
        guard !isAtBoundary, let small = SmallSampleInference(likelihood) else {
            return (
                hidden(covariance), { _ in plain },
                ["\(inference.rawValue) has no degrees of freedom at the boundary."]
            )
        }
        let matrix = inference == .kenwardRoger ? small.adjusted : small.covariance
        return (matrix, { small.degreesOfFreedom($0) ?? plain }, [])
    }

    /// At the boundary a standard error would be taken for an ordinary one.
    private func hidden(_ matrix: Matrix) -> Matrix {
        isAtBoundary ? Matrix(matrix.rowCount, matrix.columnCount, repeating: .nan) : matrix
    }
}
