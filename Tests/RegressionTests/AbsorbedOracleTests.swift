import Foundation
import OracleSupport
import Regression
import Testing

/// Fixed effects, slopes, ranks and predictions against R's `lm` on explicit dummies (Oracles/absorbed).
@Suite struct AbsorbedOracleTests {
    struct File: Decodable { let cases: [Case] }

    struct Case: Decodable, CustomTestStringConvertible {
        let name: String
        let formula: String
        let weights: String?
        let exact: Bool
        let data: [String: [Double]]
        let new: [String: [Double]]
        let rank: Int
        let coef: Double
        let se: Double
        let sigma: Double
        let fitted: [Double]
        let predicted: [Double]
        let iid: [Double]
        let hc1: [Double]
        let cr1: [Double]
        /// Of x's standard error; nil where a row has leverage one.
        let hc2: Double?
        let hc3: Double?
        /// The standard error of x and its degrees of freedom, for clusters that the factors cross.
        let cr2g: [Double]
        /// The same for clusters that hold the levels of the first factor.
        let cr2h: [Double]

        var testDescription: String { name }

        func fit() throws -> LeastSquaresFit {
            var model = try LeastSquares(formula, weights: weights, keepsSingletons: true)
            model.parameterRule = .exact
            return try model.fit(Case.table(data))
        }

        static func table(_ columns: [String: [Double]]) throws -> DataTable {
            let held = Column("h", (columns["a"] ?? []).map { $0.truncatingRemainder(dividingBy: 5) })
            return try DataTable(columns.keys.sorted().map { Column($0, columns[$0] ?? []) } + [held])
        }
    }

    static let cases: [Case] = {
        let url = oracles.appendingPathComponent("absorbed/absorbed.json")
        guard let bytes = try? Data(contentsOf: url) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: bytes))?.cases ?? []
    }()

    @Test func thereAreCases() { #expect(Self.cases.count > 12) }

    /// Slopes equal those beside dummies; K is the rank where the rule is exact and no less elsewhere.
    @Test(arguments: cases)
    func slopesAndParametersAreThoseOfDummies(oracle: Case) throws {
        let fit = try oracle.fit()
        let estimates = try fit.estimates()
        let row = estimates["x"]
        #expect(agree(row.estimate, oracle.coef, relative: 1e-8))
        let parameters = try parameterCount(estimates)
        if oracle.exact {
            #expect(parameters == oracle.rank)
            #expect(agree(row.standardError, oracle.se, relative: 1e-8))
            #expect(estimates.fact("parameters.rule") != .string("bound"))
        } else {
            #expect(parameters >= oracle.rank && parameters <= oracle.rank + 6)
            #expect(estimates.fact("parameters.rule") == .string("bound"))
        }
    }

    /// Fitted values are the data less the residuals whatever the normalisation, and new rows R's predictions.
    @Test(arguments: cases)
    func predictionsAreThoseOfDummies(oracle: Case) throws {
        let fit = try oracle.fit()
        let own = try fit.predict()
        #expect(match(own.fit, oracle.fitted))
        let new = try fit.predict(Case.table(oracle.new))
        #expect(new.notes.isEmpty, "\(new.notes)")
        #expect(match(new.fit, oracle.predicted))
    }

    /// Every value is there and within 1e-8 of what is expected.
    private func match(_ values: [Double?], _ expected: [Double]) -> Bool {
        values.count == expected.count
            && zip(values, expected).allSatisfy { value, expected in
                value.map { abs($0 - expected) <= 1e-8 * max(1, abs(expected)) } ?? false
            }
    }

    /// Standard errors of predictions, the absorbed effects' own uncertainty included. R counts every parameter.
    @Test(arguments: cases)
    func errorsOfPredictionsAreThoseOfDummies(oracle: Case) throws {
        let fit = try oracle.fit()
        let rows = try Case.table(oracle.new)
        let scale = try exactness(oracle, fit)
        let iid = try fit.predict(rows, interval: .prediction)
        for (row, expected) in oracle.iid.enumerated() {
            let error = try #require(iid.standardErrors[row])
            #expect(agree(error * scale, expected, relative: 1e-8), "\(oracle.name)")
            let (low, high) = (try #require(iid.low[row]), try #require(iid.high[row]))
            let df = Double(fit.rowCount - (try parameterCount(try fit.estimates())))
            let spread = (error * error + fit.goodness.sigma * fit.goodness.sigma).squareRoot()
            #expect(agree((high - low) / 2, StudentT(df: df).quantile(0.975) * spread, relative: 1e-9))
        }
        let kinds: [(LinearCovariance, [Double])] = [(.hc1, oracle.hc1), (.clustered(by: "g"), oracle.cr1)]
        for (covariance, expected) in kinds {
            let found = try fit.predict(rows, interval: .confidence, covariance: covariance)
            #expect(match(found.standardErrors.map { $0.map { scale * $0 } }, expected), "\(covariance)")
        }
    }

    /// Leverages are those of the full design, slopes that vary by level included.
    @Test(arguments: cases)
    func adjustedErrorsAreThoseOfDummies(oracle: Case) throws {
        let fit = try oracle.fit()
        for (covariance, expected) in [(LinearCovariance.hc2, oracle.hc2), (.hc3, oracle.hc3)] {
            guard let expected else { continue }
            #expect(agree(try fit.estimates(covariance)["x"].standardError, expected, relative: 1e-8))
        }
        for (column, expected) in [("g", oracle.cr2g), ("h", oracle.cr2h)] {
            let row = try fit.estimates(.clustered(by: column, correction: .cr2))["x"]
            #expect(agree(row.standardError, expected[0], relative: 1e-8), "\(column)")
            #expect(agree(try #require(row.degreesOfFreedom), expected[1], relative: 1e-7), "\(column)")
        }
    }

    private func parameterCount(_ estimates: Estimates) throws -> Int {
        guard case .integer(let count)? = estimates.fact("parameters") else {
            throw CocoaError(.coderInvalidValue)
        }
        return count
    }

    /// √((n − K)/(n − rank)): the bound on K of three factors against the rank that R has.
    private func exactness(_ oracle: Case, _ fit: LeastSquaresFit) throws -> Double {
        let parameters = try parameterCount(try fit.estimates())
        return (Double(fit.rowCount - parameters) / Double(fit.rowCount - oracle.rank)).squareRoot()
    }

    /// Fixed effects and slopes reproduce y − Xβ̂ − û, and have their references at zero.
    @Test(arguments: cases.filter { $0.formula.contains("|") })
    func fixedEffectsAddUpToTheFit(oracle: Case) throws {
        let fit = try oracle.fit()
        let effects = try fit.fixedEffects()
        let table = try effects.table()
        #expect(table.rowCount == effects.effects.map(\.levels.count).reduce(0, +))
        let isFinite = effects.effects.flatMap(\.estimates).allSatisfy { $0.isFinite }
        #expect(isFinite)
        for factor in fit.absorbed.dropFirst() {
            #expect(effects[factor.name]?.estimates[0] == 0)
        }
        guard fit.slopes.isEmpty else { return }
        let own = try fit.predict().fit
        for row in 0..<fit.rowCount {
            var value = 0.0
            for (term, b) in zip(fit.terms, fit.coefficients) {
                value += b * (oracle.data[term]?[row] ?? .nan)
            }
            for factor in fit.absorbed {
                value += try #require(effects[factor.name]).estimates[Int(factor.codes[row])]
            }
            #expect(abs((own[row] ?? .nan) - value) <= 1e-9)
        }
    }
}
