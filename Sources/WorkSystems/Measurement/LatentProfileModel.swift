import Groundwork

/// Classes that were found, the largest first, in the scores' units.
public struct LatentProfileModel: Sendable, Hashable, Codable {
    /// The scores' names.
    public let names: [String]
    /// The share of people in each class.
    public let shares: [Double]
    /// The mean of each score, class by class.
    public let means: [[Double]]
    /// The variance of each score, class by class.
    public let variances: [[Double]]
    /// ℓ.
    public let logLikelihood: Double
    /// p, the number of free parameters.
    public let parameterCount: Int
    /// −2ℓ + p·ln n.
    public let bic: Double
    /// 1 − Σ(−r ln r)/(n ln k): 1 when everybody's class is certain; nil for one class.
    public let entropy: Double?
    /// Whether the search came to its end.
    public let isConverged: Bool
    /// Whether a variance lies at its lower bound, a thousandth of the score's.
    public let isAtBoundary: Bool
    /// How many of the longer runs ended at this likelihood.
    public let replications: Int
    /// How many longer runs there were.
    public let runs: Int

    init(
        _ mixture: NormalMixture, _ data: MixtureData, names: [String], _ kind: LatentProfiles.Variances,
        replications: Int, runs: Int
    ) {
        let (k, d) = (mixture.shares.count, data.width)
        let order = (0..<k).sorted { (-mixture.shares[$0], $0) < (-mixture.shares[$1], $1) }
        self.names = names
        shares = order.map { mixture.shares[$0] }
        means = order.map { c in
            (0..<d).map { data.centres[$0] + data.scales[$0] * mixture.means[c * d + $0] }
        }
        variances = order.map { c in
            (0..<d).map { data.scales[$0] * data.scales[$0] * mixture.variances[c * d + $0] }
        }
        let size = Double(data.count)
        let units = data.scales.reduce(0) { $0 + RealFunctions.logarithm($1) }
        logLikelihood = mixture.logLikelihood - size * units
        parameterCount = k - 1 + k * d + (kind == .equal ? d : k * d)
        bic = -2 * logLikelihood + Double(parameterCount) * RealFunctions.logarithm(size)
        entropy = k > 1 ? 1 - Self.doubt(mixture, data) / (size * RealFunctions.logarithm(Double(k))) : nil
        isConverged = mixture.isConverged
        isAtBoundary = mixture.variances.contains { $0 <= NormalMixture.leastVariance }
        self.replications = replications
        self.runs = runs
    }

    /// Σ −r ln r.
    private static func doubt(_ mixture: NormalMixture, _ data: MixtureData) -> Double {
        let density = mixture.densities
        var weights = [Double](repeating: 0, count: mixture.shares.count)
        var sum = 0.0
        for row in 0..<data.count {
            _ = density.responsibilities(data, row, &weights)
            for weight in weights where weight > 0 { sum -= weight * RealFunctions.logarithm(weight) }
        }
        return sum
    }

    /// The same classes in units of the data.
    func mixture(_ data: MixtureData) -> NormalMixture {
        NormalMixture(
            shares: shares,
            means: means.flatMap { own in own.indices.map { (own[$0] - data.centres[$0]) / data.scales[$0] }
            },
            variances: variances.flatMap { own in
                own.indices.map { own[$0] / (data.scales[$0] * data.scales[$0]) }
            })
    }
}

extension NormalMixture {
    /// A mixture with these parameters.
    fileprivate init(shares: [Double], means: [Double], variances: [Double]) {
        (self.shares, self.means, self.variances) = (shares, means, variances)
    }
}

/// The classes of several numbers of them.
public struct LatentProfileAnalysis: Sendable {
    /// A model for each number of classes that has a solution.
    public let models: [LatentProfileModel]
    /// The place of the one with the smallest BIC.
    public let chosen: Int
    let data: MixtureData
    /// The analysis.
    public let settings: LatentProfiles

    /// The model with the smallest BIC.
    public var best: LatentProfileModel { models[chosen] }

    /// Each person's probability of each class of ``best``.
    public func probabilities() -> [[Double]] {
        let density = best.mixture(data).densities
        return Parallel.map(data.count) { row in
            var weights = [Double](repeating: 0, count: best.shares.count)
            _ = density.responsibilities(data, row, &weights)
            return weights
        }
    }
}
