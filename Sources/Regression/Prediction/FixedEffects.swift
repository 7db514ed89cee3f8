import Inference

/// Estimated fixed effects: a number for each level of each absorbed factor, and for each absorbed slope.
public struct FixedEffects: Sendable, Hashable, Codable {
    /// The effects of one factor's levels, or their slopes of one variable.
    public struct Effect: Sendable, Hashable, Codable {
        /// The factor, or `factor[variable]` for slopes.
        public let name: String
        /// The levels in the factor's order.
        public let levels: [String]
        /// Each level's estimate.
        public let estimates: [Double]

        /// The estimate of a level; nil when there is no such level.
        public subscript(_ level: String) -> Double? {
            levels.firstIndex(of: level).map { estimates[$0] }
        }
    }

    /// The factors in the formula's order, slopes behind the factor by which they vary.
    public let effects: [Effect]
    /// What a reader should know.
    public let notes: [String]

    /// The effect of that name.
    public subscript(_ name: String) -> Effect? { effects.first { $0.name == name } }

    /// The columns `factor`, `level` and `estimate`, a row for each level.
    public func table() throws(CausalError) -> DataTable {
        try DataTable([
            Column("factor", effects.flatMap { effect in effect.levels.map { _ in Optional(effect.name) } }),
            Column("level", effects.flatMap { $0.levels.map(Optional.some) }),
            Column("estimate", effects.flatMap(\.estimates)),
        ])
    }
}

extension LeastSquaresFit {
    /// The fixed effects α̂ that belong to the slopes: the least-squares levels of y − Xβ̂ for the absorbed factors.
    ///
    /// With one factor they are unique. With several a constant can be moved between any two within each connected
    /// component of their graph; here in each component of the first factor with each further one, the further
    /// factor's first level is zero (the first in order: the least number, the first text), and the first factor carries
    /// the mean: the effects of dummies with these references left out and no intercept. Differences of a factor's
    /// levels within a component do not depend on that choice, those between components mean nothing. A slope that its
    /// level does not identify is zero.
    ///
    /// One more absorption, to a relative residual of 1e-11.
    ///
    /// - Throws: `CausalError.Code.badArgument` without absorbed factors; `CausalError.Code.notConverged`.
    public func fixedEffects() throws(CausalError) -> FixedEffects {
        try FixedEffects(of: withoutTerms, frame, weights: effectWeights)
    }
}

extension GeneralisedLinearFit {
    /// The fixed effects that belong to the slopes, on the scale of the linear predictor (logs of ratios for counts): the
    /// levels of η̂ − Xβ̂ − offset. They are normalised as those of least squares are.
    ///
    /// - Throws: `CausalError.Code.badArgument` without absorbed factors; `CausalError.Code.notConverged`.
    public func fixedEffects() throws(CausalError) -> FixedEffects {
        try FixedEffects(of: withoutTerms, frame, weights: effectWeights)
    }
}

extension TwoStageFit {
    /// The fixed effects that belong to the slopes: the least-squares levels of y − Xβ̂, X the endogenous columns
    /// themselves. They are normalised as those of least squares are.
    ///
    /// - Throws: `CausalError.Code.badArgument` without absorbed factors; `CausalError.Code.notConverged`.
    public func fixedEffects() throws(CausalError) -> FixedEffects {
        let frame = design.frame
        let shift = hasIntercept ? 1 : 0
        let all = (frame.columns + frame.endogenous).map(\.values)
        let slopes = estimated.filter { $0 >= shift }
        let rest = Kernels.residuals(
            columns: slopes.map { all[$0 - shift] }, response: frame.response, intercept: nil,
            coefficients: slopes.map { coefficients[$0] })
        return try FixedEffects(of: rest, frame, weights: frame.weights)
    }
}

extension FixedEffects {
    /// The levels of a column, normalised.
    fileprivate init(
        of column: [Double], _ frame: ModelFrame, weights: [Double]?
    ) throws(CausalError) {
        guard !frame.absorbedEffects.isEmpty else {
            throw CausalError(
                .badArgument, "there are no absorbed factors whose effects could be told",
                value: frame.formula.text,
                remedy: "Name factors after '|', as in 'y ~ x | unit'.")
        }
        var levels = try AbsorbedLevels(of: column, frame, weights: weights)
        levels.normalise()
        effects = zip(levels.effects, levels.estimates).map { effect, estimates in
            let (factor, name) = effect.place(in: frame)
            return Effect(
                name: name, levels: (0..<factor.levelCount).map(factor.label), estimates: estimates)
        }
        notes = levels.notes
    }
}

extension AbsorbedEffect {
    /// The factor by which it varies, and its name.
    func place(in frame: ModelFrame) -> (factor: Factor, name: String) {
        switch self {
        case .levels(let q): (frame.absorbed[q], frame.absorbed[q].name)
        case .slope(let s): (frame.slopes[s].factor, frame.slopes[s].name)
        }
    }
}
