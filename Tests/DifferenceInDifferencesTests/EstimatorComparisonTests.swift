import Foundation
import OracleSupport
import Testing

@testable import DifferenceInDifferences

@Suite struct EstimatorComparisonTests {
    private static let panel = PanelIndex(unit: "clinician", period: "month")
    private static let policy = PolicyRegression(
        outcome: "burnout", panel: panel, treatment: .firstTreated("adopted"))

    private func table(_ months: [Int] = [4, 7]) throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 20
        simulation.cliniciansPerClinic = 1
        simulation.months = 10
        simulation.adoption = .staggered(months: months, neverTreatedShare: 0.6)
        return try simulation.table()
    }

    private func row(_ found: Estimates, _ name: EstimatorComparison.Estimator) -> Estimate? {
        found.rows.first { $0.labels.first == JSONValue.Member("estimator", .string(name.rawValue)) }
    }

    private func agrees(_ found: Estimates, _ name: EstimatorComparison.Estimator, _ own: Estimate) -> Bool {
        guard let row = row(found, name) else { return false }
        return row.term == "ATT" && row.estimate == own.estimate && row.standardError == own.standardError
            && row.degreesOfFreedom == own.degreesOfFreedom
    }

    @Test func everyRowIsTheEstimatorsOwnAnswer() throws {
        let table = try table()
        let found = try EstimatorComparison(Self.policy, draws: 3, seed: 3).compare(table, level: 0.9)
        let window = -1...3
        #expect(found.rows.count == 10 && found.rows.allSatisfy { $0.level == 0.9 })
        #expect(found.fact("window") == .array([.integer(-1), .integer(3)]))
        let group = GroupTimeATT(outcome: "burnout", panel: Self.panel, firstTreated: "adopted")
        #expect(agrees(found, .groupTime, try group.fit(table).aggregate(.simple).estimates()["ATT"]))
        let imputation = try Imputation(Self.policy).fit(table).aggregate().estimates()["ATT"]
        #expect(agrees(found, .imputation, imputation))
        let saturated = try SunAbraham(Self.policy).fit(table).aggregate().estimates()["ATT"]
        #expect(agrees(found, .sunAbraham, saturated))
        let stacked = try StackedComparisons(Self.policy, window: window).fit(table).aggregate().estimates()
        #expect(agrees(found, .stacked, stacked["ATT"]))
        let local = try LocalProjections(Self.policy, window: window).fit(table).estimates()["ATT"]
        #expect(agrees(found, .localProjections, local))
        let synthetic = try SyntheticDifferenceInDifferences(
            outcome: "burnout", panel: Self.panel, treatment: .firstTreated("adopted")
        ).fit(table).estimates(.placebo(draws: 3, seed: 3))["ATT"]
        #expect(agrees(found, .synthetic, synthetic))
        let switchers = try Switchers(outcome: "burnout", panel: Self.panel, treatment: "treated").fit(table)
        #expect(agrees(found, .switchers, try switchers.estimates()["overall"]))
        #expect(
            agrees(
                found, .twoWayFixedEffects, try TwoWayFixedEffects(Self.policy).fit(table).estimates()["ATT"])
        )
        #expect(found.notes.contains { $0.hasPrefix("Left out, 2x2: the treatment starts at 2") })
    }

    @Test func withOneCohortFourMeansTwoWayAndImputationAreTheSame() throws {
        let found = try EstimatorComparison(Self.policy, draws: 3).compare(table([6]), clusters: ["clinic"])
        let first = try #require(row(found, .twoByTwo)).estimate
        for name in [
            EstimatorComparison.Estimator.twoWayFixedEffects, .imputation, .twoStage, .extendedTwoWay,
        ] {
            #expect(agree(try #require(row(found, name)).estimate, first, relative: 1e-9))
        }
        #expect(found.notes.contains { $0.hasPrefix("Left out, synthetic: its draws take whole units") })
    }

    @Test func whatDoesNotApplyIsLeftOutWithItsReason() throws {
        var table = try table()
        let status = try zip(table.numbers("treated"), table.numbers("month")).map { $1 >= 9 ? 0 : $0 }
        table = try DataTable(table.columns + [Column("on", status)])
        var policy = Self.policy
        policy.treatment = .status("on")
        let found = try EstimatorComparison(policy).compare(table)
        #expect(found.rows.map { $0.labels[0].value.text } == ["switchers", "twfe"])
        let reasons = found.notes.filter { $0.contains("ends, and the estimator assumes") }
        #expect(reasons.count == 1 && reasons[0].contains("callaway-santanna, imputation, two-stage"))
        let early = try EstimatorComparison(Self.policy, anticipation: 1, draws: 3).compare(self.table())
        #expect(early.rows.count == 5 && early.notes.contains { $0.contains("it knows no anticipation") })
    }

    /// The variance of a difference is that of the stacked influence of two regressions; equal estimates have no test.
    @Test func estimatorsAreTestedAgainstTheFirst() throws {
        let table = try table()
        let found = try EstimatorComparison(
            Self.policy, estimators: [.extendedTwoWay, .imputation, .twoWayFixedEffects, .synthetic], draws: 3
        ).compare(table)
        let agreements = found.diagnostics.filter { $0.name == "agreement" }
        #expect(agreements.map { $0["second"]?.text } == ["imputation", "twfe"])
        #expect(agreements[0]["difference"]?.double.map { $0.magnitude < 1e-9 } == true)
        let two = try ExtendedTwoWay(Self.policy).fit(table).aggregate()
        let one = try TwoWayFixedEffects(Self.policy).fit(table)
        let joint = try JointFits([("a", two), ("b", one.regression)]).estimates(.clustered(by: "clinician"))
        let rows = [joint["a:ATT"], joint["b:ATT"]]
        let covariance = joint.covariance[0, 1]
        let correlation = covariance / (rows[0].standardError * rows[1].standardError)
        let own = [found.rows[0].standardError, found.rows[2].standardError]
        let error = (own[0] * own[0] + own[1] * own[1] - 2 * correlation * own[0] * own[1]).squareRoot()
        #expect(agree(agreements[1]["std.error"]?.double ?? 0, error, relative: 1e-9))
        #expect(agree(found.covariance[0, 2], correlation * own[0] * own[1], relative: 1e-9))
        #expect(found.covariance[0, 3].isNaN && found.covariance[3, 3].isFinite)
    }

    /// Stacks and local projections are compared with group-time effects over the same event times.
    @Test func windowedRowsAreTestedAgainstTheSameEventTimes() throws {
        let table = try table()
        let found = try EstimatorComparison(
            Self.policy, estimators: [.groupTime, .imputation, .stacked, .localProjections]
        ).compare(table)
        let agreements = found.diagnostics.filter { $0.name == "agreement" }
        #expect(agreements.map { $0["second"]?.text } == ["imputation", "stacked", "lp-did"])
        #expect(agreements[0]["events"] == nil && agreements[1]["events"] != nil)
        let group = try GroupTimeATT(outcome: "burnout", panel: Self.panel, firstTreated: "adopted").fit(
            table
        )
        .aggregate(.eventTime(0...3)).estimates()["overall"]
        let stacked = try #require(row(found, .stacked))
        #expect(
            agree(agreements[1]["difference"]?.double ?? 0, stacked.estimate - group.estimate, relative: 1e-9)
        )
        #expect(found.rows.count == 4 && found.covariance.rowCount == 4)
    }

    /// Clusters in blocks give what all at once give.
    @Test func manyClustersAreTakenInBlocks() throws {
        let table = try table()
        var comparison = EstimatorComparison(
            Self.policy, estimators: [.groupTime, .imputation, .twoWayFixedEffects])
        let whole = try comparison.compare(table)
        comparison.mostValues = 300
        let parts = try comparison.compare(table)
        for i in 0..<3 {
            for j in 0..<3 {
                #expect(agree(whole.covariance[i, j], parts.covariance[i, j], relative: 1e-10))
            }
        }
    }

    @Test func simultaneousBoundsLeaveOutDraws() throws {
        let found = try EstimatorComparison(
            Self.policy, estimators: [.groupTime, .imputation, .synthetic, .twoWayFixedEffects], draws: 3
        ).compare(table())
        let bounds = try found.simultaneousAmongCorrelated().rows.map { $0.simultaneous != nil }
        #expect(bounds == [true, true, false, true])
        let lonely = try EstimatorComparison(Self.policy, estimators: [.imputation]).compare(table())
        #expect(throws: CausalError.self) { try lonely.simultaneousAmongCorrelated() }
    }

    /// Distributions are compared where there are two groups in two periods, doses where the treatment has them.
    @Test func distributionsAndDosesComeWhereTheyApply() throws {
        let two = try table([6]).filtered(where: "month == 5 | month == 6")
        let found = try EstimatorComparison(
            Self.policy, estimators: [.twoByTwo, .changesInChanges, .quantileDifferences, .continuous]
        ).compare(two)
        #expect(found.rows.map { $0.labels[0].value.text } == ["2x2", "changes-in-changes", "quantile-did"])
        #expect(found.notes.contains { $0.hasPrefix("Left out, continuous: it needs doses") })
        #expect(found.diagnostics.count { $0.name == "agreement" } == 2)
        let rows = try table([6])
        let doses = try zip(rows.numbers("treated"), rows.numbers("clinician")).map {
            $0 * (1 + $1.truncatingRemainder(dividingBy: 7))
        }
        var policy = Self.policy
        policy.treatment = .status("dose")
        let dosed = try EstimatorComparison(policy).compare(
            DataTable(rows.columns + [Column("dose", doses)]))
        #expect(dosed.rows.contains { $0.labels[0].value.text == "continuous" })
    }

    @Test func whereNothingAppliesTheFirstErrorIsThrown() throws {
        let table = try table()
        let comparison = EstimatorComparison(Self.policy, draws: 3)
        #expect(throws: CausalError.self) { try comparison.compare(table, clusters: ["nowhere"]) }
        #expect(throws: CausalError.self) { try comparison.compare(table, level: 1) }
        #expect(throws: CausalError.self) {
            try EstimatorComparison(Self.policy, estimators: []).compare(table)
        }
    }
}
