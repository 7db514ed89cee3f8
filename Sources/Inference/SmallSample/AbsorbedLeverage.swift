import Design
import Groundwork
import LinearAlgebra

/// The leverage of absorbed factors and slopes, wᵢdᵢ′(D′WD)⁻dᵢ for each row, without forming their columns D.
///
/// D₁, the effects of the factor with most levels, is eliminated exactly: its intercepts and slopes are orthogonal within
/// a level (``LevelEffects``), so that D₁′WD₁ is diagonal. With zᵢ the values of a row's own effects at its level ℓ of D₁, W_ℓ
/// their weighted squares (the level's weight, for an intercept), p_ℓ = W_ℓ⁻¹Σ_ℓ wzd₂′ what they explain of the other
/// columns, and d̃ᵢ = d₂ᵢ − p_ℓ′zᵢ what is left,
///
///     hᵢ = wᵢ (zᵢ′W_ℓ⁻¹zᵢ + d̃ᵢ′S⁻d̃ᵢ),   S = D₂′WD₂ − D₂′WD₁(D₁′WD₁)⁻¹D₁′WD₂.
///
/// S is a dense matrix over the L₂ levels of the other effects: 8·L₂² bytes and about L₂³ operations; the rest
/// is a pass over the rows, and for each level ℓ the square of the number of other levels that it meets.
package struct AbsorbedLeverage: Sendable {
    /// The most levels that the effects besides those of the largest factor may have together: 200 MB and up to a minute.
    static let levelLimit = 5000

    let effects: LevelEffects
    /// Each effect's values by row; nil is 1.
    private let values: [[Double]?]
    let groups: RowGroups
    /// The effects of the factor with most levels, which are eliminated.
    package let own: Range<Int>
    /// The other effects.
    package let rest: [Int]
    /// For each other effect the shared number of each row's level.
    let others: [[Int32]]
    /// The first shared number of each other effect.
    let offsets: [Int32]
    let weights: [Double]?
    package let levelCount: Int
    /// 1/W: for each own effect a number for each group, 0 where it does not vary.
    let inverses: [[Double]]

    /// Prepares the factors (one at least).
    ///
    /// - Throws: `CausalError.Code.badArgument` beyond ``levelLimit``.
    init(_ factors: [AbsorbedFactor], weights: [Double]?) throws(CausalError) {
        let largest = AbsorbedLeverage.largest(factors)
        let count = factors.indices.reduce(0) { $1 == largest ? $0 : $0 + factors[$1].parameterCount }
        guard count <= AbsorbedLeverage.levelLimit else {
            throw CausalError(
                .badArgument,
                "exact leverages need a dense matrix over the levels of all absorbed factors but the largest; "
                    + "they are \(count), and more than \(AbsorbedLeverage.levelLimit) are refused",
                remedy: "Use hc1, or cluster the errors with cr1.")
        }
        self.init(
            LevelEffects(factors, weights: weights), factors, largest, weights,
            RowGroups(factors[largest].factor)
        )
    }

    /// Takes effects that were made orthogonal before.
    package init(_ effects: LevelEffects, _ factors: [AbsorbedFactor], weights: [Double]?) {
        let largest = AbsorbedLeverage.largest(factors)
        self.init(effects, factors, largest, weights, RowGroups(factors[largest].factor))
    }

    private init(
        _ effects: LevelEffects, _ factors: [AbsorbedFactor], _ largest: Int, _ weights: [Double]?,
        _ groups: RowGroups
    ) {
        let first = factors[..<largest].reduce(0) { $0 + $1.effectCount }
        let own = first..<(first + factors[largest].effectCount)
        let rest = effects.codes.indices.filter { !own.contains($0) }
        var next: Int32 = 0
        offsets = rest.map { effect in
            defer { next += Int32(effects.range(effect).count) }
            return next
        }
        others = zip(rest, offsets).map { effect, offset in effects.codes[effect].map { $0 + offset } }
        levelCount = Int(next)
        inverses = own.map { effect in
            (0..<groups.count).map { group in
                let square = groups.rows(group).reduce(0) { sum, row in
                    let z = effects.values[effect]?[Int(row)] ?? 1
                    return sum + z * z * (weights?[Int(row)] ?? 1)
                }
                return square > 0 ? 1 / square : 0
            }
        }
        values = effects.values
        (self.effects, self.groups, self.weights) = (effects, groups, weights)
        (self.own, self.rest) = (own, rest)
    }

    /// The factor of the most levels, slopes counted.
    package static func largest(_ factors: [AbsorbedFactor]) -> Int {
        factors.indices.max { factors[$0].parameterCount < factors[$1].parameterCount } ?? 0
    }

    /// An effect's value in a row.
    func value(_ effect: Int, _ row: Int) -> Double { values[effect]?[row] ?? 1 }

    /// The leverage of each row.
    func leverages() -> [Double] {
        let inverse = others.isEmpty ? Matrix(0, 0) : inverseSchurComplement()
        let blocks = groups.blocks(limit: 64)
        return [Double](unsafeUninitializedCapacity: groups.order.count) { buffer, initialized in
            // Groups are disjoint sets of rows that together are all rows: each slot is written once.
            nonisolated(unsafe) let out = buffer
            Parallel.forEach(blocks.count) { block in
                var scratch = LevelScratch(levelCount)
                for group in blocks[block] {
                    leverage(of: group, inverse, &scratch) { out.initializeElement(at: $0, to: $1) }
                }
            }
            initialized = groups.order.count
        }
    }

    /// The rows of one group.
    private func leverage(
        of group: Int, _ inverse: Matrix, _ scratch: inout LevelScratch, _ put: (Int, Double) -> Void
    ) {
        let explained = shares(group, &scratch)
        let images = explained.map { scratch.image(inverse, $0) }
        let squares = images.map { image in explained.map { zip(image, $0).map(*).reduce(0, +) } }
        var (z, v) = ([Double](repeating: 1, count: own.count), [Double](repeating: 1, count: rest.count))
        var levels = [Int](repeating: 0, count: rest.count)
        for row in groups.rows(group) {
            let i = Int(row)
            for a in rest.indices { (v[a], levels[a]) = (value(rest[a], i), Int(others[a][i])) }
            for e in z.indices { z[e] = value(own.lowerBound + e, i) }
            var (form, alone) = (0.0, 0.0)
            for a in levels.indices {
                for b in levels.indices { form += v[a] * v[b] * inverse[levels[a], levels[b]] }
            }
            for e in z.indices {
                alone += z[e] * z[e] * inverses[e][group]
                for a in levels.indices { form -= 2 * z[e] * v[a] * images[e][scratch.slot(levels[a])] }
                for f in z.indices { form += z[e] * z[f] * squares[e][f] }
            }
            put(i, (weights?[i] ?? 1) * (alone + max(form, 0)))
        }
    }

    /// p of a group: for each own effect a number for each other level that it meets, in the scratch's order.
    func shares(_ group: Int, _ scratch: inout LevelScratch) -> [[Double]] {
        scratch.clear()
        for row in groups.rows(group) { for codes in others { scratch.meet(codes[Int(row)]) } }
        return own.enumerated().map { e, effect in
            var sums = [Double](repeating: 0, count: scratch.touched.count)
            for row in groups.rows(group) {
                let i = Int(row)
                let weighted = value(effect, i) * (weights?[i] ?? 1) * inverses[e][group]
                for (a, codes) in zip(rest, others) {
                    sums[scratch.slot(Int(codes[i]))] += weighted * value(a, i)
                }
            }
            return sums
        }
    }

    /// S⁻.
    package func inverseSchurComplement() -> Matrix {
        var schur = Matrix(levelCount, levelCount)
        for row in groups.order.indices {
            let weight = weights?[row] ?? 1
            for (a, first) in zip(rest, others) {
                for (b, second) in zip(rest, others) {
                    schur[Int(first[row]), Int(second[row])] += weight * value(a, row) * value(b, row)
                }
            }
        }
        let scale = schur.diagonal
        var scratch = LevelScratch(levelCount)
        for group in 0..<groups.count {
            for (e, shares) in shares(group, &scratch).enumerated() where inverses[e][group] > 0 {
                for (j, second) in scratch.touched.enumerated() {
                    let factor = shares[j] / inverses[e][group]
                    for (i, first) in scratch.touched.enumerated() {
                        schur[Int(first), Int(second)] -= shares[i] * factor
                    }
                }
            }
        }
        return SemidefiniteInverse(schur, scale: scale).matrix
    }
}

extension AbsorbedFactor {
    /// Its intercept, if it has one, and its slopes.
    package var effectCount: Int { (hasIntercept ? 1 : 0) + slopes.count }
    /// The levels of all of them.
    package var parameterCount: Int { effectCount * factor.levelCount }
}
