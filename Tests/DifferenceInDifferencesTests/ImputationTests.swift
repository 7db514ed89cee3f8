import Foundation
import OracleSupport
import Testing

@testable import DifferenceInDifferences

@Suite struct ImputationTests {
    private func policy(
        covariates: String? = nil, unit: String? = "clinician", weights: String? = nil
    ) -> PolicyRegression {
        PolicyRegression(
            outcome: "burnout", panel: PanelIndex(unit: unit, period: "month"),
            treatment: .firstTreated("adopted"), covariates: covariates, weights: weights)
    }

    private func simulation() -> SimulatedClinics {
        var simulation = SimulatedClinics()
        simulation.clinics = 14
        simulation.cliniciansPerClinic = 3
        simulation.months = 9
        simulation.adoption = .staggered(months: [3, 5, 8], neverTreatedShare: 0.3)
        simulation.missingShare = 0.1
        return simulation
    }

    @Test(arguments: [EffectAggregation.simple, .group, .calendar, .cohortPeriods])
    func twoStageHasTheSameEstimates(aggregation: EffectAggregation) throws {
        let table = try simulation().table()
        let one = try Imputation(policy(covariates: "caseload")).fit(table).aggregate(aggregation)
        let two = try TwoStage(policy(covariates: "caseload")).fit(table).aggregate(aggregation)
        #expect(one.terms == two.terms && one.coefficients.count > 0)
        #expect(zip(one.coefficients, two.coefficients).allSatisfy { agree($0, $1, relative: 1e-12) })
    }

    /// Σ v y is the estimate: with weights from eigenvalues, and from conjugate gradients where rows are many.
    @Test(arguments: [(9, nil, nil), (9, "caseload", "hours"), (80, nil, nil), (80, "caseload", nil)])
    func theWeightsReproduceTheEstimate(months: Int, covariates: String?, weights: String?) throws {
        var simulation = simulation()
        simulation.months = months
        simulation.missingShare = 0
        simulation.cliniciansPerClinic = months > 9 ? 7 : 3
        let table = try simulation.table()
        let policy = policy(covariates: covariates, weights: weights)
        let outcomes = try Imputation(policy, absorbing: months > 9 ? ["clinician", "month", "region"] : nil)
            .fit(table)
        let fit = try outcomes.aggregate(.simple)
        let mean = fit.averages.means[0]
        let model = outcomes.model
        let v = try ImputationWeights(model: model, cells: outcomes.cells).untreated(mean)
        let response = model.base.frame.response
        var sum = zip(model.untreated, v).reduce(0.0) {
            $0 + $1.1 * model.weight(Int($1.0)) * response[Int($1.0)]
        }
        for (row, cell) in outcomes.cells.codes.enumerated() where cell >= 0 {
            if mean.cells.contains(Int(cell)) { sum += model.weight(row) * response[row] / mean.mass }
        }
        #expect(agree(sum, fit.coefficients[0], relative: 1e-9, scale: 1000))
    }

    @Test func rowOrderAndDuplicationChangeNothing() throws {
        let table = try simulation().table()
        let usual = try Imputation(policy()).fit(table).aggregate(.event).estimates()
        let backwards = table.rows((0..<Int32(table.rowCount)).reversed())
        let turned = try Imputation(policy()).fit(backwards).aggregate(.event).estimates()
        #expect(usual.rows.count == turned.rows.count)
        for (a, b) in zip(usual.rows, turned.rows) {
            #expect(a.term == b.term && agree(a.estimate, b.estimate, relative: 1e-10, scale: 10))
            #expect(agree(a.standardError, b.standardError, relative: 1e-9))
        }
        let doubled = table.rows(Array(0..<Int32(table.rowCount)) + Array(0..<Int32(table.rowCount)))
        let twice = try Imputation(policy()).fit(doubled).aggregate(.simple)
        let once = try Imputation(policy()).fit(table).aggregate(.simple)
        #expect(agree(twice.coefficients[0], once.coefficients[0], relative: 1e-11))
    }

