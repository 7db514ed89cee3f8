import Regression

/// What was estimated in one comparison of a cohort with its controls, and how each row moves it.
protocol CellModel: Sendable {
    /// The effect; NaN when it could not be estimated.
    var effect: Double { get }
    /// Which propensity score it uses, or nil.
    var score: PropensityScore? { get }
    /// Every row's share in the estimate's error, n⁻¹ψ, written to `out` from `rows.lowerBound` on.
    ///
    /// `probabilities` holds p of these rows when there is a score.
    func shares(
        _ view: CellRows.View, _ segment: CellRows.Segment, probabilities: UnsafePointer<Double>,
        _ out: UnsafeMutablePointer<Double>)
}

/// Why a comparison could not be made.
enum CellFailure: Error, Sendable, Hashable {
    /// No treated rows.
    case noTreated
    /// No controls.
    case noControls
    /// Treated and controls can be told apart by their covariates.
    case noOverlap
    /// Covariates determine each other among the rows of a regression.
    case collinear
}
