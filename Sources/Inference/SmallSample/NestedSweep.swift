import Design
import LinearAlgebra

/// A factor each of whose levels lies within one cluster, or a slope that varies by it.
struct NestedFactor: Sendable {
    private let factor: Factor
    /// The slope's variable; nil for levels.
    private let values: [Double]?
    /// Each level's number within its cluster.
    private let places: [Int32]
    /// The number of levels in each cluster.
    let counts: [Int32]

    init(_ factor: Factor, in clusters: Factor, values: [Double]? = nil) {
        var places = [Int32](repeating: -1, count: factor.levelCount)
        var counts = [Int32](repeating: 0, count: clusters.levelCount)
        for (row, level) in factor.codes.enumerated() where places[Int(level)] < 0 {
            let cluster = Int(clusters.codes[row])
            places[Int(level)] = counts[cluster]
            counts[cluster] += 1
        }
        self.factor = factor
        self.values = values
        self.places = places
        self.counts = counts
    }

    /// The levels of some rows of one cluster, by their numbers within it.
    func codes(_ rows: ArraySlice<Int32>) -> [Int32] {
        rows.map { places[Int(factor.codes[Int($0)])] }
    }

    /// The columns of one cluster's levels, each of unit length.
    func columns(_ rows: ArraySlice<Int32>, cluster: Int, weights: [Double]?) -> Matrix {
        var block = Matrix(rows.count, Int(counts[cluster]))
        var squares = [Double](repeating: 0, count: block.columnCount)
        for (i, (code, row)) in zip(codes(rows), rows).enumerated() {
            let value = values?[Int(row)] ?? 1
            block[i, Int(code)] = value
            squares[Int(code)] += value * value * (weights?[i] ?? 1)
        }
        for (j, square) in squares.enumerated() where square > 0 {
            for i in rows.indices { block[i - rows.startIndex, j] /= square.squareRoot() }
        }
        return block
    }
}

/// Takes the nested factors and slopes out of one cluster's columns.
///
/// The factor with most levels by weighted means; the other levels and the slopes by an orthonormal basis E₂ of what the
/// means leave of their columns, E₂′WE₂ = I, found from the eigenvectors of its cross-products.
struct NestedSweep {
    /// The levels whose means are taken off, and their weights; none when only slopes are nested.
    private let codes: [Int32]
    private let totals: [Double]
    private let weights: [Double]?
    private var further: Matrix

    /// Prepares one cluster's rows.
    init(
        _ factors: [NestedFactor], _ slopes: [NestedFactor], cluster: Int, rows: ArraySlice<Int32>,
        weights: [Double]?
    ) throws(CausalError) {
        codes = factors.first?.codes(rows) ?? []
        var totals = [Double](repeating: 0, count: Int(factors.first?.counts[cluster] ?? 0))
        for (i, code) in codes.enumerated() { totals[Int(code)] += weights?[i] ?? 1 }
        self.totals = totals
        self.weights = weights
        further = Matrix(rows.count, 0)
        let rest = factors.dropFirst() + slopes
        if !rest.isEmpty { further = try basis(rest, cluster, rows) }
    }

    private func basis(
        _ effects: ArraySlice<NestedFactor>, _ cluster: Int, _ rows: ArraySlice<Int32>
    ) throws(CausalError) -> Matrix {
        var swept = Matrix.beside(
            effects.map { $0.columns(rows, cluster: cluster, weights: weights) }, rows: rows.count)
        centre(&swept)
        let eigen = try SymmetricEigen(weighted(swept).transposedTimes(swept))
        let kept = eigen.values.indices.filter { eigen.values[$0] > 1e-10 }
        var turn = Matrix(swept.columnCount, kept.count)
        for (b, j) in kept.enumerated() {
            for i in 0..<swept.columnCount { turn[i, b] = eigen.vectors[i, j] / eigen.values[j].squareRoot() }
        }
        return swept * turn
    }

    /// (I − h)·A with h the weighted projection on the factors' indicators.
    func sweep(_ columns: inout Matrix) {
        guard columns.columnCount > 0 else { return }
        centre(&columns)
        if further.columnCount > 0 {
            columns = columns - further * weighted(further).transposedTimes(columns)
            centre(&columns)
        }
    }

    /// Takes off the weighted mean within each level.
    private func centre(_ columns: inout Matrix) {
        guard !codes.isEmpty else { return }
        let n = columns.rowCount
        var sums = [Double](repeating: 0, count: totals.count)
        for j in 0..<columns.columnCount {
            for level in sums.indices { sums[level] = 0 }
            for i in 0..<n { sums[Int(codes[i])] += columns.values[i + j * n] * (weights?[i] ?? 1) }
            for i in 0..<n {
                let level = Int(codes[i])
                columns.values[i + j * n] -= sums[level] / totals[level]
            }
        }
    }

    /// E: the columns of an orthonormal basis of the indicators that unequal weights make matter, E′WE = I.
    ///
    /// A level whose rows weigh the same is left out: its indicator is its own dual and is swept out of both.
    func obliqueBasis() -> Matrix {
        let n = further.rowCount
        var first = [Double](repeating: .nan, count: totals.count)
        var isKept = [Bool](repeating: further.columnCount > 0, count: totals.count)
        for (i, code) in codes.enumerated() {
            let weight = weights?[i] ?? 1
            if first[Int(code)].isNaN { first[Int(code)] = weight }
            if first[Int(code)] != weight { isKept[Int(code)] = true }
        }
        var count = 0
        let places = isKept.map { kept in
            defer { if kept { count += 1 } }
            return kept ? count : -1
        }
        var columns = Matrix(n, count)
        for (i, code) in codes.enumerated() where places[Int(code)] >= 0 {
            columns[i, places[Int(code)]] = 1 / totals[Int(code)].squareRoot()
        }
        return Matrix(
            n, count + further.columnCount, columnMajor: columns.values + further.values)
    }

    private func weighted(_ columns: Matrix) -> Matrix {
        weights.map { columns.scalingRows($0) } ?? columns
    }
}

extension Matrix {
    /// Each row times a number.
    func scalingRows(_ factors: [Double]) -> Matrix {
        var result = self
        for j in 0..<columnCount {
            for i in 0..<rowCount { result.values[i + j * rowCount] *= factors[i] }
        }
        return result
    }

    /// The columns of several matrices side by side.
    static func beside(_ parts: [Matrix], rows: Int) -> Matrix {
        Matrix(rows, parts.reduce(0) { $0 + $1.columnCount }, columnMajor: parts.flatMap(\.values))
    }

    /// Some neighbouring columns.
    func columns(_ range: Range<Int>) -> Matrix {
        Matrix(
            rowCount, range.count,
            columnMajor: Array(values[(range.lowerBound * rowCount)..<(range.upperBound * rowCount)]))
    }
}
