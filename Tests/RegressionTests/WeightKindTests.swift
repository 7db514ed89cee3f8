import OracleSupport
import Regression
import Testing

/// Frequency weights equal the expanded data; sampling weights allow robust covariances only.
@Suite struct WeightKindTests {
    /// A table with counts 1 … 4 (and some zeros), and the same with each row as often as its count says.
    private func tables(_ seed: UInt64) throws -> (counted: DataTable, expanded: DataTable) {
        let table = try DependenceOracles.placed(AbsorptionTests.table(seed: seed, missing: 0.4))
        var generator = Generator(seed: seed)
        let counts = (0..<table.rowCount).map { _ in generator.integer(below: 5) }
        let counted = try DataTable(table.columns + [Column("count", counts.map(Double.init))])
        let rows = counts.indices.flatMap { Array(repeating: Int32($0), count: counts[$0]) }
        return (counted, counted.rows(rows))
    }

    static let covariances: [LinearCovariance] = [
        .iid, .hc0, .hc1, .clustered(by: "clinic", correction: .cr0), .clustered(by: "clinic"),
        .clustered(by: "clinic", "month"), .driscollKraay(lag: 2, time: "month"),
        .conley(latitude: "latitude", longitude: "longitude", kilometres: 80, kernel: .triangular),
    ]

    @Test(
        arguments: [
            "burnout ~ treated + caseload", "burnout ~ 0 + treated + caseload",
            "burnout ~ treated + caseload + I(2 * caseload) | clinician + month",
            "burnout ~ treated + caseload | clinician^month",
        ], [1, 2, 3] as [UInt64])
    func frequenciesEqualTheExpandedData(formula: String, seed: UInt64) throws {
        let (counted, expanded) = try tables(seed)
        let first = try LeastSquares(formula, weights: "count", kind: .frequency).fit(counted)
        let second = try LeastSquares(formula).fit(expanded)
        #expect(first.observationCount == second.rowCount)
        #expect(first.singletons == second.singletons)
        #expect(first.droppedTerms == second.droppedTerms)
        // Sums over the same terms in another order and grouping.
        let near = { (a: Double, b: Double) in agree(a, b, relative: 1e-9) || (a.isNaN && b.isNaN) }
        let (a, b) = (first.goodness, second.goodness)
        #expect(near(a.rSquared, b.rSquared) && near(a.adjustedRSquared, b.adjustedRSquared))
        #expect(near(a.sigma, b.sigma))
        #expect(near(a.withinRSquared ?? .nan, b.withinRSquared ?? .nan))
        for covariance in Self.covariances {
            let (a, b) = (try first.estimates(covariance), try second.estimates(covariance))
            #expect(a.fact("nobs") == b.fact("nobs") && a.fact("parameters") == b.fact("parameters"))
            for (x, y) in zip(a.rows, b.rows) {
                #expect(near(x.estimate, y.estimate), "\(x.term)")
                #expect(near(x.standardError, y.standardError), "\(covariance) \(x.term)")
                #expect(near(x.pValue, y.pValue) || abs(x.pValue - y.pValue) < 1e-12)
                #expect(x.degreesOfFreedom == y.degreesOfFreedom)
            }
            let (f, g) = (a.diagnostic("f-test")?["statistic"], b.diagnostic("f-test")?["statistic"])
            #expect((f == nil) == (g == nil))
            #expect(near(f?.double ?? .nan, g?.double ?? .nan), "\(covariance)")
        }
    }

    /// A row that counts twice is not alone.
    @Test func aRowThatCountsForTwoIsNoSingleton() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3, 5, 8]), Column("x", [0.0, 1, 1, 2, 0, 3]),
            Column("g", [1.0, 1, 2, 2, 3, 4]), Column("w", [1.0, 1, 1, 1, 2, 1]),
        ])
        let fit = try LeastSquares("y ~ x | g", weights: "w", kind: .frequency).fit(table)
        #expect(fit.singletons == 1 && fit.observationCount == 6 && fit.rowCount == 5)
        #expect(try LeastSquares("y ~ x | g", weights: "w").fit(table).singletons == 2)
    }

    @Test func samplingWeightsNeedRobustCovariances() throws {
        let table = try AbsorptionTests.table()
        let sampling = try LeastSquares("burnout ~ treated", weights: "w", kind: .sampling).fit(table)
        let analytic = try LeastSquares("burnout ~ treated", weights: "w").fit(table)
        #expect(sampling.coefficients == analytic.coefficients)
        let byDefault = try sampling.estimates()
        #expect(byDefault.fact("vcov")?.text == "hc1")
        #expect(byDefault.rows == (try analytic.estimates(.hc1).rows))
        let clustered = try sampling.estimates(.clustered(by: "clinic")).rows
        #expect(clustered == (try analytic.estimates(.clustered(by: "clinic")).rows))
        let error = #expect(throws: CausalError.self) { try sampling.estimates(.iid) }
        #expect(error?.code == .badArgument && error?.remedy?.contains("hc1") == true)
    }

    @Test func faultsOfFrequenciesAreSaid() throws {
        func fault(_ weights: [Double], _ covariance: LinearCovariance = .iid) throws(CausalError)
            -> CausalError?
        {
            let table = try DataTable([
                Column("y", [1.0, 2, 4, 3, 9]), Column("x", [0.0, 1, 1, 2, 1]), Column("w", weights),
                Column("t", [1.0, 2, 3, 4, 5]),
            ])
            do {
                let model = try LeastSquares("y ~ x", weights: "w", kind: .frequency)
                _ = try model.fit(table).estimates(covariance)
                return nil
            } catch { return error }
        }
        let half = try fault([0, 1, 2, 2.5, 1])
        #expect(half?.code == .badValue && half?.row == 4 && half?.column == "w")
        #expect(try fault([1e16, 1, 1, 1, 1])?.code == .badValue)
        #expect(try fault([1, 1, -1, 1, 1])?.row == 3)
        #expect(try fault([1, 1, 1, 1, 1], .neweyWest(lag: 1, time: "t")) == nil)
        #expect(try fault([1, 3, 1, 1, 1], .neweyWest(lag: 1, time: "t"))?.row == 2)
        // Two different rows that count for ten leave degrees of freedom, as the expanded data do.
        #expect(try fault([5, 5, 0, 0, 0]) == nil)
    }
}
