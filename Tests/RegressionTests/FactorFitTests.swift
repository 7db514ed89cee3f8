import Foundation
import Regression
import Testing

/// Absorbed effects, their count and predictions of models that are not least squares, against dummies written out.
@Suite struct FactorFitTests {
    /// Counts, shares and an endogenous price over two factors in two components, with an offset.
    private func table() throws -> DataTable {
        var generator = Generator(seed: 31)
        let n = 240
        var columns: [String: [Double]] = [:]
        for name in ["y", "s", "q", "x", "z", "a", "b", "p", "pop", "g"] { columns[name] = [] }
        for _ in 0..<n {
            let a = Double(generator.integer(below: 8))
            let b = Double(generator.integer(below: 4)) * 2 + a.truncatingRemainder(dividingBy: 2)
            let (x, z, u) = (generator.normal(), generator.normal(), generator.normal())
            let pop = 1 + generator.uniform()
            let eta = 0.3 * x + 0.1 * a - 0.05 * b
            let values = [
                "y": Double(generator.poisson(mean: pop * exp(eta))),
                "s": generator.bernoulli(1 / (1 + exp(-eta))) ? 1 : 0, "q": x - 2 * (z + u) + a + u,
                "x": x, "z": z, "a": a, "b": b, "p": z + u, "pop": pop,
                "g": Double(generator.integer(below: 20)),
            ]
            for (name, value) in values { columns[name]?.append(value) }
        }
        return try DataTable(columns.keys.sorted().map { Column($0, columns[$0] ?? []) })
    }

    private func newRows(_ table: DataTable) throws -> DataTable {
        let rows = table.rows([3, 50, 101, 160])
        return try DataTable(
            rows.columns.map { $0.name == "x" ? Column("x", [-1.0, 0, 0.5, 2]) : $0 })
    }

    @Test(arguments: [ResponseFamily.poisson, .binomial])
    func predictionsAreThoseOfDummies(family: ResponseFamily) throws {
        let table = try table()
        let (outcome, offset) = family == .poisson ? ("y", "log(pop)") : ("s", nil)
        let absorbed = try GeneralisedLinearModel(
            "\(outcome) ~ x | a + b", family: family, offset: offset, keepsSingletons: true
        ).fit(table)
        let dummies = try GeneralisedLinearModel(
            "\(outcome) ~ x + factor(a) + factor(b)", family: family, offset: offset
        ).fit(table)
        for covariance in [LinearCovariance.iid, .hc1, .clustered(by: "g")] {
            for rows in [nil, try newRows(table)] {
                let one = try absorbed.predict(rows, interval: .confidence, covariance: covariance)
                let two = try dummies.predict(rows, interval: .confidence, covariance: covariance)
                // The small-sample factors count the two redundant dummies of two components once.
                let scale = covariance == .iid ? 1 : nil
                for (a, b) in zip(one.fit, two.fit) { #expect(near(a, b, 1e-8)) }
                for (a, b) in zip(one.standardErrors, two.standardErrors) {
                    #expect(near(a, b, scale == nil ? 5e-3 : 1e-7))
                }
                for (low, (high, fit)) in zip(one.low, zip(one.high, one.fit)) {
                    #expect((low ?? .nan) < (fit ?? .nan) && (fit ?? .nan) < (high ?? .nan))
                }
            }
        }
        #expect(throws: CausalError.self) { try absorbed.predict(interval: .prediction) }
    }

    private func near(_ a: Double?, _ b: Double?, _ tolerance: Double) -> Bool {
        guard let a, let b else { return false }
        return abs(a - b) <= tolerance * abs(b)
    }

    /// η̂ − offset is the terms and the effects; the exact count is that of dummies.
    @Test func effectsOfCountsAddUp() throws {
        let table = try table()
        var model = try GeneralisedLinearModel("y ~ x | a + b", family: .poisson, offset: "log(pop)")
        model.parameterRule = .exact
        let fit = try model.fit(table)
        #expect(try fit.estimates().fact("parameters") == .integer(1 + 8 + 8 - 2))
        let effects = try fit.fixedEffects()
        let (pop, x) = (try fit.sample.numbers("pop"), try fit.sample.numbers("x"))
        for row in 0..<fit.rowCount {
            var value = log(pop[row]) + fit.coefficients[0] * x[row]
            for factor in fit.absorbed {
                value += try #require(effects[factor.name]).estimates[Int(factor.codes[row])]
            }
            #expect(abs(value - fit.linearPredictors[row]) < 1e-8)
        }
        #expect(effects.notes.contains { $0.contains("2 components") })
    }

    /// y less the coefficients, the effects and the residuals is nothing; the 2-core and the exact count as in least squares.
    @Test func effectsOfTwoStagesAddUp() throws {
        let table = try table()
        var model = try TwoStageLeastSquares("q ~ x | a + b | p ~ z")
        model.parameterRule = .exact
        model.prunesToTwoCore = true
        let fit = try model.fit(table)
        #expect(fit.outsideCore == 0)
        #expect(try fit.estimates().fact("parameters") == .integer(2 + 8 + 8 - 2))
        let effects = try fit.fixedEffects()
        let columns = try ["q", "x", "p"].map { try fit.sample.numbers($0) }
        for row in 0..<fit.rowCount {
            var value = fit.coefficients[0] * columns[1][row] + fit.coefficients[1] * columns[2][row]
            for factor in fit.absorbed {
                value += try #require(effects[factor.name]).estimates[Int(factor.codes[row])]
            }
            #expect(abs(columns[0][row] - value - fit.residuals[row]) < 1e-8)
        }
    }

    /// Slopes that vary by the levels of a factor, in a model of counts, as products written out.
    @Test func varyingSlopesOfCounts() throws {
        let table = try table()
        let absorbed = try GeneralisedLinearModel("y ~ x | a[z] + b", family: .poisson).fit(table)
        let dummies = try GeneralisedLinearModel(
            "y ~ x + factor(a) + factor(a):z + factor(b)", family: .poisson
        ).fit(table)
        let (one, two) = (
            try absorbed.predict(interval: .confidence), try dummies.predict(interval: .confidence)
        )
        for (a, b) in zip(one.fit, two.fit) { #expect(near(a, b, 1e-8)) }
        for (a, b) in zip(one.standardErrors, two.standardErrors) { #expect(near(a, b, 1e-7)) }
        for covariance in [LinearCovariance.hc3, .clustered(by: "g", correction: .cr2)] {
            let (a, b) = (try absorbed.estimates(covariance)["x"], try dummies.estimates(covariance)["x"])
            #expect(near(a.standardError, b.standardError, 1e-7))
        }
    }
}
