import Groundwork
import Inference
import Regression

/// How much stronger selection on what was not measured would have to be than selection on what was: Oster's δ.
///
/// From the regression without controls (β°, R°), with them (β̃, R̃), the variances of outcome and treatment σ_y², σ_x², the
/// variance τ of treatment given the controls, and R_max, the R² if everything were measured, the bias ν = β̃ − β solves
///
///     δ·(R_max − R̃)σ_y²·Bσ_x² + ν·[δ(R_max − R̃)σ_y²(σ_x² − τ) − (R̃ − R°)σ_y²τ − σ_x²τB²]
///         + ν²·τBσ_x²(δ − 2) + ν³·(δ − 1)(τσ_x² − τ²) = 0,   B = β° − β̃.
///
/// δ is what makes β zero; β* is the root for δ = 1 (of several, the one that moves least from β̃ among those with the sign
/// of the bias that controls removed, when there is one). |δ| above 1 is often read as robust. R_max defaults to
/// min(1, 1.3·R̃).
///
/// - Source: Oster (2019), Journal of Business & Economic Statistics 37, 187–204, propositions 2 and 3. δ is that of Stata's
///   `psacalc`.
public struct OsterDelta: Sendable, Hashable, Codable {
    /// What the two regressions gave.
    public let inputs: Inputs
    /// R_max.
    public let maximumR2: Double

    /// The numbers that the analysis needs.
    public struct Inputs: Sendable, Hashable, Codable {
        /// β°, without controls.
        public let shortEstimate: Double
        /// R°, without controls.
        public let shortR2: Double
        /// β̃, with controls.
        public let longEstimate: Double
        /// R̃, with controls.
        public let longR2: Double
        /// σ_y².
        public let outcomeVariance: Double
        /// σ_x².
        public let treatmentVariance: Double
        /// τ, what controls leave of σ_x².
        public let residualVariance: Double

        /// Makes inputs.
        ///
        /// - Throws: `CausalError.Code.badArgument` unless 0 < τ ≤ σ_x², σ_y² > 0 and 0 ≤ R° ≤ R̃ ≤ 1.
        public init(
            shortEstimate: Double, shortR2: Double, longEstimate: Double, longR2: Double,
            outcomeVariance: Double,
            treatmentVariance: Double, residualVariance: Double
        ) throws(CausalError) {
            try CausalError.require(shortEstimate, "the estimate without controls")
            try CausalError.require(longEstimate, "the estimate with controls")
            guard shortR2 >= -1e-12, shortR2 <= longR2 + 1e-12, longR2 <= 1 else {
                throw .argument(
                    "R² without controls is at most that with them, and both lie from 0 to 1", shortR2)
            }
            guard outcomeVariance > 0, outcomeVariance.isFinite, residualVariance > 0,
                residualVariance <= treatmentVariance * (1 + 1e-9), treatmentVariance.isFinite
            else {
                throw .argument(
                    "variances are above zero, and controls leave no more than there was", residualVariance)
            }
            self.shortEstimate = shortEstimate
            self.shortR2 = shortR2
            self.longEstimate = longEstimate
            self.longR2 = longR2
            self.outcomeVariance = outcomeVariance
            self.treatmentVariance = treatmentVariance
            self.residualVariance = min(residualVariance, treatmentVariance)
        }
    }

    /// Makes the analysis.
    ///
    /// - Throws: `CausalError.Code.badArgument` for an R_max outside R̃ … 1.
    public init(_ inputs: Inputs, maximumR2: Double? = nil) throws(CausalError) {
        let most = maximumR2 ?? min(1, 1.3 * inputs.longR2)
        guard most >= inputs.longR2, most <= 1 else {
            throw .argument("the largest R² lies between that with controls and 1", most)
        }
        self.inputs = inputs
        self.maximumR2 = most
    }

    /// The coefficients of the cubic in ν, each a + δ·b.
    private var cubic: [(constant: Double, delta: Double)] {
        let i = inputs
        let b = i.shortEstimate - i.longEstimate
        let left = (maximumR2 - i.longR2) * i.outcomeVariance
        let moved = max(0, i.longR2 - i.shortR2) * i.outcomeVariance
        let (x, tau) = (i.treatmentVariance, i.residualVariance)
        return [
            (0, left * b * x), (-moved * tau - x * tau * b * b, left * (x - tau)),
            (-2 * tau * b * x, tau * b * x),
            (-(tau * x - tau * tau), tau * x - tau * tau),
        ]
    }

    /// The δ at which the effect would be `target`, zero unless told otherwise; nil where none would do.
    public func delta(target: Double = 0) -> Double? {
        let nu = inputs.longEstimate - target
        var (constant, slope, power) = (0.0, 0.0, 1.0)
        for term in cubic {
            constant += term.constant * power
            slope += term.delta * power
            power *= nu
        }
        let delta = -constant / slope
        return delta.isFinite ? delta : nil
    }

    /// The effect if selection on the unmeasured were δ times that on the measured; nil where the cubic has no real root
    /// but trivial ones.
    public func adjusted(delta: Double = 1) -> Double? {
        let roots = RealCubic.roots(cubic.map { $0.constant + delta * $0.delta })
        let bias = inputs.shortEstimate - inputs.longEstimate
        let like = roots.filter { $0 * bias * delta > 0 || $0 == 0 }
        return (like.isEmpty ? roots : like).min { $0.magnitude < $1.magnitude }.map {
            inputs.longEstimate - $0
        }
    }
}
