import Regression

/// How the errors of an interrupted series follow each other in time.
public enum SerialErrors: Sendable, Hashable {
    /// AR(p) by regressing residuals on their lags, the first p rows of a series transformed too; iterated.
    ///
    /// Source: Prais & Winsten (1954), Cowles Commission Discussion Paper 383; Stata's `prais`.
    case praisWinsten(order: Int = 1)
    /// The same without the first p rows of a series.
    ///
    /// Source: Cochrane & Orcutt (1949), JASA 44.
    case cochraneOrcutt(order: Int = 1)
    /// Generalised least squares with ARMA(p, q) errors, by exact restricted or full likelihood.
    case generalisedLeastSquares(ar: Int = 1, ma: Int = 0, isRestricted: Bool = true)
    /// Regression with seasonal ARIMA errors, by exact likelihood.
    case arima(SerialOrder)
    /// The ARMA(p, q) errors with p ≤ 3 and q ≤ 2 of the smallest AICc, by exact likelihood.
    case automatic

    /// The estimator's name.
    var name: String {
        switch self {
        case .praisWinsten: "prais-winsten"
        case .cochraneOrcutt: "cochrane-orcutt"
        case .generalisedLeastSquares: "gls"
        case .arima, .automatic: "arima"
        }
    }
}

/// How contrasts of a regression with correlated errors are judged.
public enum SerialInference: String, Sendable, Hashable, CaseIterable, Codable {
    /// t with n − k degrees of freedom; for ARIMA the normal distribution.
    case t
    /// Each contrast's own degrees of freedom, 2(c′Φc)²/Var(c′Φc) with the expected restricted information.
    case satterthwaite
    /// The same with the covariance corrected, to first order, for the estimation of V.
    ///
    /// Source: Kenward & Roger (1997), Biometrics 53.
    case kenwardRoger = "kenward-roger"
}
