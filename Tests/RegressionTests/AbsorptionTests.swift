import DifferenceInDifferences
import Regression
import Testing

/// Absorbed factors against the same factors as explicit dummies, and other properties of the fit.
@Suite struct AbsorptionTests {
    static func table(seed: UInt64 = 7, missing: Double = 0.2) throws -> DataTable {
        var simulation = SimulatedClinics()
        simulation.clinics = 12
        simulation.cliniciansPerClinic = 4
        simulation.months = 9
        simulation.unequalSizes = true
        simulation.adoption = .staggered(months: [4, 6], neverTreatedShare: 0.4)
        simulation.missingShare = missing
        simulation.seed = seed
        let table = try simulation.table()
        let hours = try table.numbers("hours")
        return try DataTable(table.columns + [Column("w", hours.map { $0 * $0 })])
    }

    /// Slopes and standard errors agree to 1e-8: the promise for absorbed factors.
    @Test(
        arguments: [
            ("burnout ~ treated + caseload", ["clinician"]),
            ("burnout ~ treated + caseload", ["clinician", "month"]),
            ("burnout ~ treated + experience", ["clinic", "month", "region"]),
            ("burnout ~ treated + caseload + hours", ["month", "experience", "clinician"]),
        ], [nil, "w"])
    func absorbedFactorsEqualDummies(model: (String, [String]), weights: String?) throws {
        let table = try Self.table()
        let absorbed = try LeastSquares(
            model.0 + " | " + model.1.joined(separator: " + "), weights: weights, keepsSingletons: true
        ).fit(table)
        let dummies = try LeastSquares(
            model.0 + " + " + model.1.map { "factor(\($0))" }.joined(separator: " + "), weights: weights
        ).fit(table)
        for (first, second) in zip(
            try absorbed.estimates(.hc0).rows, try dummies.estimates(.hc0).rows.dropFirst())
        {
            #expect(first.isEstimated == second.isEstimated, "\(first.term)")
            guard second.isEstimated else { continue }
            #expect(abs(first.estimate - second.estimate) <= 1e-8 * abs(second.estimate), "\(first.term)")
            #expect(abs(first.standardError - second.standardError) <= 1e-8 * second.standardError)
        }
        // K counts a redundant level for each further factor; dummies find redundancy exactly.
        #expect(abs(absorbed.residualSumOfSquares / dummies.residualSumOfSquares - 1) < 1e-12)
    }

    @Test func oneThreadAndManyGiveTheSameBits() throws {
        let table = try Self.table()
        let model = try LeastSquares("burnout ~ treated + caseload | clinician + month + clinic")
        Parallel.threads = 1
        let one = try model.fit(table).estimates(.clustered(by: "clinic"))
        Parallel.threads = 0
        let many = try model.fit(table).estimates(.clustered(by: "clinic"))
        #expect(one == many)
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        let table = try Self.table()
        var order = (0..<Int32(table.rowCount)).map { $0 }
        var generator = Generator(seed: 3)
        generator.shuffle(&order)
        let model = try LeastSquares("burnout ~ treated + caseload | clinician + month")
        let first = try model.fit(table).estimates(.clustered(by: "clinic"))
        let second = try model.fit(table.rows(order)).estimates(.clustered(by: "clinic"))
        for (a, b) in zip(first.rows, second.rows) {
            #expect(abs(a.estimate - b.estimate) <= 1e-11 * abs(a.estimate))
            #expect(abs(a.standardError - b.standardError) <= 1e-9 * a.standardError)
        }
    }

    /// A regressor that the factors determine is dropped by name, whatever its size.
    @Test func aRegressorThatTheFactorsDetermineIsDropped() throws {
        let table = try Self.table()
        for scale in ["1", "1e6", "1e-6"] {
            let fit = try LeastSquares(
                "burnout ~ caseload + I(\(scale) * clinic + 1e6) + I(\(scale) * month) | clinician + month"
            ).fit(table)
            #expect(fit.droppedTerms.count == 2)
            #expect(try fit.estimates().rows.filter { !$0.isEstimated }.count == 2)
        }
    }

    /// Chains of singletons unravel to the last row; see ``ModelFrame/withoutSingletons()``.
    @Test func singletonsAreDroppedOneAfterAnother() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 3, 4, 5, 6, 7, 8]), Column("x", [1.0, 0, 2, 5, 3, 4, 1, 1]),
            Column("a", [1.0, 1, 2, 2, 3, 3, 4, 5]), Column("b", [1.0, 2, 1, 2, 1, 2, 3, 3]),
        ])
        let fit = try LeastSquares("y ~ x | a + b").fit(table)
        #expect(fit.singletons == 2)
        #expect(fit.rowCount == 6)
        #expect(try LeastSquares("y ~ x | a + b", keepsSingletons: true).fit(table).rowCount == 8)
    }

    /// Weights scaled by any constant change nothing but the scale of σ.
    @Test func theScaleOfWeightsDoesNotMatter() throws {
        let table = try Self.table()
        let hours = try table.numbers("hours")
        let scaled = try DataTable(table.columns + [Column("more", hours.map { $0 * 1000 })])
        for covariance in [LinearCovariance.iid, .hc1, .clustered(by: "clinic")] {
            let first = try LeastSquares("burnout ~ treated | clinic + month", weights: "hours").fit(table)
            let second = try LeastSquares("burnout ~ treated | clinic + month", weights: "more").fit(scaled)
            let a = try first.estimates(covariance)["treated"]
            let b = try second.estimates(covariance)["treated"]
            #expect(abs(a.estimate - b.estimate) <= 1e-10 * abs(a.estimate))
            #expect(abs(a.standardError - b.standardError) <= 1e-10 * a.standardError)
        }
    }
}
