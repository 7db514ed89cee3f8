import Regression

/// What covariates explain of outcomes: y = δ_cell + x′β + e by least squares, whose β alone is taken off, so that groups and
/// periods stay in (Athey & Imbens 2006, section 5.1).
struct ExplainedOutcomes: Sendable {
    /// β
    let coefficients: [Double]
    /// (Σ w(x − x̄)(x − x̄)′)⁻¹ with means by cell.
    private let inverse: Matrix
    /// The means of y and of the covariates, by cell.
    private let means: [[Double]]

    /// From some of the rows; nil when covariates determine each other.
    init?(_ frame: ModelFrame, _ cell: [Int], _ rows: [Int]) {
        let columns = [frame.response] + frame.columns.map(\.values)
        let weight = { (row: Int) in frame.weights?[row] ?? 1 }
        var masses = [Double](repeating: 0, count: 4)
        var sums = Array(repeating: [Double](repeating: 0, count: columns.count), count: 4)
        for row in rows {
            masses[cell[row]] += weight(row)
            for (place, column) in columns.enumerated() {
                sums[cell[row]][place] += weight(row) * column[row]
            }
        }
        let means = sums.indices.map { cell in sums[cell].map { masses[cell] > 0 ? $0 / masses[cell] : 0 } }
        let k = columns.count - 1
        var gram = Matrix(k, k)
        var product = [Double](repeating: 0, count: k)
        for row in rows {
            let centre = means[cell[row]]
            for i in 0..<k {
                let x = weight(row) * (columns[i + 1][row] - centre[i + 1])
                product[i] += x * (columns[0][row] - centre[0])
                for j in 0..<k { gram[i, j] += x * (columns[j + 1][row] - centre[j + 1]) }
            }
        }
        guard let factor = Cholesky.regular(gram) else { return nil }
        coefficients = factor.solve(product)
        inverse = factor.inverse()
        self.means = means
    }

    /// y − x′β
    func taken(from response: [Double], _ frame: ModelFrame) -> [Double] {
        var result = response
        for (column, coefficient) in zip(frame.columns, coefficients) {
            for row in result.indices { result[row] -= coefficient * column.values[row] }
        }
        return result
    }

    /// A row's share of the error of β.
    func share(_ frame: ModelFrame, _ row: Int, cell: Int) -> [Double] {
        let centre = means[cell]
        let x = frame.columns.indices.map { frame.columns[$0].values[row] - centre[$0 + 1] }
        let error = frame.response[row] - centre[0] - zip(x, coefficients).reduce(0) { $0 + $1.0 * $1.1 }
        return (inverse * x).map { (frame.weights?[row] ?? 1) * error * $0 }
    }
}

extension DistributionInfluence {
    /// How the effects move with β: outcomes move by −x′dβ, and an effect by the mean over rows of ψ′(y) times that, summed over
    /// cells. Derivatives are differences over twice the kernel's width, and x is taken from its mean, which moves nothing.
    ///
    /// - Returns: a list for each covariate of a number for each effect.
    func slopes(_ data: FourSamples) -> [[Double]] {
        let frame = data.policy.frame
        let weights = frame.weights
        let masses = data.masses
        let centres = frame.columns.map { $0.values.reduce(0, +) / Double($0.values.count) }
        let parts = Parallel.map(Parallel.blockCount(data.cell.count, 1024)) { block in
            var sums: [[Double]] = centres.map { _ in [] }
            for row in Parallel.blockRange(block, data.cell.count, 1024) {
                let cell = data.cell[row]
                let width = data.samples[cell].bandwidth
                let above = values(data.response[row] + width, cell: cell)
                let below = values(data.response[row] - width, cell: cell)
                let share = (weights?[row] ?? 1) / masses[cell] / (2 * width)
                for (place, column) in frame.columns.enumerated() {
                    if sums[place].isEmpty { sums[place] = above.map { _ in 0 } }
                    let move = share * (centres[place] - column.values[row])
                    for term in above.indices { sums[place][term] += move * (above[term] - below[term]) }
                }
            }
            return sums
        }
        return centres.indices.map { place in
            parts.dropFirst().reduce(parts.first?[place] ?? []) { zip($0, $1[place]).map { $0 + $1 } }
        }
    }
}
