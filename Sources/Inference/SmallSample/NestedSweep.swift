import Design
import LinearAlgebra

/// Takes the nested factors out of one cluster's columns.
///
/// The factor with most levels by weighted means; the levels of the others by an orthonormal basis E₂ of what the
/// means leave of their indicators, E₂′WE₂ = I, found from the eigenvectors of its cross-products.
struct NestedSweep {
    private let codes: [Int32]
    private let totals: [Double]
    private let weights: [Double]?
    private var further: Matrix

    /// Prepares one cluster's rows; at least one factor.
    init(_ factors: [Factor], rows: ArraySlice<Int32>, weights: [Double]?) throws(CausalError) {
        let local = NestedSweep.localCodes(factors[0], rows)
        codes = local.codes
        var totals = [Double](repeating: 0, count: local.count)
        for (i, code) in codes.enumerated() { totals[Int(code)] += weights?[i] ?? 1 }
        self.totals = totals
        self.weights = weights
        further = Matrix(rows.count, 0)
        if factors.count > 1 { further = try basis(Array(factors.dropFirst()), rows) }
    }

    /// The levels that occur, numbered by their first row.
    private static func localCodes(
        _ factor: Factor, _ rows: ArraySlice<Int32>
    ) -> (codes: [Int32], count: Int) {
        var seen: [Int32: Int32] = [:]
        let codes = rows.map { row in
            let level = factor.codes[Int(row)]
            if let code = seen[level] { return code }
            let code = Int32(seen.count)
            seen[level] = code
            return code
        }
        return (codes, seen.count)
    }

    private func basis(_ factors: [Factor], _ rows: ArraySlice<Int32>) throws(CausalError) -> Matrix {
        var indicators: [Double] = []
        for factor in factors {
            let local = NestedSweep.localCodes(factor, rows)
            var block = Matrix(rows.count, local.count)
            for (i, code) in local.codes.enumerated() { block[i, Int(code)] = 1 }
            indicators += block.values
        }
        var swept = Matrix(rows.count, indicators.count / max(1, rows.count), columnMajor: indicators)
        let size = weighted(swept).gramWith(swept).diagonal
        centre(&swept)
        let eigen = try SymmetricEigen(weighted(swept).gramWith(swept))
        let limit = 1e-10 * (size.max() ?? 0)
        let kept = eigen.values.indices.filter { eigen.values[$0] > limit }
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
            columns = columns - further * weighted(further).gramWith(columns)
            centre(&columns)
        }
    }

    /// Takes off the weighted mean within each level.
    private func centre(_ columns: inout Matrix) {
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
        let n = codes.count
        var kept: [Int32: Int] = [:]
        var first = [Double](repeating: .nan, count: totals.count)
        for (i, code) in codes.enumerated() {
            let weight = weights?[i] ?? 1
            if first[Int(code)].isNaN { first[Int(code)] = weight }
            if further.columnCount > 0 || first[Int(code)] != weight, kept[code] == nil {
                kept[code] = kept.count
            }
        }
        var columns = Matrix(n, kept.count)
        for (i, code) in codes.enumerated() {
            if let j = kept[code] { columns[i, j] = 1 / totals[Int(code)].squareRoot() }
        }
        return Matrix(
            n, kept.count + further.columnCount, columnMajor: columns.values + further.values)
    }

    private func weighted(_ columns: Matrix) -> Matrix {
        weights.map { columns.scalingRows($0) } ?? columns
    }
}

extension Matrix {
    /// A′B.
    func gramWith(_ other: Matrix) -> Matrix { transposed * other }

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
