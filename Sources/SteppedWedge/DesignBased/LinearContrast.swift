import Regression

/// The coefficient of the treatment in a weighted regression of cell means on period effects and, if asked for, cluster
/// effects: for any schedule a linear function of the outcome.
///
/// With M what period and cluster effects leave, ỹ = My and d̃ = Md of the observed treatment d,
///
///     θ(x; y − δd) = (x′Wỹ − δ·x′Wd̃) / x′WMx = a(x) − δ·b(x).
///
/// Cells are passed once for each schedule; the rows of individuals never again.
struct LinearContrast: Sendable {
    let cells: CrossingCells
    private let hasClusterEffects: Bool
    private let clusterWeights: [Double]
    private let periodWeights: [Double]
    /// The generalised inverse of the period effects' normal equations, cluster effects swept out; nil without those.
    private let inverse: Matrix?
    private var outcome: [Double] = []
    private var observed: [Double] = []

    /// - Throws: `CausalError.Code.notIdentified` when the effects determine the observed treatment.
    init(_ cells: CrossingCells, clusterEffects: Bool) throws(CausalError) {
        self.cells = cells
        hasClusterEffects = clusterEffects
        var (byCluster, byPeriod) = (
            [Double](repeating: 0, count: cells.clusterCount),
            [Double](repeating: 0, count: cells.periodCount)
        )
        for (cell, weight) in cells.weights.enumerated() {
            byCluster[cells.clusters[cell]] += weight
            byPeriod[cells.periods[cell]] += weight
        }
        (clusterWeights, periodWeights) = (byCluster, byPeriod)
        inverse = clusterEffects ? try LinearContrast.inverse(cells, byCluster, byPeriod) : nil
        outcome = residuals(cells.means)
        let treatment = cells.treatment(cells.schedule)
        observed = residuals(treatment)
        guard !value(cells.schedule).a.isNaN else {
            throw CausalError(
                .notIdentified, "the effect cannot be told apart from the levels of periods and clusters",
                column: cells.cells.rows.model.treatment,
                remedy: "Leave the cluster effects out: compare clusters within periods.")
        }
    }

    /// (diag W_j − Σ_i w_i w_i′ / W_i)⁺.
    private static func inverse(
        _ cells: CrossingCells, _ byCluster: [Double], _ byPeriod: [Double]
    ) throws(CausalError) -> Matrix {
        var rows = [[Double]](
            repeating: [Double](repeating: 0, count: cells.periodCount), count: cells.clusterCount)
        for (cell, weight) in cells.weights.enumerated() {
            rows[cells.clusters[cell]][cells.periods[cell]] = weight
        }
        var normal = Matrix(cells.periodCount, cells.periodCount, repeating: 0)
        for j in 0..<cells.periodCount {
            normal[j, j] += byPeriod[j]
            for k in 0..<cells.periodCount {
                for (row, total) in zip(rows, byCluster) { normal[j, k] -= row[j] * row[k] / total }
            }
        }
        let eigen = try SymmetricEigen(normal.symmetrised)
        let floor = 1e-10 * (byPeriod.max() ?? 0)
        return eigen.reconstruct { $0 > floor ? 1 / $0 : 0 }
    }

    /// Mv.
    private func residuals(_ values: [Double]) -> [Double] {
        guard let inverse else {
            let sums = periodSums(values)
            return values.indices.map {
                values[$0] - sums[cells.periods[$0]] / periodWeights[cells.periods[$0]]
            }
        }
        let centred = withinClusters(values)
        let levels = inverse * periodSums(centred)
        let fitted = withinClusters(cells.periods.map { levels[$0] })
        return zip(centred, fitted).map(-)
    }

    private func periodSums(_ values: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: cells.periodCount)
        for (cell, value) in values.enumerated() { sums[cells.periods[cell]] += cells.weights[cell] * value }
        return sums
    }

    private func withinClusters(_ values: [Double]) -> [Double] {
        var sums = [Double](repeating: 0, count: cells.clusterCount)
        for (cell, value) in values.enumerated() { sums[cells.clusters[cell]] += cells.weights[cell] * value }
        return values.indices.map {
            values[$0] - sums[cells.clusters[$0]] / clusterWeights[cells.clusters[$0]]
        }
    }

    /// a(x) and b(x); NaN where the effects determine the treatment.
    func value(_ schedule: [Int]) -> (a: Double, b: Double) {
        var (y, d, total) = (0.0, 0.0, 0.0)
        var byCluster = [Double](repeating: 0, count: cells.clusterCount)
        for cell in cells.periods.indices where cells.isTreated(cell, schedule) {
            let weight = cells.weights[cell]
            y += weight * outcome[cell]
            d += weight * observed[cell]
            total += weight
            byCluster[cells.clusters[cell]] += weight
        }
        let left = total - explained(schedule, byCluster)
        return left > 1e-9 * total ? (y / left, d / left) : (.nan, .nan)
    }

    /// x′W(I − M)x.
    private func explained(_ schedule: [Int], _ byCluster: [Double]) -> Double {
        var sums = [Double](repeating: 0, count: cells.periodCount)
        let shares = inverse == nil ? nil : zip(byCluster, clusterWeights).map { $0 / $1 }
        for cell in cells.periods.indices {
            let x = (cells.isTreated(cell, schedule) ? 1 : 0) - (shares?[cells.clusters[cell]] ?? 0)
            sums[cells.periods[cell]] += cells.weights[cell] * x
        }
        guard let inverse, let shares else {
            return zip(sums, periodWeights).reduce(0) { $0 + $1.0 * $1.0 / $1.1 }
        }
        return zip(byCluster, shares).reduce(0) { $0 + $1.0 * $1.1 } + inverse.quadraticForm(sums, sums)
    }
}