    @Test func leadsAreTheRegressionOnUntreatedRows() throws {
        let table = try simulation().table()
        let result = try Imputation(policy()).fit(table).aggregate(.event).estimates()
        let (time, start) = try (table.numbers("month"), table.numbers("adopted"))
        let rows = (0..<Int32(table.rowCount)).filter { !(time[Int($0)] >= start[Int($0)]) }
        let untreated = table.rows(rows)
        let events = try zip(untreated.numbers("month"), untreated.numbers("adopted")).map {
            $1 > 0 ? $0 - $1 : -99.0
        }
        let known = try DataTable(untreated.columns + [Column("lead", events)])
        let direct = try LeastSquares(
            "burnout ~ i(lead, ref = c(-99, -7)) | clinician + month", keepsSingletons: true
        ).fit(known).estimates(.clustered(by: "clinician", correction: .cr0))
        for row in result.rows where row.term.hasPrefix("event::-") {
            let other = try direct.row(row.term.replacingOccurrences(of: "event", with: "lead"))
            #expect(agree(row.estimate, other.estimate, relative: 1e-9, scale: 10))
            #expect(agree(row.standardError, other.standardError, relative: 1e-9))
        }
        #expect(result.diagnostic("pretrend-wald")?["df"] == .integer(6))
    }

    @Test func rowsThatCannotBeImputedAreLeftOutAndSaid() throws {
        var simulation = simulation()
        simulation.missingShare = 0
        simulation.adoption = .staggered(months: [1, 4, 7], neverTreatedShare: 0)
        let result = try Imputation(policy()).fit(simulation.table()).aggregate(.cohortPeriods).estimates()
        #expect(result.rows.map { $0.labels[1].value } == [4, 5, 6].map { JSONValue.integer($0) })
        #expect(result.notes.contains { $0.contains("levels of 'clinician' have no untreated row") })
        #expect(result.notes.contains { $0.contains("3 levels of 'month' have no untreated row (7, 8, 9)") })
    }

    /// Two groups of units whose untreated rows share no period: neither can be predicted in the other's periods.
    @Test func unlinkedUnitsAndPeriodsAreLeftOut() throws {
        var (unit, month, start, outcome): ([Double], [Double], [Double], [Double]) = ([], [], [], [])
        for i in 1...12 {
            for t in (i <= 6 ? [1, 2, 3, 4] : [3, 4, 5, 6]) {
                let begins = i % 2 == 0 ? 0 : (i <= 6 ? 3 : 5)
                if i <= 6, begins == 0, t > 2 { continue }
                if i > 6, t < 5, begins == 0 { continue }
                if i > 6, begins > 0, t < 5 { continue }
                unit.append(Double(i))
                month.append(Double(t))
                start.append(Double(begins))
                outcome.append(Double(i * t))
            }
        }
        let table = try DataTable([
            Column("clinician", unit), Column("month", month), Column("adopted", start),
            Column("burnout", outcome),
        ])
        let error = try #require(throws: CausalError.self) { try Imputation(policy()).fit(table) }
        #expect(error.code == .notIdentified && error.message.contains("no treated row can be imputed"))
    }

    @Test func aCovariateOfTreatedRowsOnlyIsRefused() throws {
        let table = try simulation().table()
        let exposure = try zip(table.numbers("month"), table.numbers("adopted")).map {
            $1 > 0 && $0 >= $1 ? $0 - $1 + 1 : 0
        }
        let known = try DataTable(table.columns + [Column("exposure", exposure)])
        let error = try #require(throws: CausalError.self) {
            try Imputation(policy(covariates: "exposure")).fit(known)
        }
        #expect(error.code == .notIdentified && error.message.contains("'exposure'"))
    }

    @Test func badCallsAreErrors() throws {
        let table = try simulation().table()
        let start = try table.numbers("adopted")
        let nobody = table.rows((0..<Int32(table.rowCount)).filter { start[Int($0)].isNaN })
        #expect(throws: CausalError.self) { try Imputation(policy()).fit(nobody) }
        #expect(throws: CausalError.self) { try Imputation(policy(), anticipation: -1).fit(table) }
        #expect(throws: CausalError.self) {
            try Imputation(policy()).fit(table).aggregate(.eventTime(50...60))
        }
        let sections = try Imputation(policy(unit: nil)).fit(table).aggregate().estimates()
        #expect(sections["ATT"].isTestable && sections.fact("units") == .null)
    }
}
