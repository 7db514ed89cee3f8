import Design
import Groundwork
import LinearAlgebra

/// The leverage of absorbed factors, wᵢdᵢ′(D′WD)⁻dᵢ for each row, without forming their indicators D.
///
/// One factor: wᵢ over its level's weight. Several: D₁, of the factor with most levels, is eliminated exactly.
/// With d̃ᵢ what is left of the other levels' indicators after their weighted means within the row's level ℓ of
/// D₁,
///
///     hᵢ = wᵢ (1/W_ℓ + d̃ᵢ′S⁻d̃ᵢ),   S = D₂′WD₂ − D₂′WD₁(D₁′WD₁)⁻¹D₁′WD₂.
///
/// S is a dense matrix over the L₂ levels of the other factors: 8·L₂² bytes and about L₂³ operations; the rest
/// is a pass over the rows, and for each level ℓ the square of the number of other levels that it meets.
struct AbsorbedLeverage {
    /// The most levels that the factors besides the largest may have together: 200 MB and up to a minute.
    static let levelLimit = 5000

    /// The position of the factor with most levels, which is eliminated.
    let largest: Int
    let groups: RowGroups
    /// For each other factor the shared number of each row's level.
    let others: [[Int32]]
    /// The first shared number of each other factor.
    let offsets: [Int32]
    let weights: [Double]?
    let levelCount: Int
    let groupWeights: [Double]

    /// Prepares the factors (one at least).
    ///
    /// - Throws: `CausalError.Code.badArgument` beyond ``levelLimit``.
    init(_ factors: [Factor], weights: [Double]?) throws(CausalError) {
        let largest = factors.indices.max { factors[$0].levelCount < factors[$1].levelCount } ?? 0
        self.largest = largest
        let rest = factors.indices.filter { $0 != largest }.map { factors[$0] }
        offsets = rest.indices.map { q in Int32(rest[..<q].map(\.levelCount).reduce(0, +)) }
        levelCount = rest.map(\.levelCount).reduce(0, +)
        guard levelCount <= AbsorbedLeverage.levelLimit else {
            throw CausalError(
                .badArgument,
                "exact leverages need a dense matrix over the levels of all absorbed factors but the largest; "
                    + "they are \(levelCount), and more than \(AbsorbedLeverage.levelLimit) are refused",
                remedy: "Use hc1, or cluster the errors with cr1.")
        }
        groups = RowGroups(factors[largest])
        others = SharedLevels.codes(rest)
        self.weights = weights
        let groups = groups
        groupWeights = (0..<groups.count).map { group in
            groups.rows(group).reduce(0) { $0 + (weights?[Int($1)] ?? 1) }
        }
    }

    /// The leverage of each row.
    func values() -> [Double] {
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

    /// The rows of one group: with p the shares of the levels met, d̃ = e − p.
    private func leverage(
        of group: Int, _ inverse: Matrix, _ scratch: inout LevelScratch, _ put: (Int, Double) -> Void
    ) {
        let total = groupWeights[group]
        scratch.clear()
        add(group, &scratch, scale: 1 / total)
        let (image, square) = scratch.form(inverse)
        for row in groups.rows(group) {
            let i = Int(row)
            var form = square
            for first in others {
                form -= 2 * image[scratch.slot(first[i])]
                for second in others { form += inverse[Int(first[i]), Int(second[i])] }
            }
            put(i, (weights?[i] ?? 1) * (1 / total + max(form, 0)))
        }
    }

    /// Adds the weights of a group's rows to their levels.
    func add(_ group: Int, _ scratch: inout LevelScratch, scale: Double) {
        for row in groups.rows(group) {
            let weight = (weights?[Int(row)] ?? 1) * scale
            for codes in others { scratch.add(codes[Int(row)], weight) }
        }
    }

    /// S⁻.
    func inverseSchurComplement() -> Matrix {
        var schur = Matrix(levelCount, levelCount)
        for row in groups.order.indices {
            let weight = weights?[row] ?? 1
            for first in others {
                for second in others { schur[Int(first[row]), Int(second[row])] += weight }
            }
        }
        let scale = schur.diagonal
        var scratch = LevelScratch(levelCount)
        for group in 0..<groups.count {
            scratch.clear()
            add(group, &scratch, scale: 1)
            for (j, second) in scratch.touched.enumerated() {
                let factor = scratch.sums[j] / groupWeights[group]
                for (i, first) in scratch.touched.enumerated() {
                    schur[Int(first), Int(second)] -= scratch.sums[i] * factor
                }
            }
        }
        return SemidefiniteInverse(schur, scale: scale).matrix
    }
}

/// One numbering for the levels of several factors.
enum SharedLevels {
    /// The codes of each factor, shifted past the levels of the factors before it.
    static func codes(_ factors: [Factor]) -> [[Int32]] {
        var offset: Int32 = 0
        return factors.map { factor in
            defer { offset += Int32(factor.levelCount) }
            let base = offset
            return factor.codes.map { $0 + base }
        }
    }
}

/// Sums over the few levels that a group of rows meets.
struct LevelScratch {
    /// The levels met, in the order of their first row.
    private(set) var touched: [Int32] = []
    /// The sum of each level met.
    private(set) var sums: [Double] = []
    private var slots: [Int32]

    init(_ levelCount: Int) { slots = Array(repeating: -1, count: levelCount) }

    /// The place of a level that was met.
    func slot(_ level: Int32) -> Int { Int(slots[Int(level)]) }

    /// Forgets all levels.
    mutating func clear() {
        for level in touched { slots[Int(level)] = -1 }
        touched.removeAll(keepingCapacity: true)
        sums.removeAll(keepingCapacity: true)
    }

    /// Adds to a level's sum.
    mutating func add(_ level: Int32, _ value: Double) {
        if slots[Int(level)] < 0 {
            slots[Int(level)] = Int32(touched.count)
            touched.append(level)
            sums.append(0)
        }
        sums[Int(slots[Int(level)])] += value
    }

    /// A·p on the levels met, and p′A·p, p the sums.
    func form(_ matrix: Matrix) -> (image: [Double], square: Double) {
        var image = [Double](repeating: 0, count: touched.count)
        for (j, second) in touched.enumerated() {
            for (i, first) in touched.enumerated() { image[i] += matrix[Int(first), Int(second)] * sums[j] }
        }
        return (image, zip(image, sums).map(*).reduce(0, +))
    }
}
