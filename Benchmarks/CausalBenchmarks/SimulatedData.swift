import Causal
import Groundwork
import Tables

/// n rows of k regressors, an outcome and 1,000 clusters that share shocks, drawn from a seed.
enum SimulatedData {
    static let clusters = 1000

    /// Columns y, x1 … xk and the cluster `cl`.
    static func table(rows: Int, regressors: Int) throws -> DataTable {
        let root = Generator(seed: 20_26)
        var membership = root.stream(-1)
        let cluster = (0..<rows).map { _ in membership.integer(below: clusters) }
        let regressor = (0..<regressors).map { column(root.stream($0), cluster) }
        var outcome = column(root.stream(regressors), cluster)
        for (index, x) in regressor.enumerated() {
            let slope = 0.1 * Double(index + 1) / Double(regressors)
            for row in 0..<rows { outcome[row] += slope * x[row] }
        }
        let named = regressor.enumerated().map { Column("x\($0 + 1)", $1) }
        return try DataTable([Column("y", outcome)] + named + [Column("cl", cluster)])
    }

    /// Normal numbers with a part that the cluster shares.
    static func column(_ generator: Generator, _ cluster: [Int]) -> [Double] {
        var random = generator
        let shocks = (0..<clusters).map { _ in 0.3 * random.normal() }
        return cluster.map { random.normal() + shocks[$0] }
    }

    /// y ~ x1 + … + xk
    static func formula(regressors: Int) -> String {
        "y ~ " + (1...regressors).map { "x\($0)" }.joined(separator: " + ")
    }
}
