import Distributions
import Groundwork
import LinearAlgebra

/// One common factor behind several items: Σ = λλ′ + Ψ, Ψ diagonal.
///
/// Loadings are signed so that they sum to a positive number. Uniquenesses do not fall below 0.005 of an item's
/// variance, where the fit is said to be improper (a Heywood case).
///
/// - Source: Lawley & Maxwell (1971), *Factor Analysis as a Statistical Method*, chapter 4; Harman & Jones (1966),
///   Psychometrika 31, 351–368 (minres).
public struct OneFactorModel: Sendable, Hashable {
    /// How the loadings are found.
    public enum Estimator: String, Sendable, Hashable, Codable, CaseIterable {
        /// Maximum likelihood under normal answers.
        case maximumLikelihood = "ml"
        /// Least squares of the correlations, the diagonal left out.
        case minimumResidual = "minres"
    }

    /// How they were found.
    public let estimator: Estimator
    /// λ for items of variance one.
    public let standardisedLoadings: [Double]
    /// ψ for items of variance one.
    public let standardisedUniquenesses: [Double]
    /// λ in the items' units.
    public let loadings: [Double]
    /// ψ in the items' squared units.
    public let uniquenesses: [Double]
    /// The standard error of ω by the delta method on the normal likelihood's information; NaN for minres and at the edge.
    public let omegaStandardError: Double
    /// Whether a uniqueness lies at its lower bound.
    public let isImproper: Bool
    /// The likelihood-ratio test of one factor, Bartlett's factor included; nil with three items, which always fit, and
    /// for minres.
    public let fitTest: WaldTestValues?

    /// A statistic with its degrees of freedom.
    public struct WaldTestValues: Sendable, Hashable, Codable {
        /// The statistic, about χ².
        public let statistic: Double
        /// Its degrees of freedom.
        public let degreesOfFreedom: Int
        /// P(χ² > statistic).
        public var pValue: Double { ChiSquared(df: Double(degreesOfFreedom)).survival(statistic) }
    }

    /// ω = (Σλ)²/((Σλ)² + Σψ).
    public var omega: Double {
        let common = loadings.reduce(0, +)
        return common * common / (common * common + uniquenesses.reduce(0, +))
    }

    /// ω ± z·standard error on the scale of log(ω/(1 − ω)), which keeps it between 0 and 1.
    public func omegaInterval(level: Double = 0.95) -> Interval {
        guard omegaStandardError.isFinite, omega > 0, omega < 1 else { return .unbounded }
        let centre = RealFunctions.logarithm(omega / (1 - omega))
        let margin =
            Normal().upperQuantile((1 - level) / 2) * omegaStandardError / (omega * (1 - omega))
        let back = { (x: Double) in 1 / (1 + RealFunctions.exponential(-x)) }
        return Interval(back(centre - margin), back(centre + margin))
    }

    static let leastUniqueness = 0.005

    /// Fits the model to a covariance of at least three items; nil where it is singular or no fit is found.
    init?(_ covariance: Matrix, observations: Int, estimator: Estimator) {
        let scale = covariance.diagonal.map { $0.squareRoot() }
        var correlation = covariance
        for i in scale.indices {
            for j in scale.indices {
                correlation[i, j] = i == j ? 1 : covariance[i, j] / (scale[i] * scale[j])
            }
        }
        guard let whole = Cholesky(correlation), whole.factor.diagonal.allSatisfy({ $0 > 1e-5 }) else {
            return nil
        }
        let found: (loadings: [Double], uniquenesses: [Double], information: Matrix?, discrepancy: Double)?
        switch estimator {
        case .maximumLikelihood: found = LikelihoodFactor.fit(correlation)
        case .minimumResidual: found = ResidualFactor.fit(correlation)
        }
        guard let found else { return nil }
        let sign: Double = found.loadings.reduce(0, +) < 0 ? -1 : 1
        self.estimator = estimator
        standardisedLoadings = found.loadings.map { sign * $0 }
        standardisedUniquenesses = found.uniquenesses
        loadings = zip(standardisedLoadings, scale).map(*)
        uniquenesses = zip(found.uniquenesses, scale).map { $0 * $1 * $1 }
        isImproper = found.uniquenesses.contains { $0 <= OneFactorModel.leastUniqueness * 1.000001 }
        omegaStandardError =
            isImproper
            ? .nan
            : OneFactorModel.error(loadings, uniquenesses, scale, found.information, observations)
        let k = scale.count
        let df = ((k - 1) * (k - 1) - (k + 1)) / 2
        let factor = Double(observations - 1) - Double(2 * k + 5) / 6 - 2.0 / 3
        fitTest =
            estimator == .maximumLikelihood && df > 0
            ? WaldTestValues(statistic: max(0, factor * found.discrepancy), degreesOfFreedom: df) : nil
    }

    /// √(g′I⁻¹g), g = ∂ω/∂(λ, ψ) in the standardised parameters of a model whose scale is known.
    private static func error(
        _ loadings: [Double], _ uniquenesses: [Double], _ scale: [Double], _ information: Matrix?,
        _ observations: Int
    ) -> Double {
        guard let information, let factor = Cholesky(Double(observations - 1) * information) else {
            return .nan
        }
        let common = loadings.reduce(0, +)
        let unique = uniquenesses.reduce(0, +)
        let total = common * common + unique
        let slopes =
            scale.map { 2 * common * unique / (total * total) * $0 }
            + scale.map { -common * common / (total * total) * $0 * $0 }
        let variance = zip(slopes, factor.solve(slopes)).reduce(0) { $0 + $1.0 * $1.1 }
        return variance > 0 ? variance.squareRoot() : .nan
    }
}
