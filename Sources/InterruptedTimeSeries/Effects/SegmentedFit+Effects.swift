import Regression

/// What an interruption had done by a time.
public struct InterventionEffect: Sendable, Hashable {
    /// Δ_t, in the outcome's units; for counts and shares labelled with the ratio.
    public let effect: Estimate
    /// What the outcome would have been without it.
    public let counterfactual: Estimate
    /// Δ_t as a share of the counterfactual.
    public let relative: Estimate
    /// Σ Δ_s from the interruption to the time, a period at a time.
    public let cumulative: Estimate
    /// The mean of Δ_s over the same periods.
    public let average: Estimate

    /// The rows in the order of the answer.
    public var rows: [Estimate] { [effect, counterfactual, relative, cumulative, average] }
}

extension SegmentedDesign {
    /// A time at which an effect is told, on the axis.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a time before the interruption or no time at all.
    func effectTime(_ point: TimePoint) throws(CausalError) -> Double {
        let time = try axis.time(point)
        try checkEffectTime(time, point)
        return time
    }

    /// The effect at a time from estimates of the segmented regression's terms, in their order.
    ///
    /// - Throws: `CausalError.Code.badArgument` for a time before the interruption or no time at all.
    func effect(at point: TimePoint, _ inference: EffectInference) throws(CausalError) -> InterventionEffect {
        CounterfactualPath(design: self, inference: inference).point(try effectTime(point)).estimates(
            inference, model.link)
    }
}

extension SegmentedDesign {
    /// A remark on times beyond the data.
    func horizonNotes(_ points: [TimePoint]) -> [String] {
        let beyond = points.filter { point in (try? axis.time(point)).map { $0 > axis.last } ?? false }
        guard !beyond.isEmpty else { return [] }
        return [
            "\(beyond.map(\.description).joined(separator: ", ")) lies beyond the data, which end at \(axis.label(axis.last)): the "
                + "effect there is the trends drawn on, with no more uncertainty than that of the coefficients."
        ]
    }
}

extension SegmentedFit {
    /// The estimates, with rows for the effect at some times behind them.
    public func estimates(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95, effectsAt times: [TimePoint]
    ) throws(CausalError) -> Estimates {
        let answer = try estimates(covariance, level: level)
        let inference = EffectInference(answer)
        var effects: [InterventionEffect] = []
        for time in times { effects.append(try design.effect(at: time, inference)) }
        return answer.adding(effects).adding(notes: design.horizonNotes(times)).adding(
            model: design.seriesFacts(inference, errorVariance: errorVariance) + standardisedResiduals)
    }

    /// σ̂² = RSS/(n − k) of an unweighted least squares fit; nil for counts, shares and weights.
    private var errorVariance: Double? {
        guard design.model.family == nil, design.model.weights == nil else { return nil }
        let df = design.times.count - design.parameterCount
        return df > 0 ? regression.residualSumOfSquares / Double(df) : nil
    }

    /// The effect at a time, Δ_t = β₂ + β₃(t − T₀) for a step on the identity link, and what goes with it.
    ///
    /// - Parameters:
    ///   - time: a time from the interruption on.
    ///   - covariance: how uncertainty is measured; nil takes the errors as independent.
    ///   - level: the confidence level.
    /// - Throws: `CausalError.Code.badArgument` for a time before the interruption; as ``estimates(_:level:)``.
    public func effect(
        at time: TimePoint, _ covariance: LinearCovariance? = nil, level: Double = 0.95
    ) throws(CausalError) -> InterventionEffect {
        try design.effect(at: time, EffectInference(try estimates(covariance, level: level)))
    }
}

extension Estimates {
    /// The same answer with rows for the effect at further times.
    ///
    /// The rows are functions of the coefficients above them and stand outside the covariance matrix.
    func adding(_ effects: [InterventionEffect]) -> Estimates {
        let further = effects.flatMap(\.rows)
        var covariance = Matrix(rows.count + further.count, rows.count + further.count, repeating: .nan)
        for i in rows.indices { for j in rows.indices { covariance[i, j] = self.covariance[i, j] } }
        for (offset, row) in further.enumerated() {
            covariance[rows.count + offset, rows.count + offset] = row.standardError * row.standardError
        }
        return Estimates(
            command: command, rows: rows + further, covariance: covariance, model: model,
            diagnostics: diagnostics, notes: notes)
    }
}
