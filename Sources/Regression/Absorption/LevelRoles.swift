import Inference

/// What is done with each of several factors.
struct LevelRoles: Sendable {
    /// The factor of the most levels: its equations are diagonal, and it is eliminated exactly.
    let eliminated: Int
    /// Factors of so few levels that their equations are factored.
    let dense: [Int]
    /// Factors on whose levels is iterated.
    let iterated: [Int]
    /// Factors that another one determines: they add nothing.
    let redundant: [Int]

    init(_ factors: [Factor], directLimit: Int) {
        let redundant = LevelRoles.redundant(factors)
        var left = factors.indices.filter { !redundant.contains($0) }
        left.sort { (factors[$0].levelCount, $1) > (factors[$1].levelCount, $0) }
        let rows = factors.first?.count ?? 0
        let groups = max(1, factors[left[0]].levelCount)
        // Without iteration: the pairs of levels in a group are formed (rows/group squared, at most all
        // levels), and the Cholesky factor takes T³/3; both no more than some iterations over the rows.
        let all = left.dropFirst().reduce(0) { $0 + factors[$1].levelCount }
        let met = min(all, rows / groups * (left.count - 1) + 1)
        let direct = all <= directLimit && groups * met * met + all * all * all / 3 <= 40 * rows + 1_000_000
        var dense: [Int] = direct ? Array(left.dropFirst()) : []
        if !direct {
            // The largest of the others is iterated on; small ones stay out of the iteration.
            var count = 0
            for q in left.dropFirst(2).reversed() {
                count += factors[q].levelCount
                guard count <= 64, count * factors[left[1]].levelCount <= 2 * rows else { break }
                dense.append(q)
            }
        }
        eliminated = left[0]
        self.dense = dense.sorted()
        self.redundant = redundant
        iterated = left.dropFirst().filter { !dense.contains($0) }.sorted()
    }

    /// Factors that are functions of another one; of two that are functions of each other the later one.
    private static func redundant(_ factors: [Factor]) -> [Int] {
        factors.indices.filter { q in
            factors.indices.contains { p in
                p != q && factors[p].isNested(in: factors[q])
                    && (factors[p].levelCount > factors[q].levelCount || p < q)
            }
        }
    }
}
