import Regression

/// Sums over the individuals of a closed cohort, for the likelihood with an effect of each individual.
///
/// Individual k of a cluster has the vector t_k = (c_k, s_k): how many rows it has in each cell, and the sum over its
/// rows of what covariates and outcome differ from their cells' means. The covariance R₀ = I + φZZ′ of individuals has
/// the inverse I − Σ_k ρ(n_k)1_k1_k′, ρ(n) = φ/(1 + nφ), so that Σ t_k t_k′ over individuals with the same number of
/// rows n is all that is needed, whatever φ.
struct CohortMoments: Sendable {
    /// Individuals of one cluster with the same number of rows.
    struct Group: Sendable {
        /// n
        let rows: Double
        /// How many individuals.
        let count: Double
        /// Σ t t′: (cells + moving)² numbers.
        let sums: [Double]
    }

    /// The columns behind the indicators that differ within cells.
    let moving: [Int]
    /// The groups of each cluster.
    let groups: [[Group]]
    /// The number of individuals.
    let individuals: Int

    /// Nil without individuals.
    init?(_ cells: TrialCells, _ sources: [Int?]) {
        guard let individual = cells.rows.individual else { return nil }
        let moving = sources.indices.filter { sources[$0] != nil }
        self.moving = moving
        individuals = individual.levelCount
        let statistics = cells.statistics
        let picked = moving.compactMap { sources[$0] }
        let columns = (cells.rows.frame.columns.map(\.values) + [cells.rows.frame.response])
        let used = picked.map { columns[$0] }
        let members = CohortMoments.members(individual, cells.rows.cluster, statistics.clusterCount)
        let codes = cells.rows.cells.codes
        groups = Parallel.map(statistics.clusterCount) { cluster in
            let range = cells.cells(of: cluster)
            var found: [Int: (count: Double, sums: [Double])] = [:]
            let size = range.count + used.count
            for rows in members[cluster] {
                var t = [Double](repeating: 0, count: size)
                for row in rows {
                    let cell = Int(codes[Int(row)])
                    t[cell - range.lowerBound] += 1
                    for (place, column) in used.enumerated() {
                        t[range.count + place] +=
                            column[Int(row)] - statistics.means[cell * statistics.width + picked[place]]
                    }
                }
                var group = found[rows.count] ?? (0, [Double](repeating: 0, count: size * size))
                group.count += 1
                for a in 0..<size where t[a] != 0 {
                    for b in 0..<size { group.sums[a * size + b] += t[a] * t[b] }
                }
                found[rows.count] = group
            }
            return found.sorted { $0.key < $1.key }.map {
                Group(rows: Double($0.key), count: $0.value.count, sums: $0.value.sums)
            }
        }
    }

    /// The rows of each individual, by cluster.
    private static func members(_ individual: Factor, _ cluster: Factor, _ count: Int) -> [[ArraySlice<
        Int32
    >]] {
        let sizes = individual.levelCounts
        var next = [Int](repeating: 0, count: individual.levelCount + 1)
        for level in 0..<individual.levelCount { next[level + 1] = next[level] + sizes[level] }
        let starts = next
        var order = [Int32](repeating: 0, count: individual.count)
        for (row, code) in individual.codes.enumerated() {
            order[next[Int(code)]] = Int32(row)
            next[Int(code)] += 1
        }
        var members = [[ArraySlice<Int32>]](repeating: [], count: count)
        for level in 0..<individual.levelCount {
            let rows = order[starts[level]..<starts[level + 1]]
            if let first = rows.first { members[Int(cluster.codes[Int(first)])].append(rows) }
        }
        return members
    }
}
