import Regression

/// How a likelihood is taken.
public enum LikelihoodKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// Restricted maximum likelihood.
    case reml
    /// Maximum likelihood.
    case ml
}

/// −2 times the profiled (restricted) log-likelihood of a trial as a function of θ:
///
///     −2ℓ  = log|V₀| + n(1 + log(2π RSS/n))
///     −2ℓ_R = log|V₀| + log|X′V₀⁻¹X| + (n − p)(1 + log(2π RSS/(n − p)))
///
/// with β and σ² profiled out. It is lme4's REML criterion and deviance; the columns of X are the periods' indicators
/// (or the intercept) and the others, of the same determinant as R's.
///
/// Source: Harville (1974), Biometrika 61; Bates, Mächler, Bolker & Walker (2015), Journal of Statistical Software 67.
struct LikelihoodCriterion: Sendable {
    let cells: CellModel
    let covariance: CovarianceModel
    let kind: LikelihoodKind

    /// n, or n − p.
    var degreesOfFreedom: Double {
        Double(kind == .reml ? cells.rowCount - cells.width : cells.rowCount)
    }

    /// The criterion; a large number where it does not exist.
    func value(_ theta: [Double]) -> Double { value(covariance.relative(theta)) }

    func value(_ values: CovarianceValues) -> Double {
        guard let equations = cells.normalEquations(values), let solution = equations.solution,
            !solution.isPerfect
        else { return 1e300 }
        let scale = Logarithm.of(2 * Double.pi * solution.residual / degreesOfFreedom)
        let value =
            equations.logDeterminant + degreesOfFreedom * (1 + scale)
            + (kind == .reml ? solution.logDeterminant : 0)
        return value.isFinite ? value : 1e300
    }
}
