import Distributions
import Groundwork
import LinearAlgebra
import Synchronization

/// Draws, and what each makes of the statistics: matrices with a row or column for each bootstrap cluster are
/// all it needs, so that a draw's cost does not depend on the number of rows (Roodman et al. 2019).
struct WildSampler: Sendable {
    /// What some draws gave, one array element a draw.
    struct Block: Sendable {
        /// N_a = scale · R_aB Σ_h v_h S_h for each map.
        var numerators: [[Double]]
        /// Σ_parts factor · Σ_c Z_ca Z_cb for each pair a ≤ b of maps.
        var forms: [[Double]]
    }

    /// The number of draws.
    let draws: Int
    /// Whether the draws are all vectors of signs.
    let isEnumerated: Bool
    /// Σ_h α_h² of each map, α_h the share of cluster h in N: the size that rounding is judged against.
    let scale: [Double]
    /// The relative size of a variance that is rounding.
    let rounding: Double
    /// Whether variances are sums of squares.
    let isDefinite: Bool
    /// S of each residual column, bootstrap clusters × coefficients.
    private let scores: [Matrix]
    private let maps: [(residual: Int, numerator: [Double])]
    private let parts: [WildPart]
    /// The sum of the parts that are held as quadratic forms, for each pair of maps.
    private let grams: [Matrix]
    private let weights: WildWeights
    private let random: Generator
    /// The number of bootstrap clusters.
    let clusterCount: Int

    /// Draws from the sums of residual columns.
    init(
        _ restriction: WildRestriction, _ residuals: WildResiduals, _ parts: [WildPart],
        _ method: WildBootstrap
    ) {
        self.init(
            scores: residuals.scores,
            maps: residuals.maps.map { map in
                (map.residual, restriction.directions[map.restriction].map { map.scale * $0 })
            }, parts: parts, method)
    }

    /// Draws from sums S: of each map the column of S and the weights of the coefficients.
    init(
        scores: [Matrix], maps: [(residual: Int, numerator: [Double])], parts: [WildPart],
        _ method: WildBootstrap
    ) {
        self.scores = scores
        self.maps = maps
        clusterCount = scores[0].rowCount
        let mapScores = maps.map { scores[$0.residual] }
        scale = zip(maps, mapScores).map { map, scores in
            (scores * map.numerator).reduce(0) { $0 + $1 * $1 }
        }
        let (count, k) = (clusterCount, scores[0].columnCount)
        let pairs = maps.count * (maps.count + 1) / 2
        let isForm = parts.map {
            $0.cost(coefficients: k, bootstrapClusters: count) > pairs * count * count
        }
        self.parts = zip(parts, isForm).compactMap { $1 ? nil : $0 }
        var grams: [Matrix] = []
        for (part, _) in zip(parts, isForm).filter({ $1 }) {
            let forms = WildGram.forms(part, mapScores)
            grams = grams.isEmpty ? forms : zip(grams, forms).map { $0 + $1 }
        }
        self.grams = grams
        isDefinite = parts.count == 1
        rounding = parts.count == 1 && grams.isEmpty ? 1e-22 : 1e-12
        isEnumerated = method.enumerates(count)
        draws = isEnumerated ? 1 << count : method.draws
        weights = method.weights
        random = Generator(seed: method.seed)
    }

    /// Draws in a block: as many as keep its numbers in the cache.
    private var blockSize: Int { max(4, min(128, (1 << 16) / clusterCount)) }

    /// Runs all draws, and turns each block of them into a value, in order.
    func map<Value: Sendable>(_ body: @Sendable (Block) -> Value) -> [Value] {
        let observer = DrawProgress.observer
        let done = Atomic<Int>(0)
        return Parallel.map(Parallel.blockCount(draws, blockSize)) { block in
            let range = Parallel.blockRange(block, draws, blockSize)
            let value = body(self.block(range))
            let finished = done.wrappingAdd(range.count, ordering: .relaxed).newValue
            observer?.tell(DrawProgress(finished: finished, draws: draws))
            return value
        }
    }

    /// v for each draw: draws × bootstrap clusters. A draw has a stream of its own.
    private func vectors(_ range: Range<Int>) -> Matrix {
        let count = range.count
        var matrix = Matrix(count, clusterCount)
        matrix.values.withUnsafeMutableBufferPointer { values in
            for (row, draw) in range.enumerated() {
                if isEnumerated {
                    for h in 0..<clusterCount { values[h * count + row] = draw >> h & 1 == 0 ? 1 : -1 }
                } else {
                    var stream = random.stream(draw)
                    weights.fill(clusterCount, &stream) { values[$0 * count + row] = $1 }
                }
            }
        }
        return matrix
    }

    private func block(_ range: Range<Int>) -> Block {
        let v = vectors(range)
        let sums = scores.map { v * $0 }
        let numerators = maps.map { sums[$0.residual] * $0.numerator }
        var forms = [[Double]](
            repeating: [Double](repeating: 0, count: range.count), count: maps.count * (maps.count + 1) / 2)
        for part in parts {
            let z = maps.indices.map { a in
                part.scores(a, draws: v, sums: sums[maps[a].residual])
            }
            var pair = 0
            for a in maps.indices {
                for b in a..<maps.count {
                    RowSums.addProducts(z[a], z[b], times: part.factor, to: &forms[pair])
                    pair += 1
                }
            }
        }
        for (pair, gram) in grams.enumerated() {
            RowSums.addProducts(v * gram, v, times: 1, to: &forms[pair])
        }
        return Block(numerators: numerators, forms: forms)
    }
}

extension WildPart {
    /// Z of a map for some draws: draws × clusters.
    func scores(_ map: Int, draws v: Matrix, sums: Matrix) -> Matrix {
        if let whole { return v * whole[map] }
        var z = sums * leverage[map]
        guard let cells else { return z }
        for i in cells.clusters.indices {
            RowSums.addColumn(
                Int(cells.bootstrap[i]), of: v, times: cells.values[map][i], to: Int(cells.clusters[i]),
                of: &z)
        }
        return z
    }
}

/// Loops over the rows of small column-major matrices.
enum RowSums {
    /// sums[i] += factor · Σ_j a[i, j] b[i, j].
    ///
    /// - Precondition: both matrices have one shape, with `sums.count` rows.
    static func addProducts(_ a: Matrix, _ b: Matrix, times factor: Double, to sums: inout [Double]) {
        let rows = sums.count
        precondition(a.rowCount == rows && b.rowCount == rows && a.columnCount == b.columnCount)
        a.values.withUnsafeBufferPointer { a in
            b.values.withUnsafeBufferPointer { b in
                sums.withUnsafeMutableBufferPointer { sums in
                    for start in stride(from: 0, to: a.count, by: rows) {
                        for i in 0..<rows { sums[i] += factor * (a[start + i] * b[start + i]) }
                    }
                }
            }
        }
    }

    /// z[:, j] += factor · v[:, h].
    ///
    /// - Precondition: the matrices have as many rows, and the columns exist.
    static func addColumn(_ h: Int, of v: Matrix, times factor: Double, to j: Int, of z: inout Matrix) {
        let rows = v.rowCount
        precondition(z.rowCount == rows && h < v.columnCount && j < z.columnCount)
        v.values.withUnsafeBufferPointer { v in
            z.values.withUnsafeMutableBufferPointer { z in
                for i in 0..<rows { z[j * rows + i] += factor * v[h * rows + i] }
            }
        }
    }
}
