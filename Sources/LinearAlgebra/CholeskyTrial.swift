/// The Cholesky factor of the scaled cross-products, and how far to trust it.
struct CholeskyTrial {
    private let factor: Cholesky
    /// The condition number of the scaled design.
    let conditionNumber: Double
    /// Whether the earlier columns leave so little of one that it may be collinear.
    let hasDoubtfulColumn: Bool

    /// Nil when the matrix is not positive definite in floating point.
    init?(_ design: CentredDesign, _ columns: [Int]) {
        var scaled = Matrix(columns.count, columns.count)
        for (b, j) in columns.enumerated() {
            for (a, i) in columns.enumerated() {
                scaled[a, b] = design.products[i, j] / design.lengths[i] / design.lengths[j]
            }
        }
        guard let factor = Cholesky(scaled) else { return nil }
        self.factor = factor
        let norm = (0..<columns.count).map { scaled.column($0).reduce(0) { $0 + abs($1) } }.max() ?? 1
        conditionNumber = factor.conditionNumber(norm: norm).squareRoot()
        hasDoubtfulColumn = zip(columns, factor.factor.diagonal).contains { j, pivot in
            pivot < max(LeastSquaresSolver.doubtfulShare, 10 * design.tolerances[j])
        }
    }

    /// The solution with these columns kept and the others dropped.
    func solution(_ problem: LeastSquaresProblem, _ design: CentredDesign, _ columns: [Int])
        -> LeastSquaresSolution
    {
        let last = problem.columns.count
        let right = columns.map { design.products[$0, last] / design.lengths[$0] }
        let slopes = zip(factor.solve(right), columns).map { $0 / design.lengths[$1] }
        let shifts = columns.map { design.means[$0] }
        var inverse = factor.inverse()
        var estimates = slopes
        if problem.intercept {
            var level = DoubledNumber(high: design.means[last])
            for (slope, shift) in zip(slopes, shifts) { level = level - DoubledNumber.product(slope, shift) }
            estimates.insert(level.value, at: 0)
            inverse = inverse.bordered(by: 1 / design.totalWeight)
        }
        return LeastSquaresSolution(
            estimates, of: columns, problem, means: shifts,
            inverse: CentredDesign.inUnitsOfData(
                inverse, shifts: shifts, scales: columns.map { 1 / design.lengths[$0] },
                intercept: problem.intercept),
            method: .cholesky, conditionNumber: conditionNumber)
    }
}

extension Matrix {
    /// The matrix with a first row and column that hold `corner` and zeros.
    func bordered(by corner: Double) -> Matrix {
        var result = Matrix(rowCount + 1, columnCount + 1)
        result[0, 0] = corner
        for j in 0..<columnCount {
            for i in 0..<rowCount { result[i + 1, j + 1] = self[i, j] }
        }
        return result
    }
}

extension LeastSquaresSolution {
    /// Puts the estimates of the kept columns (the intercept first when there is one) into their places.
    init(
        _ estimates: [Double], of columns: [Int], _ problem: LeastSquaresProblem, means: [Double],
        inverse: Matrix, method: Method, conditionNumber: Double
    ) {
        let first = problem.intercept ? 1 : 0
        let kept = (problem.intercept ? [0] : []) + columns.map { $0 + first }
        var coefficients = [Double](repeating: .nan, count: problem.columns.count + first)
        for (position, estimate) in zip(kept, estimates) { coefficients[position] = estimate }
        self.init(
            coefficients: coefficients, kept: kept,
            dropped: coefficients.indices.filter { !kept.contains($0) }, means: means,
            inverseCrossProduct: inverse, method: method, conditionNumber: conditionNumber)
    }
}
