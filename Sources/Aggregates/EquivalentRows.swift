import Regression

/// A few weighted rows that have the cross-products of many.
///
/// A cell of n rows with mean m and scatter S = P − ss′/n = R′R, R of r rows, has the sums of the 2r rows m ± √(r/n)·R_j, each
/// of weight n/(2r). Least squares, scores summed by cluster and each cluster's hat matrix depend on the rows through the
/// cells' cross-products alone, and are the same from these rows, which are 2(k + 1) a cell at most.
struct EquivalentRows {
    /// How many rows each stands for; any positive number.
    var weights: [Double] = []
    /// The variables less their origin.
    var columns: [[Double]]
    /// The cell that each row stands for.
    var cells: [Int32] = []

    init(_ statistics: CrossProducts) {
        columns = Array(repeating: [], count: statistics.variables.count)
        for (position, cell) in statistics.cells.enumerated() where cell.count > 0 {
            let n = cell.total
            let mean = cell.sums.map { $0 / n }
            let triangle = EquivalentRows.triangle(cell)
            let r = Double(triangle.count)
            guard r > 0 else {
                append(mean, weight: n, cell: position)
                continue
            }
            let stretch = (r / n).squareRoot()
            for row in triangle {
                for sign in [stretch, -stretch] {
                    append(zip(mean, row).map { $0 + sign * $1 }, weight: n / (2 * r), cell: position)
                }
            }
        }
    }

    private mutating func append(_ row: [Double], weight: Double, cell: Int) {
        weights.append(weight)
        for j in row.indices { columns[j].append(row[j]) }
        cells.append(Int32(cell))
    }

    /// What of a variable's square is rounding rather than variation.
    private static let rounding = 1e-13

    /// The rows of the triangle: a Cholesky factor, the outcome's column last, that passes over what others determine.
    ///
    /// - Parameter squares: the variables' squares that rounding is judged against; nil is the cell's own.
    static func triangle(_ cell: CrossProducts.Cell, against squares: [Double]? = nil) -> [[Double]] {
        guard cell.count > 1, !cell.sums.isEmpty else { return [] }
        let (n, width) = (cell.total, cell.sums.count)
        var left = Matrix(width, width)
        var place = 0
        var floor = [Double](repeating: 0, count: width)
        for i in 0..<width {
            for j in 0...i {
                left[i, j] = cell.products[place] - cell.sums[i] * cell.sums[j] / n
                left[j, i] = left[i, j]
                place += 1
            }
            floor[i] = squares.map { 10 * rounding * $0[i] } ?? rounding * cell.products[place - 1]
        }
        var rows: [[Double]] = []
        for pivot in Array(1..<max(width, 1)) + [0] where rows.count < cell.count - 1 {
            guard left[pivot, pivot] > floor[pivot] else { continue }
            let root = left[pivot, pivot].squareRoot()
            let row = (0..<width).map { left[pivot, $0] / root }
            for i in 0..<width {
                for j in 0..<width { left[i, j] -= row[i] * row[j] }
            }
            for i in 0..<width {
                left[i, pivot] = 0
                left[pivot, i] = 0
            }
            rows.append(row)
        }
        return rows
    }
}
