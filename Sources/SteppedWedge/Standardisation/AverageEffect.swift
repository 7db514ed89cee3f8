/// Over whom the effect of a trial is averaged: how much the people of a cluster in a period count.
///
/// With m_ij people in cluster i and period j, m_i· in all of the cluster's compared periods and m_·j in all of the period,
///
/// | average | a cell's weight | a period's weight |
/// |---|---|---|
/// | ``individual`` | m_ij | m_·j |
/// | ``cluster`` | m_ij/m_i· | Σ_i m_ij/m_i· |
/// | ``periodIndividual`` | m_ij/m_·j | 1 |
/// | ``clusterPeriod`` | 1 | 1 |
///
/// They differ where the effect goes with the size of clusters or changes over time.
///
/// Source: Fang, Wang, Heagerty, Wang & Li (2025), arXiv 2507.17190: the h-iATE, h-cATE, v-iATE and v-cATE; Kahan, Li, Copas & Harhay
/// (2023), International Journal of Epidemiology 52.
public enum AverageEffect: String, Sendable, Hashable, Codable, CaseIterable {
    /// Each person of the trial alike.
    case individual
    /// Each cluster alike, whatever its size.
    case cluster
    /// Each period alike, and within it each person.
    case periodIndividual = "period-individual"
    /// Each cluster-period alike.
    case clusterPeriod = "cluster-period"
}

/// On what scale two mean outcomes are compared.
public enum StandardisedScale: String, Sendable, Hashable, Codable, CaseIterable {
    /// μ(1) − μ(0)
    case difference
    /// log μ(1)/μ(0)
    case ratio
    /// logit μ(1) − logit μ(0)
    case oddsRatio = "odds-ratio"

    /// The scale's link.
    var link: Link {
        switch self {
        case .difference: .identity
        case .ratio: .log
        case .oddsRatio: .logit
        }
    }

    /// The comparison; NaN for means outside the scale's range.
    func contrast(_ treated: Double, _ control: Double) -> Double {
        switch self {
        case .difference: return treated - control
        case .ratio:
            return treated > 0 && control > 0 ? Exponential.logarithm(treated / control) : .nan
        case .oddsRatio:
            let odds = [treated, control].map { $0 / (1 - $0) }
            return odds.allSatisfy({ $0 > 0 && $0.isFinite })
                ? Exponential.logarithm(odds[0] / odds[1]) : .nan
        }
    }
}
