/// The numbers behind the covariance of what the rows of a cluster share; see ``TrialCorrelation``.
struct CovarianceValues: Sendable, Hashable {
    /// τ² of the cluster.
    var cluster = 0.0
    /// γ² of the cluster-period.
    var clusterPeriod = 0.0
    /// τ² of cluster-period effects that decay in time.
    var decaying = 0.0
    /// r: their correlation one period apart.
    var rate = 0.0
    /// ρ: the covariance of a cluster's level and its treatment effect.
    var covariance = 0.0
    /// η² of a cluster's treatment effect.
    var slope = 0.0
    /// η² of a cluster under one treatment.
    var sameTreatment = 0.0
    /// ψ² of an individual.
    var individual = 0.0

    /// All variances multiplied by a number.
    func scaled(_ factor: Double) -> CovarianceValues {
        CovarianceValues(
            cluster: factor * cluster, clusterPeriod: factor * clusterPeriod, decaying: factor * decaying,
            rate: rate, covariance: factor * covariance, slope: factor * slope,
            sameTreatment: factor * sameTreatment, individual: factor * individual)
    }

    /// The covariance of two cells of one cluster, without the individuals' part and the errors'.
    @inline(__always)
    func between(_ cells: CellModel, _ a: Int, _ b: Int) -> Double {
        var value =
            cluster + covariance * (cells.treatment[a] + cells.treatment[b])
            + slope * cells.treatment[a] * cells.treatment[b]
        if cells.periods[a] == cells.periods[b] { value += clusterPeriod }
        if cells.treatment[a] == cells.treatment[b] { value += sameTreatment }
        if decaying != 0 { value += decaying * DecayingCorrelation.at(rate, cells.distance(a, b)) }
        return value
    }
}

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// r^d and its derivative.
enum DecayingCorrelation {
    /// r^d, with 0⁰ = 1.
    static func at(_ rate: Double, _ distance: Double) -> Double { distance == 0 ? 1 : pow(rate, distance) }

    /// d·r^(d − 1)
    static func slope(_ rate: Double, _ distance: Double) -> Double {
        distance == 0 ? 0 : distance * pow(rate, distance - 1)
    }
}

/// The natural logarithm of the C library, named apart from the members that use it.
enum Logarithm {
    static func of(_ x: Double) -> Double { log(x) }
}
