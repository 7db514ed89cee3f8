import Design
import Groundwork
import LinearAlgebra

/// Leverages of the full design.
enum Leverage {
    /// The 1 − h, or the eigenvalue of I − H_gg, at or below which nothing is taken to be left.
    ///
    /// Rounding blurs an exact zero to about 1e-14 times the condition of the design; a value this small that is
    /// real belongs to a row or cluster that decides its own fit to ten digits.
    static let none = 1e-10
}

extension LinearFit {
    /// hᵢ = wᵢzᵢ′(Z′WZ)⁻zᵢ of each row, Z the slopes' columns and the absorbed factors' indicators: between 0 and 1,
    /// with the sum K when no column is redundant. With frequency weights that of one of the w equal rows.
    ///
    /// Slopes and factors are orthogonal once the factors are swept out, so that the two leverages add. Costs
    /// n·k² operations for the slopes; for factors see ``LinearCovariance/hc2``.
    ///
    /// - Throws: `CausalError.Code.badArgument` when the factors besides the largest have more than 5000 levels, slopes
    ///   counted.
    public func leverages() throws(CausalError) -> [Double] {
        let slopes = slopeLeverages
        let counts = weightKind == .frequency ? priorWeights : nil
        let effects = AbsorbedFactor.joining(absorbed, self.slopes)
        let levels =
            effects.isEmpty ? nil : try AbsorbedLeverage(effects, weights: weights).leverages()
        guard levels != nil || counts != nil else { return slopes }
        return Parallel.array(slopes.count) { rows, out in
            for row in rows {
                let both = slopes[row] + (levels?[row] ?? 0)
                out.initializeElement(at: row - rows.lowerBound, to: both / (counts?[row] ?? 1))
            }
        }
    }

    /// The absorbed slopes, made orthogonal to the other effects of their levels (``LevelEffects``), which changes no span.
    var orthogonalSlopes: [VaryingSlope] {
        guard !slopes.isEmpty else { return [] }
        let places = AbsorbedEffect.grouped(absorbed, slopes).flatMap { $0 }
        let effects = LevelEffects(AbsorbedFactor.joining(absorbed, slopes), weights: weights)
        return zip(places, effects.values).compactMap { place, values in
            guard case .slope(let s) = place, let values else { return nil }
            return VaryingSlope(factor: slopes[s].factor, variable: slopes[s].variable, values: values)
        }
    }

    /// wᵢxᵢ′(X′WX)⁻¹xᵢ
    var slopeLeverages: [Double] {
        guard designColumns.isEmpty else {
            let centred = centred
            return Kernels.rowForms(
                columns: designColumns, shifts: centred.means, intercept: hasIntercept,
                matrix: centred.bread, weights: weights)
        }
        let constant = hasIntercept ? bread[0, 0] : 0
        return weights.map { $0.map { $0 * constant } } ?? Array(repeating: constant, count: rowCount)
    }

    /// A remark on rows that decide their own fit.
    func leverageNote(_ leverages: [Double]?) -> [String] {
        let count = leverages?.reduce(0) { $0 + (1 - $1 <= Leverage.none ? 1 : 0) } ?? 0
        guard count > 0 else { return [] }
        return [
            count == 1
                ? "1 row has leverage one: the model fits it exactly, and it says nothing of the errors."
                : "\(count) rows have leverage one: the model fits them exactly, and they say nothing of the errors."
        ]
    }
}
