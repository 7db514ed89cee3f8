import Foundation
import OracleSupport
import Regression
import Testing

/// Properties of leverage-adjusted covariances.
@Suite struct LeverageTests {
    private func table() throws -> DataTable { try AbsorptionTests.table() }

    /// Leverages are the diagonal of the hat matrix: those of explicit dummies, with the sum K.
    ///
    /// Swept columns are orthogonal to the factors to 1e-10 at the default tolerance.
    @Test(
        arguments: [
            ["clinician"], ["clinician", "month"], ["clinician", "clinic", "region"],
            ["month", "experience", "clinician"],
        ], [nil, "w"])
    func absorbedLeveragesAreThoseOfDummies(absorbed: [String], weights: String?) throws {
        let table = try table()
        let model = "burnout ~ treated + caseload"
        let swept = try LeastSquares(
            model + " | " + absorbed.joined(separator: " + "), weights: weights, keepsSingletons: true
        ).fit(table).leverages()
        let dummies = try LeastSquares(
            model + " + " + absorbed.map { "factor(\($0))" }.joined(separator: " + "), weights: weights
        ).fit(table)
        let explicit = try dummies.leverages()
        for (first, second) in zip(swept, explicit) { #expect(abs(first - second) < 1e-9) }
        #expect(abs(swept.reduce(0, +) - Double(dummies.estimated.count)) < 1e-7)
    }

    /// Slopes that vary by level: leverages and leave-one-out errors are those of the products written out.
    @Test(
        arguments: [
            ("clinic[hours]", "factor(clinic) + factor(clinic):hours"),
            ("month + clinic[[hours]]", "factor(month) + factor(clinic):hours"),
        ], [nil, "w"])
    func absorbedSlopesAreProducts(terms: (String, String), weights: String?) throws {
        let table = try table()
        let some = (0..<Int32(table.rowCount)).filter { $0 % 3 == 0 }
        let model = "burnout ~ treated | "
        let absorbed = try LeastSquares(model + terms.0, weights: weights, keepsSingletons: true)
            .fit(table.rows(some))
        let written = try LeastSquares("burnout ~ treated + " + terms.1, weights: weights)
            .fit(table.rows(some))
        for (a, b) in zip(try absorbed.leverages(), try written.leverages()) { #expect(abs(a - b) < 1e-8) }
        guard weights == nil else { return }
        let covariance = LinearCovariance.clustered(by: "region", correction: .cr3)
        let a = try absorbed.estimates(covariance)["treated"]
        let b = try written.estimates(covariance)["treated"]
        #expect(agree(a.standardError, b.standardError, relative: 1e-7))
    }

    @Test func aConstantAloneSharesItsLeverage() throws {
        let table = try DataTable([Column("y", [1.0, 2, 4, 3]), Column("w", [1.0, 2, 3, 4])])
        #expect(try LeastSquares("y ~ 1").fit(table).leverages() == [0.25, 0.25, 0.25, 0.25])
        let weighted = try LeastSquares("y ~ 1", weights: "w").fit(table).leverages()
        for (leverage, share) in zip(weighted, [0.1, 0.2, 0.3, 0.4]) {
            #expect(abs(leverage - share) < 1e-15)
        }
    }

    /// A row that a dummy fits exactly counts as nothing, and a note says so.
    @Test func rowsOfLeverageOneAreNoted() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3, 7]), Column("x", [0.0, 1, 1, 2, 5]), Column("d", [0.0, 0, 0, 0, 1]),
        ])
        let result = try LeastSquares("y ~ x + d").fit(table).estimates(.hc3)
        #expect(result.notes.contains { $0.contains("1 row has leverage one") })
        let without = try LeastSquares("y ~ x").fit(table.rows([0, 1, 2, 3])).estimates(.hc3)
        #expect(abs(result["x"].standardError / without["x"].standardError - 1) < 1e-12)
    }

    /// Clusters of one row: CR2 is HC2 and CR3 is HC3.
    @Test func clustersOfOneRowAreRows() throws {
        let table = try table()
        let named = try DataTable(table.columns + [Column("row", (0..<table.rowCount).map { $0 })])
        let fit = try LeastSquares("burnout ~ treated + caseload | month").fit(named)
        for (rows, clusters) in [(LinearCovariance.hc2, ClusterCorrection.cr2), (.hc3, .cr3)] {
            let first = try fit.estimates(rows)
            let second = try fit.estimates(.clustered(by: "row", correction: clusters))
            for (a, b) in zip(first.rows, second.rows) {
                #expect(abs(a.standardError / b.standardError - 1) < 1e-9)
            }
        }
    }

    /// Every number of frequency weights is that of the rows written out.
    @Test func frequenciesAreRowsWrittenOut() throws {
        let table = try table()
        let counts = (0..<table.rowCount).map { 1 + $0 % 3 }
        let counted = try DataTable(table.columns + [Column("count", counts)])
        let expanded = counted.rows(
            counts.enumerated().flatMap { row, count in Array(repeating: Int32(row), count: count) })
        for formula in ["burnout ~ treated + caseload", "burnout ~ treated + caseload | clinician + month"] {
            let first = try LeastSquares(formula, weights: "count", kind: .frequency, keepsSingletons: true)
                .fit(counted)
            let second = try LeastSquares(formula, keepsSingletons: true).fit(expanded)
            for covariance in [
                LinearCovariance.hc2, .hc3, .clustered(by: "clinic", correction: .cr2),
                .clustered(by: "clinic", correction: .cr3(.satterthwaite)),
            ] {
                let (a, b) = (try first.estimates(covariance), try second.estimates(covariance))
                for (x, y) in zip(a.rows, b.rows) {
                    #expect(abs(x.standardError / y.standardError - 1) < 1e-9)
                    #expect(abs((x.degreesOfFreedom ?? 0) / (y.degreesOfFreedom ?? 0) - 1) < 1e-8)
                }
            }
        }
    }

    @Test func theJackknifeIsScaled() throws {
        let fit = try LeastSquares("burnout ~ treated + caseload | month").fit(table())
        let cr3 = try fit.estimates(.clustered(by: "clinic", correction: .cr3))
        let jackknife = try fit.estimates(.clustered(by: "clinic", correction: .jackknife))
        let ratio = jackknife["treated"].standardError / cr3["treated"].standardError
        #expect(abs(ratio * ratio - 11.0 / 12) < 1e-14)
        #expect(cr3["treated"].degreesOfFreedom == 11)
        #expect(jackknife.fact("vcov") == .string("jackknife"))
    }

    /// Neither the number of threads nor the order of rows matters; clusters are names only.
    @Test func neitherThreadsNorOrderMatter() throws {
        let table = try table()
        let model = try LeastSquares("burnout ~ treated + caseload | clinician + month", weights: "w")
        let covariance = LinearCovariance.clustered(by: "clinic", correction: .cr2)
        Parallel.threads = 1
        let one = try model.fit(table).estimates(covariance)
        Parallel.threads = 0
        #expect(try model.fit(table).estimates(covariance) == one)
        var order = (0..<Int32(table.rowCount)).map { $0 }
        var generator = Generator(seed: 5)
        generator.shuffle(&order)
        let shuffled = try model.fit(table.rows(order)).estimates(covariance)
        for (a, b) in zip(one.rows, shuffled.rows) {
            #expect(abs(a.standardError / b.standardError - 1) < 1e-9)
            #expect(abs((a.degreesOfFreedom ?? 0) / (b.degreesOfFreedom ?? 0) - 1) < 1e-8)
        }
    }
}

