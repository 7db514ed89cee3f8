/// The weighted means of several columns and their cross-products about the means.
public struct Moments: Sendable, Hashable {
    /// W = Σ wᵢ, the number of rows without weights.
    public let totalWeight: Double
    /// x̄ⱼ = W⁻¹ Σ wᵢ xᵢⱼ.
    public let means: [Double]
    /// Σ wᵢ (xᵢ − x̄)(xᵢ − x̄)′, k × k.
    public let centred: Matrix

    /// Those of some columns, in an order.
    public func at(_ places: [Int]) -> Moments {
        Moments(totalWeight: totalWeight, means: places.map { means[$0] }, centred: centred.submatrix(places))
    }
}

extension Kernels {
    /// Means and centred cross-products in one pass.
    ///
    /// Each column is shifted by about its mean (that of 1024 rows spread evenly) before products are formed,
    /// and what is left of the mean is taken out afterwards:
    /// Σ w (x − x̄)(x − x̄)′ = Σ w (x − s)(x − s)′ − W (x̄ − s)(x̄ − s)′. So a column far from zero loses no
    /// digits, and an exactly constant one gives exact zeros. Weights 1 when nil. Without rows, or when the
    /// weights sum to zero, the means are NaN.
    public static func moments(columns: [[Double]], weights: [Double]?) -> Moments {
        let shifts = columns.map(shift)
        let sums = shiftedCrossProducts(columns: columns, shifts: shifts, ones: true, factors: weights)
        let total = sums[0, 0]
        let excess = columns.indices.map { sums[0, $0 + 1] / total }
        var centred = Matrix(columns.count, columns.count)
        for j in columns.indices {
            for i in 0...j {
                let value = sums[i + 1, j + 1] - total * excess[i] * excess[j]
                centred[i, j] = i == j ? max(value, 0) : value
                centred[j, i] = centred[i, j]
            }
        }
        return Moments(
            totalWeight: total, means: zip(shifts, excess).map { $0 + $1 }, centred: centred)
    }

    /// Something near a column's mean: its first value, plus the mean difference from it over evenly spread
    /// rows (so that a constant column gives its constant). 0 when that is not finite.
    package static func shift(_ column: [Double]) -> Double {
        guard let first = column.first else { return 0 }
        let stride = max(1, column.count / 1024)
        var total = 0.0
        var count = 0.0
        for i in Swift.stride(from: 0, to: column.count, by: stride) {
            total += column[i] - first
            count += 1
        }
        let value = first + total / count
        return value.isFinite ? value : 0
    }
}
