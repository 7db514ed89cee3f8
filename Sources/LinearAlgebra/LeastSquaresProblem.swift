import Groundwork

/// The arguments of a least-squares problem.
struct LeastSquaresProblem: Sendable {
    var columns: [[Double]]
    var response: [Double]
    var weights: [Double]?
    let intercept: Bool
    var collinearityScale: [Double]?
    /// The moments of the columns and the response, where a pass over more columns has found them.
    var moments: Moments?

    /// Rejects columns of unequal length, a problem without rows and negative or NaN weights.
    func checkShapes() throws(CausalError) {
        let n = response.count
        let lengths = columns.map(\.count) + (weights.map { [$0.count] } ?? [])
        if let wrong = lengths.first(where: { $0 != n }) {
            throw CausalError(.unequalLengths, "a column has \(wrong) rows where the response has \(n)")
        }
        if let scale = collinearityScale, scale.count != columns.count {
            throw CausalError(
                .unequalLengths, "\(scale.count) scales are given for \(columns.count) columns")
        }
        guard n > 0 else { throw CausalError(.noRows, "there are no rows to estimate from") }
        guard let weights else { return }
        if let row = weights.firstIndex(where: { !($0 >= 0) || $0 == .infinity }) {
            throw CausalError(
                .badValue, "a weight is negative or not finite", row: row + 1, value: "\(weights[row])")
        }
        guard weights.contains(where: { $0 > 0 }) else {
            throw CausalError(.noRows, "every weight is zero")
        }
    }

    /// Rejects NaN and infinity, naming the first row.
    func checkFinite() throws(CausalError) {
        for (position, column) in (columns + [response]).enumerated() {
            guard let row = column.firstIndex(where: { !$0.isFinite }) else { continue }
            let name = position < columns.count ? "column \(position + 1)" : "the response"
            throw CausalError(
                .badValue, "\(name) of the design is not finite", row: row + 1, value: "\(column[row])",
                remedy: "Drop rows with missing or infinite values first.")
        }
    }
}
