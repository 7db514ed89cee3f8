import Inference

/// Instruments, endogenous columns and outcome after the exogenous columns have been partialled out.
///
/// Every statistic on the instruments depends on them only through the space that they span. They are therefore
/// made orthonormal, Z̃′WZ̃ = I, and the endogenous columns and the outcome are brought to length 1, so that
/// coefficients on the instruments are cross-products and none of the algebra depends on units.
struct PartialledColumns: Sendable {
    /// L columns with Z̃′WZ̃ = I.
    let instruments: [[Double]]
    /// m columns of length 1 each (unless they are zero).
    let endogenous: [[Double]]
    /// What the endogenous columns were divided by.
    let endogenousLengths: [Double]
    /// The outcome, of length 1.
    let response: [Double]
    /// What the outcome was divided by.
    let responseLength: Double
    /// Π̂ = Z̃′WY of the scaled endogenous columns, L × m.
    let slopes: Matrix
    /// δ̂ = Z̃′Wy of the scaled outcome.
    let responseSlopes: [Double]
    /// Y′WY of the scaled endogenous columns, m × m.
    let endogenousProducts: Matrix

    /// Partials out; nil when rounding leaves the instruments no more rank than columns.
    init?(_ fit: TwoStageFit) {
        let (used, weights) = (fit.used, fit.weights)
        // A second pass takes out what rounding left of the first where columns are nearly collinear.
        let passes = fit.firstStages.contains { $0.conditionNumber > 50 } ? 2 : 1
        let basis = used.exogenous.map(\.values)
        var columns = (used.instruments + used.endogenous).map(\.values) + [fit.design.outcome.values]
        for _ in 0..<passes {
            guard let left = Remainders.of(columns, basis, weights, intercept: fit.hasIntercept) else {
                return nil
            }
            columns = left
        }
        let count = used.instruments.count
        var instruments = Array(columns[..<count])
        for _ in 0..<passes {
            guard let next = Remainders.orthonormal(instruments, weights) else { return nil }
            instruments = next
        }
        let scaled = columns[count...].map { Remainders.unit($0, weights) }
        self.instruments = instruments
        endogenous = scaled.dropLast().map(\.column)
        endogenousLengths = scaled.dropLast().map(\.length)
        response = scaled[scaled.count - 1].column
        responseLength = scaled[scaled.count - 1].length
        let products = Kernels.crossProducts(columns: instruments + scaled.map(\.column), weights: weights)
        let m = endogenous.count
        var slopes = Matrix(count, m)
        var square = Matrix(m, m)
        for j in 0..<m {
            for i in 0..<count { slopes[i, j] = products[i, count + j] }
            for i in 0..<m { square[i, j] = products[count + i, count + j] }
        }
        self.slopes = slopes
        endogenousProducts = square
        responseSlopes = (0..<count).map { products[$0, count + m] }
    }

    /// The endogenous columns less what the instruments predict.
    var endogenousResiduals: [[Double]] {
        endogenous.indices.map {
            Kernels.residuals(
                columns: instruments, response: endogenous[$0], intercept: nil,
                coefficients: slopes.column($0))
        }
    }

    /// The outcome less what the instruments predict.
    var responseResiduals: [Double] {
        Kernels.residuals(
            columns: instruments, response: response, intercept: nil, coefficients: responseSlopes)
    }
}

/// What a basis leaves of columns.
enum Remainders {
    /// Each column less its weighted projection on a basis; nil when the basis is singular.
    static func of(
        _ columns: [[Double]], _ basis: [[Double]], _ weights: [Double]?, intercept: Bool
    ) -> [[Double]]? {
        guard intercept || !basis.isEmpty else { return columns }
        let (means, products) = moments(basis + columns, weights, intercept)
        let k = basis.count
        let lengths = (0..<k).map { products[$0, $0].squareRoot() }
        guard !lengths.contains(where: { !($0 > 0) }) else { return nil }
        var scaled = Matrix(k, k)
        var right = Matrix(k, columns.count)
        for i in 0..<k {
            for j in 0..<k { scaled[i, j] = products[i, j] / (lengths[i] * lengths[j]) }
            for j in columns.indices { right[i, j] = products[i, k + j] / lengths[i] }
        }
        guard let factor = Cholesky(scaled) else { return nil }
        let solved = factor.solve(right)
        return columns.indices.map { j in
            let slopes = (0..<k).map { solved[$0, j] / lengths[$0] }
            let constant = means[k + j] - zip(slopes, means).map(*).reduce(0, +)
            return Kernels.residuals(
                columns: basis, response: columns[j], intercept: intercept ? constant : nil,
                coefficients: slopes)
        }
    }

    private static func moments(
        _ columns: [[Double]], _ weights: [Double]?, _ intercept: Bool
    ) -> (means: [Double], products: Matrix) {
        if intercept {
            let moments = Kernels.moments(columns: columns, weights: weights)
            return (moments.means, moments.centred)
        }
        return (
            Array(repeating: 0, count: columns.count),
            Kernels.crossProducts(columns: columns, weights: weights)
        )
    }

    /// ZR⁻¹ with R′R = Z′WZ; nil when Z is singular.
    static func orthonormal(_ columns: [[Double]], _ weights: [Double]?) -> [[Double]]? {
        let units = columns.map { unit($0, weights).column }
        guard let factor = Cholesky(Kernels.crossProducts(columns: units, weights: weights)) else {
            return nil
        }
        // Row by row of L: z̃_j = (z_j − Σ_{i<j} L_ji z̃_i)/L_jj.
        var result: [[Double]] = []
        for j in units.indices {
            let rest = Kernels.residuals(
                columns: result, response: units[j], intercept: nil,
                coefficients: (0..<j).map { factor.factor[j, $0] })
            let scale = 1 / factor.factor[j, j]
            result.append(scaled(rest, scale))
        }
        return result
    }

    /// A column of length 1, and its length before; a column of zeros as it is, with length 1.
    static func unit(_ column: [Double], _ weights: [Double]?) -> (column: [Double], length: Double) {
        let length = Kernels.weightedSumOfSquares(column, weights: weights).squareRoot()
        guard length > 0, length.isFinite else { return (column, 1) }
        return (scaled(column, 1 / length), length)
    }

    private static func scaled(_ column: [Double], _ factor: Double) -> [Double] {
        Parallel.array(column.count) { rows, out in
            for row in rows { out.initializeElement(at: row - rows.lowerBound, to: column[row] * factor) }
        }
    }
}
