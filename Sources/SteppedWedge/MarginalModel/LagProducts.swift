import Regression

/// Sums over pairs of standardised residuals, by how many periods lie between them: all that correlations are
/// estimated from.
///
/// With matrix adjustment one residual of a pair is r̃ = (I − H)⁻¹r, H = D(ΣI)⁻¹D′V⁻¹. As (I − H)⁻¹r = r + Dq with
/// q = (ΣI − I_i)⁻¹U_i, it costs p multiplications a pattern. A pair counts ½(r̃_j r_k + r_j r̃_k), so that the order
/// of rows does not matter (Preisser, Lu & Qaqish 2008 take r̃_j r_k for j < k).
struct LagProducts: Sendable {
    /// Σ over pairs of persons.
    private(set) var between: [Double]
    private(set) var betweenPairs: [Double]
    /// Σ over pairs of one person's outcomes.
    private(set) var within: [Double]
    private(set) var withinPairs: [Double]
    /// Σ r̃r over all outcomes.
    private(set) var squares = 0.0

    init(periods: Int) {
        between = Array(repeating: 0, count: periods)
        (betweenPairs, within, withinPairs) = (between, between, between)
    }

    /// Adds a cluster.
    ///
    /// - Parameter adjustment: q, or nil for r̃ = r.
    mutating func add(_ system: ClusterSystem, _ data: WedgePatterns, adjustment: [Double]?) {
        let size = system.periods.count
        var plain = [Double](repeating: 0, count: size)
        var (adjusted, squares, counts) = (plain, plain, plain)
        let shifts = system.positions.indices.map { i in
            adjustment.map { system.derivative(i, times: $0) } ?? 0
        }
        for (i, g) in data.patterns(of: system.cluster).enumerated() {
            let (t, n) = (system.positions[i], data.count[g])
            let e = system.scales[i] * (data.mean[g] - system.means[i])
            plain[t] += n * e
            adjusted[t] += n * (e + shifts[i])
            squares[t] += system.scales[i] * system.scales[i] * data.spread[g] + n * e * (e + shifts[i])
            counts[t] += n
        }
        self.squares += squares.reduce(0, +)
        for t in 0..<size {
            between[0] += (plain[t] * adjusted[t] - squares[t]) / 2
            betweenPairs[0] += counts[t] * (counts[t] - 1) / 2
            for s in 0..<t {
                let lag = system.periods[t] - system.periods[s]
                between[lag] += (plain[t] * adjusted[s] + adjusted[t] * plain[s]) / 2
                betweenPairs[lag] += counts[t] * counts[s]
            }
        }
        guard let cohort = data.cohort else { return }
        let first = data.patterns(of: system.cluster).lowerBound
        for group in cohort.classes(of: system.cluster) { add(group, system, first, shifts) }
    }

    /// Moves the pairs of one person from `between` to `within`.
    private mutating func add(
        _ group: CohortClasses.Class, _ system: ClusterSystem, _ first: Int, _ shifts: [Double]
    ) {
        let local = group.members.map { $0 - first }
        let e = local.indices.map { system.scales[local[$0]] * (group.means[$0] - system.means[local[$0]]) }
        for k in local.indices {
            for j in 0..<k {
                let (a, b) = (local[j], local[k])
                let lag = system.periods[system.positions[b]] - system.periods[system.positions[a]]
                let cross = system.scales[a] * system.scales[b] * group.products[j, k]
                let adjusted = (e[j] + shifts[a]) * e[k] + e[j] * (e[k] + shifts[b])
                let sum = cross + group.count * adjusted / 2
                within[lag] += sum
                withinPairs[lag] += group.count
                between[lag] -= sum
                betweenPairs[lag] -= group.count
            }
        }
    }

    /// Adds the sums of other clusters.
    static func + (a: LagProducts, b: LagProducts) -> LagProducts {
        var sum = a
        for l in a.between.indices {
            sum.between[l] += b.between[l]
            sum.betweenPairs[l] += b.betweenPairs[l]
            sum.within[l] += b.within[l]
            sum.withinPairs[l] += b.withinPairs[l]
        }
        sum.squares += b.squares
        return sum
    }
}
