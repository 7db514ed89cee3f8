import Causal

/// A way to judge the change of a series' level.
enum Method: CaseIterable, Sendable {
    case leastSquares, neweyWest, praisWinsten, likelihood, restricted, satterthwaite, kenwardRoger

    var name: String {
        switch self {
        case .leastSquares: "least squares"
        case .neweyWest: "Newey–West, automatic lag"
        case .praisWinsten: "Prais–Winsten"
        case .likelihood: "ML, t(n − k)"
        case .restricted: "REML, t(n − k)"
        case .satterthwaite: "REML, Satterthwaite"
        case .kenwardRoger: "REML, Kenward–Roger"
        }
    }

    private var process: SerialErrors? {
        switch self {
        case .leastSquares, .neweyWest: nil
        case .praisWinsten: .praisWinsten()
        case .likelihood: .generalisedLeastSquares(isRestricted: false)
        case .restricted, .satterthwaite, .kenwardRoger: .generalisedLeastSquares()
        }
    }

    private var inference: SerialInference {
        switch self {
        case .satterthwaite: .satterthwaite
        case .kenwardRoger: .kenwardRoger
        default: .t
        }
    }

    /// The p-value of the hypothesis that the level did not change; NaN where the method has none.
    func pValue(_ design: SegmentedDesign) -> Double {
        guard let process else {
            let covariance: LinearCovariance? = self == .neweyWest ? .neweyWest() : nil
            return (try? design.fit().estimates(covariance)["level"].pValue) ?? .nan
        }
        return (try? design.fit(process).estimates(inference)["level"].pValue) ?? .nan
    }
}
