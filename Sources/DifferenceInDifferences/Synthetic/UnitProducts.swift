import LinearAlgebra
import SimplexWeights

/// Products of all units' outcomes before a start, y_i′y_j, from which those of any draw of units are read.
struct UnitProducts: Sendable {
    private let products: Matrix

    /// The most units, over all cohorts, whose products are kept (128 MB).
    static let mostProducts = 1 << 24

    init(_ panel: SyntheticPanel, before: Int, intercept: Bool) {
        let periods = panel.periods.count
        var columns = Matrix(before, panel.units.count)
        for unit in panel.units.indices {
            let own = panel.outcomes[(unit * periods)..<(unit * periods + before)]
            let centre = intercept ? own.reduce(0, +) / Double(before) : 0
            for (t, value) in own.enumerated() { columns[t, unit] = value - centre }
        }
        products = columns.gram
    }

    /// Those of controls less the mean of treated units.
    func drawn(controls: [Int], treated: [Int]) -> KnownProducts {
        let share = 1 / Double(treated.count)
        let size = products.rowCount
        var sums = [Double](repeating: 0, count: size)
        for unit in treated {
            SimplexLoops.add(share, products.values[(unit * size)..<((unit + 1) * size)], to: &sums)
        }
        return KnownProducts(
            products: products, controls: controls, target: controls.map { sums[$0] },
            square: treated.reduce(0) { $0 + share * sums[$1] })
    }
}
