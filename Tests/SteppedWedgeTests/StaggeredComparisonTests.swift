import DifferenceInDifferences
import SteppedWedge
import Testing

/// A trial as a staggered adoption.
@Suite struct StaggeredComparisonTests {
    /// Without noise both estimators find the effect.
    @Test func aConstantEffectIsFound() throws {
        var (c, t, x, y): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for cluster in 0..<8 {
            for period in 1...5 {
                for person in 0..<(2 + cluster % 3) {
                    let treated: Double = period >= cluster / 2 + 2 ? 1 : 0
                    let noise = Double((person + cluster) % 2) * 0.1
                    c.append(Double(cluster))
                    t.append(Double(2000 + 5 * period))
                    x.append(treated)
                    y.append(Double(cluster * cluster) + Double(period) * 0.3 + 2 * treated + noise)
                }
            }
        }
        let table = try DataTable([Column("c", c), Column("t", t), Column("x", x), Column("y", y)])
        let model = SteppedWedge(outcome: "y", cluster: "c", period: "t", treatment: "x")
        let rows = try model.staggeredComparison(table).rows
        #expect(rows.count == 2 && rows.allSatisfy { abs($0.estimate - 2) < 1e-9 })
    }

    /// Cluster-period means by hand give the same as the estimators themselves.
    @Test func theEstimatorsAreThoseOfThePanel() throws {
        let table = try DataTable(csv: oracles.appendingPathComponent("design/trials.csv").path)
            .filtered(where: "design == 'six'")
        let (c, t) = (try table.numbers("c"), try table.numbers("t"))
        let (x, y) = (try table.numbers("x"), try table.numbers("y"))
        var cells: [[Double]: (sum: Double, count: Double, x: Double)] = [:]
        for row in c.indices {
            let old = cells[[c[row], t[row]]] ?? (0, 0, 0)
            cells[[c[row], t[row]]] = (old.sum + y[row], old.count + 1, x[row])
        }
        let keys = cells.keys.sorted { $0.lexicographicallyPrecedes($1) }
        let panel = try DataTable([
            Column("c", keys.map { $0[0] }), Column("t", keys.map { $0[1] }),
            Column("x", keys.map { cells[$0]?.x ?? 0 }),
            Column("m", keys.map { (cells[$0]?.sum ?? 0) / (cells[$0]?.count ?? 1) }),
        ])
        let index = PanelIndex(unit: "c", period: "t")
        let first = try GroupTimeATT(
            outcome: "m", panel: index, treatment: .status("x"), controls: .notYetTreated
        ).fit(panel).aggregate(.simple).estimates().rows[0]
        let second = try ExtendedTwoWay(PolicyRegression(outcome: "m", panel: index, treatment: .status("x")))
            .fit(panel).aggregate(.simple).estimates().rows[0]
        let rows = try SteppedWedge(outcome: "y", cluster: "c", period: "t", treatment: "x")
            .staggeredComparison(table).rows
        #expect(abs(rows[0].estimate - first.estimate) < 1e-10)
        #expect(abs(rows[0].standardError - first.standardError) < 1e-10)
        #expect(abs(rows[1].estimate - second.estimate) < 1e-10)
        #expect(abs(rows[1].standardError - second.standardError) < 1e-10)
    }
}
