import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// What theory says of saturated, stacked and local-projection estimators, published numbers and bad input.
@Suite struct SaturatedTests {
    private func policy(
        covariates: String? = nil, unit: String? = "clinician", weights: String? = nil,
        treatment: Treatment = .firstTreated("adopted")
    ) -> PolicyRegression {
        PolicyRegression(
            outcome: "burnout", panel: PanelIndex(unit: unit, period: "month"), treatment: treatment,
            covariates: covariates, weights: weights)
    }

    private func table(
        never: Double = 0.3, starts: [Int] = [3, 5, 8], missing: Double = 0, seed: UInt64 = 7
    ) throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 16
        simulation.cliniciansPerClinic = 3
        simulation.months = 9
        simulation.adoption = .staggered(months: starts, neverTreatedShare: never)
        simulation.missingShare = missing
        simulation.seed = seed
        return try simulation.table()
    }

    private func same(_ a: [Double], _ b: [Double], relative: Double = 1e-9) -> Bool {
        a.count == b.count && zip(a, b).allSatisfy { agree($0, $1, relative: relative, scale: 1000) }
    }

    @Test(.enabled(if: ReferenceData.isAvailable))
    func sunAndAbrahamIsThePublishedOne() throws {
        let policy = PolicyRegression(
            outcome: "y", panel: PanelIndex(unit: "id", period: "year"),
            treatment: .firstTreated("year_treated"), covariates: "x1")
        let fit = try SunAbraham(policy).fit(ReferenceData.table("fixest_base_stagg.csv"))
        let row = try fit.aggregate().estimates()["ATT"]
        #expect(abs(row.estimate + 1.133749) < 5e-7 && abs(row.standardError - 0.205070) < 5e-7)
        let x = try fit.regression.estimates(.clustered(by: "id"))["x1"]
        #expect(abs(x.estimate - 0.994678) < 5e-7 && abs(x.standardError - 0.018378) < 5e-7)
    }

    /// The published error is that of numerical derivatives: it agrees to 1e-7.
    @Test(.enabled(if: ReferenceData.isAvailable))
    func extendedTwoWayIsThePublishedOne() throws {
        let policy = PolicyRegression(
            outcome: "lemp", panel: PanelIndex(unit: "countyreal", period: "year"),
            treatment: .firstTreated("first.treat"), covariates: "lpop")
        let fit = try ExtendedTwoWay(policy).fit(ReferenceData.table("mpdta.csv"))
        let row = try fit.aggregate().estimates()["ATT"]
        #expect(agree(row.estimate, -0.0506270331228907, relative: 1e-11))
        #expect(agree(row.standardError, 0.0124972546529842, relative: 1e-7))
    }

    @Test(arguments: [EffectAggregation.simple, .group, .calendar, .cohortPeriods])
    func extendedTwoWayIsImputation(aggregation: EffectAggregation) throws {
        for never in [0.3, 0] {
            let table = try table(never: never)
            let imputed = try Imputation(policy()).fit(table).aggregate(aggregation)
            for units in [false, true] {
                let fit = try ExtendedTwoWay(policy(), absorbsUnits: units).fit(table).aggregate(aggregation)
                #expect(fit.terms == imputed.terms && same(fit.coefficients, imputed.coefficients))
            }
        }
    }

    /// In a balanced panel without covariates, effects relative to never-treated units are means of four.
    @Test func eventRowsAreCallawaySantAnnas() throws {
        let table = try table()
        let groupTime = try GroupTimeATT(
            outcome: "burnout", panel: PanelIndex(unit: "clinician", period: "month"),
            firstTreated: "adopted",
            controls: .neverTreated, base: .universal
        ).fit(table).aggregate(.eventTime(nil, balanced: nil))
        let values = Dictionary(uniqueKeysWithValues: zip(groupTime.terms, groupTime.coefficients))
        let event = EffectAggregation.event
        let saturated = [
            try SunAbraham(policy()).fit(table).aggregate(event),
            try ExtendedTwoWay(policy(), controls: .neverTreated).fit(table).aggregate(event),
        ]
        for fit in saturated {
            #expect(fit.terms.count > 8)
            for (term, value) in zip(fit.terms, fit.coefficients) {
                #expect(try agree(value, #require(values[term]), relative: 1e-9, scale: 100), "\(term)")
            }
        }
    }

    /// Everybody starts at once: all are the means of four of that horizon.
    @Test func withOneCohortAllAgree() throws {
        var simulation = SimulatedClinics()
        simulation.clinics = 12
        simulation.cliniciansPerClinic = 3
        simulation.months = 8
        simulation.adoption = .simultaneous(month: 5, share: 0.5)
        let table = try simulation.table()
        let one = try SunAbraham(policy()).fit(table).aggregate(.eventTime(-3...2))
        let stacked = try StackedComparisons(policy(), window: -3...2).fit(table).aggregate(.event)
        let projections = try LocalProjections(policy(), window: -3...2).fit(table).estimates(byHorizon: true)
        let reweighted = try LocalProjections(policy(), window: -3...2, reweights: true).fit(table)
            .estimates(byHorizon: true)
        #expect(one.terms == stacked.terms && one.terms == projections.rows.map(\.term))
        #expect(same(one.coefficients, stacked.coefficients))
        #expect(same(one.coefficients, projections.rows.map(\.estimate)))
        #expect(same(one.coefficients, reweighted.rows.map(\.estimate)))
    }

    /// A Poisson margin of a saturated model without covariates: the ratio of ratios, taken to a difference.
    @Test func poissonMarginIsTheRatioOfRatios() throws {
        var simulation = SimulatedClinics()
        simulation.clinics = 12
        simulation.cliniciansPerClinic = 3
        simulation.months = 2
        simulation.adoption = .simultaneous(month: 2, share: 0.5)
        let table = try simulation.table()
        let fit = try ExtendedTwoWay(policy(), family: .poisson).fit(table).aggregate()
        let (y, adopted, month) = try (
            table.numbers("burnout"), table.numbers("adopted"), table.numbers("month")
        )
        func mean(_ treated: Bool, _ time: Double) -> Double {
            let rows = y.indices.filter { (adopted[$0] == 2) == treated && month[$0] == time }
            return rows.reduce(0) { $0 + y[$1] } / Double(rows.count)
        }
        let expected = mean(true, 2) - mean(true, 1) * mean(false, 2) / mean(false, 1)
        #expect(agree(fit.coefficients[0], expected, relative: 1e-8, scale: 100))
    }

    @Test func rowOrderChangesNothing() throws {
        let table = try table(missing: 0.1)
        let names = ["clinician", "month", "adopted", "burnout", "caseload"]
        let reversed = try DataTable(names.map { Column($0, try table.numbers($0).reversed() as [Double]) })
        let fits: [(DataTable) throws -> [Double]] = [
            { try SunAbraham(policy()).fit($0).aggregate(.event).coefficients },
            { try ExtendedTwoWay(policy(covariates: "caseload")).fit($0).aggregate(.event).coefficients },
            { try StackedComparisons(policy(), window: -2...1).fit($0).aggregate(.event).coefficients },
            {
                try LocalProjections(policy(), window: -2...1).fit($0).estimates(byHorizon: true).rows.map(
                    \.estimate)
            },
        ]
        for fit in fits { #expect(try same(fit(table), fit(reversed))) }
    }

    @Test func influenceGivesTheStandardErrorsWithoutFactors() throws {
        let table = try table(missing: 0.1)
        let fit = try SunAbraham(policy()).fit(table).aggregate(.event)
        let influence = try fit.influence(summedBy: fit.sample.factor("clinic"))
        let errors = influence.gram.diagonal.map { $0.squareRoot() }
        let rows = try fit.estimates(.clustered(by: "clinic", correction: .cr0)).rows
        #expect(same(errors, rows.map(\.standardError)))
        let satterthwaite = try fit.estimates(.clustered(by: "clinic", correction: .cr2))
        #expect(satterthwaite.rows.allSatisfy { ($0.degreesOfFreedom ?? 0) > 1 && $0.isTestable })
        #expect(satterthwaite.diagnostic("pretrend-wald") != nil)
    }

    @Test func theBootstrapGivesBands() throws {
        let fit = try SunAbraham(policy()).fit(table()).aggregate(.event)
        let analytic = try fit.fromInfluence.estimates(.clustered(by: "clinic"))
        #expect(
            try same(
                analytic.rows.map(\.standardError),
                fit.estimates(.clustered(by: "clinic", correction: .cr0)).rows.map(\.standardError)))
        let drawn = try fit.fromInfluence.estimates(.multiplierBootstrap(draws: 499, seed: 3))
        #expect(drawn.rows[0].simultaneous == nil && drawn.rows[1].simultaneous != nil)
        #expect(drawn.diagnostic("pretrend-wald") != nil)
    }

    @Test func alwaysTreatedUnitsAndTheLastCohortAreSaid() throws {
        let answer = try SunAbraham(policy()).fit(table(never: 0, starts: [1, 4, 7])).aggregate().estimates()
        #expect(answer.notes.contains { $0.contains("treated from the first period on") })
        #expect(answer.notes.contains { $0.contains("last cohort") })
    }

    @Test func badInputIsRefusedInWords() throws {
        let table = try table()
        func code(_ body: () throws -> Void) -> CausalError.Code? {
            do { try body() } catch { return (error as? CausalError)?.code }
            return nil
        }
        let single = try self.table(never: 0, starts: [4])
        #expect(code { _ = try SunAbraham(policy()).fit(single) } == .notIdentified)
        #expect(code { _ = try ExtendedTwoWay(policy()).fit(single) } == .notIdentified)
        #expect(code { _ = try SunAbraham(policy(), anticipation: -1).fit(table) } == .badArgument)
        #expect(code { _ = try StackedComparisons(policy(), window: 0...2).fit(table) } == .badArgument)
        #expect(code { _ = try StackedComparisons(policy(), window: -8...8).fit(table) } == .notIdentified)
        #expect(
            code { _ = try LocalProjections(policy(unit: nil), window: -2...2).fit(table) } == .badArgument)
        #expect(code { _ = try LocalProjections(policy(), window: -2...900).fit(table) } == .notIdentified)
        #expect(
            code { _ = try LocalProjections(policy(), window: -2...2, base: .mean(last: 0)).fit(table) }
                == .badArgument)
        #expect(
            code { _ = try ExtendedTwoWay(policy(), family: .poisson, absorbsUnits: true).fit(table) }
                == .badArgument)
        #expect(code { _ = try ExtendedTwoWay(policy(), family: .binomial).fit(table) } == .badValue)
        #expect(
            code {
                _ = try StackedComparisons(policy(), window: -2...1).fit(table).aggregate(.group)
            } == .badArgument)
    }
}
