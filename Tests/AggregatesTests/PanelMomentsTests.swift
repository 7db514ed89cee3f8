import Aggregates
import Foundation
import Testing

@Suite struct PanelMomentsTests {
    private func compare(
        _ table: DataTable, _ treatment: Treatment, unit: String? = "id", cluster: String?, _ comment: String
    ) throws {
        let moments = PanelMoments(
            outcome: "y", panel: PanelIndex(unit: unit, period: "year"), treatment: treatment,
            clusters: cluster.map { [$0] } ?? [])
        let rows = try moments.table(moments.sums(table))
        for question in PolicyQuestion.all(treatment, unit: unit, cluster: cluster) {
            let short = try question.answer(rows.table, PanelMoments.unitCounts)
                .restated(for: rows, unit: unit)
            expectSame(
                short, try question.answer(table, nil), "\(comment) \(question.name) by \(cluster ?? "unit")")
        }
    }

    @Test(arguments: [true, false]) func answersAreThoseOfTheRows(_ isBalanced: Bool) throws {
        for seed in 1...2 as ClosedRange<UInt64> {
            let table = try randomPanel(seed, isBalanced: isBalanced)
            for cluster in [nil, "clinic"] {
                try compare(table, .firstTreated("first treated"), cluster: cluster, "cohorts \(isBalanced)")
            }
        }
        try compare(
            randomPanel(3, isBalanced: isBalanced), .status("d"), cluster: nil, "status \(isBalanced)")
    }

    @Test func repeatedCrossSections() throws {
        let table = try randomPanel(4, units: 80)
        for cluster in [nil, "clinic"] {
            try compare(table, .firstTreated("first treated"), unit: nil, cluster: cluster, "rows")
        }
    }

    @Test func wholeUnitsMergeInAnyOrderAndAsJSON() throws {
        let table = try randomPanel(5, isBalanced: true)
        let moments = PanelMoments(
            outcome: "y", panel: PanelIndex(unit: "id", period: "year"),
            treatment: .firstTreated("first treated"))
        let ids = try table.numbers("id")
        let parts = try (0..<3).map { part in
            try moments.sums(table.rows(ids.indices.filter { Int(ids[$0]) % 3 == part }.map(Int32.init)))
        }
        let merged = try parts[2].merged(with: parts[0]).merged(with: parts[1])
        let stored = try JSONDecoder().decode(PanelMoments.Sums.self, from: JSONEncoder().encode(merged))
        #expect(stored == merged)
        for question in PolicyQuestion.all(moments.treatment, unit: "id", cluster: nil) {
            expectSame(
                try question.answer(moments.table(stored).table, PanelMoments.unitCounts),
                try question.answer(table, nil), "merged \(question.name)")
        }
    }

    @Test func unitsThatAreWrittenOutAreTheSame() throws {
        let table = try randomPanel(6, units: 40, isBalanced: true)
        let ids = try table.numbers("id")
        var order: [Int32] = []
        var names: [Double] = []
        for row in ids.indices {
            for copy in 0..<(1 + Int(ids[row]) % 3) {
                order.append(Int32(row))
                names.append(ids[row] + Double(copy) * 10_000)
            }
        }
        let out = table.rows(order)
        let long = try DataTable(
            out.columns.map { $0.name == "id" ? Column("id", names) : $0 })
        let short = try DataTable(
            table.columns + [Column("times", ids.map { Double(1 + Int($0) % 3) })])
        for question in PolicyQuestion.all(.firstTreated("first treated"), unit: "id", cluster: nil) {
            expectSame(try question.answer(short, "times"), try question.answer(long, nil), question.name)
        }
    }

    @Test func badPanelsAreToldSo() throws {
        let table = try randomPanel(7, units: 20)
        let moments = PanelMoments(
            outcome: "y", panel: PanelIndex(unit: "clinic", period: "year"),
            treatment: .firstTreated("first treated"))
        #expect(throws: CausalError.self) { try moments.sums(table) }
        let other = PanelMoments(
            outcome: "y", panel: PanelIndex(unit: "id", period: "year"), treatment: .status("d"))
        #expect(throws: CausalError.self) { try moments.table(other.sums(table)) }
        let policy = PolicyRegression(
            outcome: "y", panel: PanelIndex(unit: "id", period: "year"), treatment: .status("d"))
        var counted = policy
        counted.unitCounts = PanelMoments.unitCounts
        let fit = try TwoWayFixedEffects(counted).fit(other.table(other.sums(table)).table)
        for covariance in [LinearCovariance.iid, .hc1, .clustered(by: "id", correction: .cr2)] {
            #expect(throws: CausalError.self) { try fit.estimates(covariance) }
        }
    }
}