/// Tests under CR2, whose reference distribution depends on the design.
@Suite struct HotellingTests {
    private let covariance = LinearCovariance.clustered(by: "clinic", correction: .cr2)

    private func fit() throws -> LeastSquaresFit {
        try LeastSquares("burnout ~ treated + caseload + experience | month").fit(AbsorptionTests.table())
    }

    /// A test of one coefficient is its t², from the fit and from the stored result alike.
    @Test func oneRestrictionIsTSquared() throws {
        let fit = try fit()
        let result = try fit.estimates(covariance)
        let row = result["treated"]
        for test in [try fit.wald("treated = 0", covariance), try result.wald("2 * treated = 0")] {
            #expect(abs(test.statistic / (row.statistic * row.statistic) - 1) < 1e-12)
            #expect(abs(test.pValue / row.pValue - 1) < 1e-10)
        }
    }

    /// A contrast has degrees of freedom of its own: those of the coefficient it is in another coding.
    @Test func aContrastIsACoefficientInAnotherCoding() throws {
        let table = try AbsorptionTests.table()
        let difference = try fit().wald("treated - caseload = 0", covariance)
        let recoded = try LeastSquares("burnout ~ treated + I(caseload + treated) + experience | month")
            .fit(table).estimates(covariance)["treated"]
        #expect(abs(difference.statistic / (recoded.statistic * recoded.statistic) - 1) < 1e-9)
        let df = try #require(recoded.degreesOfFreedom)
        #expect(abs((difference.denominatorDegreesOfFreedom ?? 0) / df - 1) < 1e-9)
    }

