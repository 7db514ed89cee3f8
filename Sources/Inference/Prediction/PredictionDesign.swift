import Design
import Groundwork
import LinearAlgebra

/// Rows for which a fit predicts, as its covariance sees them.
///
/// A prediction is z₀′θ̂ with z₀ = (x₀, d₀), d₀ the indicators of the row's absorbed levels and the variables of its slopes. Slopes and levels part
/// once what D explains of X is taken off: with Γ = (D′WD)⁻D′WX and x̃₀ = x₀ − Γ′d₀ the errors of X̃′ and D′ are
/// orthogonal.
package struct PredictionDesign: Sendable {
    /// x̃₀: for each estimated term but the intercept its values.
    package let columns: [[Double]]
    /// For each absorbed effect (``AbsorbedEffect/grouped(_:_:)``) the rows' levels, every one of them known, and for a
    /// slope its variable.
    package let effects: [(levels: [Int32], values: [Double]?)]
    package let count: Int

    package init(
        columns: [[Double]], effects: [(levels: [Int32], values: [Double]?)], count: Int
    ) {
        self.columns = columns
        self.effects = effects
        self.count = count
    }

    /// x̃₀ with the intercept.
    func row(_ row: Int, intercept: Bool) -> [Double] {
        (intercept ? [1] : []) + columns.map { $0[row] }
    }
}

/// How uncertain predictions are.
package struct PredictionErrors: Sendable {
    /// The variance of each row's fitted value.
    package var variances: [Double]
    /// The variance of one new outcome about it.
    package let errorVariance: Double
    package let degreesOfFreedom: Double
    /// What to tell about it.
    package let notes: [String]
    package let name: String
}

extension LinearFit {
    /// The variances of predictions under a covariance.
    ///
    /// Without absorbed factors x₀′V̂x₀, whatever the covariance. With them the design of all parameters counts: under
    /// `iid` σ̂²(x̃₀′(X̃′WX̃)⁻¹x̃₀ + d₀′(D′WD)⁻d₀), under `hc0` to `hc3`, `cr0` and `cr1` the sandwich of the same, each
    /// row's influence h₀ᵢ = x̃₀′(X̃′WX̃)⁻¹x̃ᵢ + d₀′(D′WD)⁻dᵢ on the prediction multiplied by its residual.
    ///
    /// - Throws: what the covariance throws; `CausalError.Code.badArgument` for another covariance beside absorbed
    ///   factors, or a problem beyond the limits of ``PredictionForms``.
    package func predictionErrors(
        _ design: PredictionDesign, _ choice: LinearCovariance?
    ) throws(CausalError) -> PredictionErrors {
        let choice = choice ?? (weightKind == .sampling ? .hc1 : .iid)
        let result = try covariance(choice)
        let df = Double(observationCount - size().parameters)
        var variances: [Double]
        if absorbed.isEmpty, slopes.isEmpty {
            let centred = centred
            variances = (0..<design.count).map {
                let z = centred.row(design.row($0, intercept: hasIntercept))
                return result.centred.quadraticForm(z, z)
            }
        } else {
            variances = try PredictionForms(self, design).variances(choice, result)
        }
        if isPerfect { variances = variances.map { _ in 0 } }
        return PredictionErrors(
            variances: variances.map { max(0, $0) }, errorVariance: residualSumOfSquares / df,
            degreesOfFreedom: result.degreesOfFreedom, notes: result.notes, name: result.name)
    }
}
