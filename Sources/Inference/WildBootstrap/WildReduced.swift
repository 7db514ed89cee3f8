import Design
import Groundwork
import LinearAlgebra

/// What the absorbed factors take of a draw's residuals, from sums by level instead of sweeps of n rows.
///
/// E[c, h] = Σ_{i∈c} w x̃_i [P_D(1_h ρ)]_i is what H lacks of the sums over shared rows. The factor with the most
/// levels, D₁, is eliminated; the levels of the others, D₂, are few. With sums by level and cluster
/// X = D′W(1_c x̃), U = D′W(1_h ρ), weights W₁ of D₁'s levels and C = D₁′WD₂,
///
///     E = X₁′W₁⁻¹U₁ + X̃₂′S⁻Ũ₂,   Ũ₂ = U₂ − C′W₁⁻¹U₁,   X̃₂ = X₂ − C′W₁⁻¹X₁,   S = D₂′WD₂ − C′W₁⁻¹C.
///
/// U₁ is zero when D₁ is nested in the bootstrap clusters and X₁ when it is in c, as ρ and x̃ sum to zero over every
/// level: so with clinicians (nested in clinics) and months absorbed there is a small system in the months.
struct WildReduced {
    private let fit: any LinearFit
    private let first: Factor
    private let others: [Factor]
    /// Where the levels of each other factor start in their joint numbering, and how many there are.
    private let offsets: [Int]
    private let levelCount: Int
    /// W₁⁻¹.
    private let inverseWeights: [Double]
    /// S⁻.
    private let inverse: Matrix

    /// The most levels of the other factors, and the most elements of a table of sums.
    private static let levelLimit = 512
    private static let tableLimit = 1 << 25

    /// nil when the tables would be too large, or S is so near to singular that sweeps are more exact.
    init?(_ fit: some LinearFit, _ groups: [Factor]) throws(CausalError) {
        guard
            let largest = fit.absorbed.indices.max(by: {
                fit.absorbed[$0].levelCount < fit.absorbed[$1].levelCount
            })
        else { return nil }
        first = fit.absorbed[largest]
        others = fit.absorbed.indices.filter { $0 != largest }.map { fit.absorbed[$0] }
        var offsets: [Int] = []
        var count = 0
        for factor in others {
            offsets.append(count)
            count += factor.levelCount
        }
        self.fit = fit
        self.offsets = offsets
        levelCount = count
        for factor in groups where !first.isNested(in: factor) {
            guard first.levelCount <= Self.tableLimit / factor.levelCount else { return nil }
        }
        guard count <= Self.levelLimit else { return nil }
        var mass = [Double](repeating: 0, count: first.levelCount)
        for (row, level) in first.codes.enumerated() { mass[Int(level)] += fit.weights?[row] ?? 1 }
        inverseWeights = mass.map { 1 / $0 }
        let system = Self.system(first, others, offsets, count, fit.weights, inverseWeights)
        guard let inverse = try Self.pseudoInverse(system) else { return nil }
        self.inverse = inverse
    }

    /// E′ for a column of each side: bootstrap clusters × clusters.
    func taken(of residual: [Double], by bootstrap: Factor, against direction: [Double], by clusters: Factor)
        -> Matrix
    {
        let right = sums(residual, bootstrap)
        let left = sums(direction, clusters)
        var result = right.others * inverse * left.others.transposed
        if let u = right.first, let x = left.first {
            result = result + u * Matrix.diagonalTimes(inverseWeights, x.transposed)
        }
        return result
    }

