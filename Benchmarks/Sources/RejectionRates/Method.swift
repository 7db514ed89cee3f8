import Causal

/// A way to test that a coefficient is zero.
struct Method: Sendable {
    private enum Kind: Sendable {
        case covariance(LinearCovariance)
        case bootstrap(WildBootstrap)
    }

    let name: String
    private let kind: Kind

    /// Every method for one column of clusters.
    static let all =
        [
            Method(name: "iid", kind: .covariance(.iid)), Method(name: "HC0", kind: .covariance(.hc0)),
            Method(name: "HC1", kind: .covariance(.hc1)), Method(name: "HC2", kind: .covariance(.hc2)),
            Method(name: "HC3", kind: .covariance(.hc3)),
            clustered("CR0, t(G − 1)", .cr0), clustered("CR1, t(G − 1)", .cr1),
            clustered("CR2, Satterthwaite", .cr2), clustered("CR3, t(G − 1)", .cr3),
            clustered("jackknife, t(G − 1)", .jackknife),
        ] + wild("WCR", imposesNull: true) + wild("WCU", imposesNull: false)

    private static func clustered(_ name: String, _ correction: ClusterCorrection) -> Method {
        Method(name: name, kind: .covariance(.clustered(by: "g", correction: correction)))
    }

    /// The wild bootstrap with all weights, and the jackknifed form of the two that are advised.
    private static func wild(_ name: String, imposesNull: Bool) -> [Method] {
        func method(_ weights: WildWeights, _ residuals: WildBootstrap.Residuals, _ name: String) -> Method {
            Method(
                name: name,
                kind: .bootstrap(
                    WildBootstrap(
                        weights: weights, imposesNull: imposesNull, residuals: residuals, draws: 999)))
        }
        let plain: [(WildWeights, String)] = [
            (.rademacher, "Rademacher"), (.webb, "Webb"), (.mammen, "Mammen"), (.normal, "normal"),
        ]
        return plain.map { method($0.0, .plain, "\(name), \($0.1)") }
            + plain.prefix(2).map { method($0.0, .jackknifed, "\(name)-S, \($0.1)") }
    }

    /// The p-value of the hypothesis that d has no effect; NaN where the method has none.
    func pValue(_ fit: LeastSquaresFit, seed: UInt64) -> Double {
        switch kind {
        case .covariance(let covariance): return (try? fit.estimates(covariance)["d"].pValue) ?? .nan
        case .bootstrap(var method):
            method.seed = seed
            return (try? fit.wildBootstrap("d = 0", clusters: ["g"], using: method).pValue) ?? .nan
        }
    }
}