    /// A stored result does not test jointly with a distribution that it cannot know.
    @Test func aStoredResultRefusesJointTests() throws {
        let result = try fit().estimates(covariance)
        let stored = try JSONDecoder().decode(Estimates.self, from: JSONEncoder().encode(result))
        for estimates in [result, stored] {
            #expect(estimates.testsNeedDesign)
            let error = #expect(throws: CausalError.self) { try estimates.wald("treated = 0, caseload = 0") }
            #expect(error?.code == .badArgument && error?.remedy?.contains("fit.wald") == true)
        }
        let joint = try fit().wald("treated = 0, caseload = 0, experience = 0", covariance)
        #expect(result.diagnostic("f-test")?["statistic"]?.double == joint.statistic)
    }

    /// More restrictions than the clusters can carry, and hypotheses that repeat themselves.
    @Test func whatCannotBeTestedIsAnError() throws {
        let fit = try fit()
        #expect(throws: CausalError.self) { try fit.wald("treated = 0, 2 * treated = 0", covariance) }
        let regions = LinearCovariance.clustered(by: "region", correction: .cr2)
        let wide = try LeastSquares("burnout ~ treated + caseload + experience + hours | month")
            .fit(AbsorptionTests.table())
        let error = #expect(throws: CausalError.self) {
            try wide.wald("treated = 0, caseload = 0, experience = 0, hours = 0", regions)
        }
        #expect(error?.code == .notIdentified)
    }

    @Test func severalClusterColumnsAreAnOpenProblem() throws {
        let fit = try fit()
        for correction in [ClusterCorrection.cr2, .cr3, .jackknife] {
            let error = #expect(throws: CausalError.self) {
                try fit.estimates(.clustered(by: "clinic", "month", correction: correction))
            }
            #expect(error?.message.contains("open problem") == true)
            #expect(error?.remedy?.contains("cr1") == true)
        }
    }

    /// A coefficient that one cluster alone identifies has no jackknife error; the others keep theirs.
    @Test func whatOneClusterIdentifiesIsSaid() throws {
        let table = try DataTable([
            Column("y", [1.0, 3, 2, 5, 4, 6, 8, 7]), Column("x", [1.0, 2, 4, 3, 5, 7, 6, 9]),
            Column("d", [0.0, 0, 0, 0, 0, 0, 1, 1]), Column("g", [1.0, 1, 2, 2, 3, 3, 4, 4]),
        ])
        let fit = try LeastSquares("y ~ x + d").fit(table)
        let cr3 = try fit.estimates(.clustered(by: "g", correction: .cr3))
        #expect(cr3["d"].standardError.isNaN && cr3["x"].standardError > 0)
        #expect(cr3.notes.contains { $0.contains("One cluster alone identifies a part of d (g 4)") })
        #expect(!cr3.json.description.contains("nan"))
        let cr2 = try fit.estimates(.clustered(by: "g", correction: .cr2))
        #expect(cr2["x"].standardError > 0 && cr2.notes.contains { $0.contains("counts as certain") })
        #expect(throws: CausalError.self) { try cr3.wald("d = 0") }
    }

    /// Crossed factors beyond the limit are refused, and the message says what to use.
    @Test func tooManyCrossedLevelsAreRefused() throws {
        var generator = Generator(seed: 1)
        let n = 2400
        let table = try DataTable([
            Column("y", (0..<n).map { _ in generator.normal() }),
            Column("x", (0..<n).map { _ in generator.normal() }),
            Column("unit", (0..<n).map { $0 / 2 }), Column("period", (0..<n).map { $0 % 2 }),
        ])
        let fit = try LeastSquares("y ~ x | unit").fit(table)
        let error = #expect(throws: CausalError.self) {
            try fit.estimates(.clustered(by: "period", correction: .cr2))
        }
        #expect(error?.code == .badArgument && error?.message.contains("1200 levels") == true)
        #expect(try fit.estimates(.clustered(by: "unit", correction: .cr2))["x"].isTestable)
    }
}