    /// The sums of a weighted column by cluster and level of D₁ (nil when they vanish), and Ũ₂: clusters × levels.
    private func sums(_ column: [Double], _ groups: Factor) -> (first: Matrix?, others: Matrix) {
        let weights = fit.weights
        var table: Matrix?
        if !first.isNested(in: groups) {
            var made = Matrix(groups.levelCount, first.levelCount)
            for row in column.indices {
                made.values[Int(first.codes[row]) * groups.levelCount + Int(groups.codes[row])] +=
                    column[row] * (weights?[row] ?? 1)
            }
            table = made
        }
        var rest = Matrix(groups.levelCount, levelCount)
        for (factor, offset) in zip(others, offsets) {
            for row in column.indices {
                rest.values[(offset + Int(factor.codes[row])) * groups.levelCount + Int(groups.codes[row])] +=
                    column[row] * (weights?[row] ?? 1)
            }
            if let table { subtractMeans(table, factor, offset, from: &rest) }
        }
        return (table, rest)
    }

    /// rest −= C′W₁⁻¹ table, row by row of the data.
    private func subtractMeans(_ table: Matrix, _ factor: Factor, _ offset: Int, from rest: inout Matrix) {
        let count = table.rowCount
        table.values.withUnsafeBufferPointer { table in
            rest.values.withUnsafeMutableBufferPointer { rest in
                for row in factor.codes.indices {
                    let level = Int(first.codes[row])
                    let share = inverseWeights[level] * (fit.weights?[row] ?? 1)
                    let place = (offset + Int(factor.codes[row])) * count
                    for g in 0..<count { rest[place + g] -= share * table[level * count + g] }
                }
            }
        }
    }
}

extension WildReduced {
    /// S, a level of D₁ at a time.
    private static func system(
        _ first: Factor, _ others: [Factor], _ offsets: [Int], _ count: Int, _ weights: [Double]?,
        _ inverseWeights: [Double]
    ) -> Matrix {
        var system = Matrix(count, count)
        var sums = [Double](repeating: 0, count: count)
        var touched: [Int] = []
        for rows in rowsByLevel(first) {
            guard let any = rows.first else { continue }
            for row in rows {
                let weight = weights?[Int(row)] ?? 1
                let levels = zip(others, offsets).map { $1 + Int($0.codes[Int(row)]) }
                for level in levels {
                    if sums[level] == 0 { touched.append(level) }
                    sums[level] += weight
                    for other in levels { system[level, other] += weight }
                }
            }
            let share = inverseWeights[Int(first.codes[Int(any)])]
            for a in touched { for b in touched { system[a, b] -= share * sums[a] * sums[b] } }
            for level in touched { sums[level] = 0 }
            touched.removeAll(keepingCapacity: true)
        }
        return system
    }

    /// The rows of each level, by counting.
    private static func rowsByLevel(_ factor: Factor) -> [ArraySlice<Int32>] {
        var starts = [Int](repeating: 0, count: factor.levelCount + 1)
        for code in factor.codes { starts[Int(code) + 1] += 1 }
        for level in 0..<factor.levelCount { starts[level + 1] += starts[level] }
        var next = starts
        var order = [Int32](repeating: 0, count: factor.count)
        for (row, code) in factor.codes.enumerated() {
            order[next[Int(code)]] = Int32(row)
            next[Int(code)] += 1
        }
        return (0..<factor.levelCount).map { order[starts[$0]..<starts[$0 + 1]] }
    }

    /// S⁻, or nil when an eigenvalue of the scaled S is neither rounding nor safely above it.
    private static func pseudoInverse(_ system: Matrix) throws(CausalError) -> Matrix? {
        let scale = system.diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        let scaled = (Matrix.diagonal(scale) * system * Matrix.diagonal(scale)).symmetrised
        let eigen = try SymmetricEigen(scaled)
        guard eigen.values.allSatisfy({ $0.magnitude < 1e-10 || $0 > 1e-7 }) else { return nil }
        let inverse = eigen.reconstruct { $0 > 1e-7 ? 1 / $0 : 0 }
        return (Matrix.diagonal(scale) * inverse * Matrix.diagonal(scale)).symmetrised
    }
}

extension Matrix {
    /// diag(d)·A.
    static func diagonalTimes(_ d: [Double], _ a: Matrix) -> Matrix {
        var result = a
        for j in 0..<a.columnCount {
            for i in 0..<a.rowCount { result.values[j * a.rowCount + i] *= d[i] }
        }
        return result
    }
}
