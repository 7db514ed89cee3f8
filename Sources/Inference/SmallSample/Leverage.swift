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
    /// - Throws: `CausalError.Code.badArgument` with absorbed slopes, or when the factors besides the largest have more than 5000 levels.
    public func leverages() throws(CausalError) -> [Double] {
        try refuseVaryingSlopes(
            "exact leverages (hc2, hc3)", remedy: "Use hc1, or cluster the errors with cr1.")
        let slopes = slopeLeverages
        let counts = weightKind == .frequency ? priorWeights : nil
        let levels =
            absorbed.isEmpty ? nil : try AbsorbedLeverage(absorbed, weights: weights).values()
        guard levels != nil || counts != nil else { return slopes }
        return Parallel.array(slopes.count) { rows, out in
            for row in rows {
                let both = slopes[row] + (levels?[row] ?? 0)
                out.initializeElement(at: row - rows.lowerBound, to: both / (counts?[row] ?? 1))
            }
        }
    }

    /// Refuses what is not worked out for slopes that vary by absorbed levels.
    func refuseVaryingSlopes(_ purpose: String, remedy: String) throws(CausalError) {
        guard let slope = slopes.first else { return }
        throw CausalError(
            .badArgument, "\(purpose) are not available with the absorbed slopes \(slope.name)",
            remedy: remedy
                + " Written as terms, factor(\(slope.factor.name)):\(slope.variable), slopes are no obstacle."
        )
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
