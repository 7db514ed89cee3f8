import Foundation
import OracleSupport
import Regression
import Testing

/// Two-stage least squares against explicit dummies in numpy (held against pyfixest, linearmodels and ivmodels by the
/// script) and against AER and clubSandwich.
///
/// Both sides are double precision on designs with condition numbers below 1e4: 1e-8 relative, as everywhere.
@Suite struct InstrumentOracles {
    static let folder = oracles.appendingPathComponent("instruments")

    struct File<Case: Decodable>: Decodable { let cases: [Case] }

    struct Model: Decodable {
        let name: String
        let data: String
        let exogenous: [String]
        let absorbed: [String]
        let endogenous: [String]
        let instruments: [String]
        let weights: String?
        let nobs: Int?
        let results: [Result]?

        var formula: String {
            let right = exogenous.isEmpty ? "1" : exogenous.joined(separator: " + ")
            let factors = absorbed.isEmpty ? "0" : absorbed.joined(separator: " + ")
            return "burnout ~ \(right) | \(factors) | \(endogenous.joined(separator: " + ")) ~ "
                + instruments.joined(separator: " + ")
        }
    }

    struct Result: Decodable {
        struct First: Decodable { let term: String; let f, df, partial: Double }
        struct F: Decodable { let f, df: Double }
        struct Effective: Decodable { let f, k, critical: Double }
        struct Rubin: Decodable { let at: [Double]; let f, df, p: Double }
        let vcov: String
        let clusters: [String]
        let df: Double
        let coef: [String: Double]
        let se: [String: Double]
        let definite: Bool
        let first: [First]?
        let craggDonald, kpF, kpLM, kpLMp, hansen: Double?
        let endogeneity: F?
        let ar: [Rubin]?
        let effective: Effective?
        let set: [[Double?]]?
    }

    static func read<Case: Decodable>(_ name: String, as type: Case.Type) throws -> [Case] {
        let data = try Data(contentsOf: folder.appendingPathComponent(name))
        return try JSONDecoder().decode(File<Case>.self, from: data).cases
    }

    /// The tables of the oracles with the columns that the scripts add.
    static func table(_ data: OracleData, _ name: String) throws -> DataTable {
        let table = try data.table(name)
        let column = { (name: String) in try table.numbers(name) }
        let (y, c, e, h) = (
            try column("burnout"), try column("caseload"), try column("experience"), try column("hours")
        )
        let (i, m) = (try column("clinician"), try column("month"))
        let remainder = { (row: Int, a: Double, b: Double, modulus: Double) in
            (i[row] * a + m[row] * b).truncatingRemainder(dividingBy: modulus)
        }
        return try DataTable(
            table.columns + [
                Column(
                    "dose",
                    y.indices.map {
                        0.2 * y[$0] + 0.3 * c[$0] + 0.1 * e[$0] + 0.5 * remainder($0, 13, 29, 17)
                    }),
                Column(
                    "load",
                    y.indices.map {
                        0.05 * h[$0] - 0.1 * y[$0] + 0.02 * c[$0] + 0.1 * remainder($0, 5, 31, 13)
                    }),
                Column("wave", y.indices.map { remainder($0, 3, 7, 11) }),
            ])
    }

    @Test func everyNumberAgrees() throws {
        let data = try OracleData(folder: oracles)
        let models = try Self.read("instruments.json", as: Model.self)
        #expect(models.count >= 12)
        for model in models {
            let fit = try TwoStageLeastSquares(model.formula, weights: model.weights)
                .fit(Self.table(data, model.data))
            #expect(fit.rowCount == model.nobs, "\(model.name)")
            for result in model.results ?? [] {
                try check(fit, result, "\(model.name) \(result.vcov) \(result.clusters)")
            }
        }
    }

    private func check(_ fit: TwoStageFit, _ result: Result, _ name: String) throws {
        let covariance: LinearCovariance =
            switch result.vcov {
            case "hc0": .hc0
            case "hc1": .hc1
            case "cr0": .clustered(by: result.clusters, correction: .cr0)
            case "cr1": .clustered(by: result.clusters)
            default: .iid
            }
        let answer = try fit.estimates(covariance)
        for (term, value) in result.coef {
            let row = try answer.row(term)
            let error = try #require(result.se[term])
            #expect(abs(row.estimate - value) <= 1e-8 * max(abs(value), 1e-3 * error), "\(name) \(term)")
            #expect(row.degreesOfFreedom == result.df, "\(name)")
            guard result.definite else { continue }
            #expect(agree(row.standardError, error, relative: 1e-8), "\(name) \(term)")
        }
        guard result.first != nil else { return }
        try check(fit.instrumentTests(covariance), result, name)
        for test in result.ar ?? [] {
            let found = try fit.andersonRubin(test.at, covariance)
            #expect(agree(found.statistic, test.f, relative: 1e-8), "\(name) AR \(test.at)")
            #expect(found.denominatorDegreesOfFreedom == test.df)
            #expect(agree(found.pValue, test.p, relative: 1e-6) || test.p < 1e-200, "\(name) AR p")
        }
    }

    private func check(_ tests: InstrumentTests, _ result: Result, _ name: String) throws {
        func near(_ value: Double?, _ expected: Double?, _ what: String) {
            #expect((value == nil) == (expected == nil), "\(name) \(what)")
            guard let value, let expected else { return }
            #expect(agree(value, expected, relative: 1e-8), "\(name) \(what): \(value) \(expected)")
        }
        for (stage, expected) in zip(tests.firstStages, result.first ?? []) {
            #expect(stage.term == expected.term)
            near(stage.test?.statistic, expected.f, "first stage")
            near(stage.test?.denominatorDegreesOfFreedom, expected.df, "first stage df")
            near(stage.partialRSquared, expected.partial, "partial R²")
        }
        near(tests.rank?.craggDonaldF, result.craggDonald, "Cragg–Donald")
        near(tests.rank?.kleibergenPaapF, result.kpF, "rk F")
        near(tests.rank?.underidentification?.statistic, result.kpLM, "rk LM")
        near(tests.rank?.underidentification?.pValue, result.kpLMp, "rk LM p")
        near(tests.overidentification?.statistic, result.hansen, "J")
        near(tests.endogeneity?.statistic, result.endogeneity?.f, "endogeneity")
        near(tests.endogeneity?.denominatorDegreesOfFreedom, result.endogeneity?.df, "endogeneity df")
        near(tests.effectiveF?.statistic, result.effective?.f, "effective F")
        near(tests.effectiveF?.effectiveCount, result.effective?.k, "effective count")
        near(tests.effectiveF?.criticalValue, result.effective?.critical, "critical value")
        let bounds = tests.confidenceSet?.intervals.map { [$0.low, $0.high] }
        #expect(bounds?.count == result.set?.count, "\(name) set \(String(describing: bounds))")
        for (found, expected) in zip(bounds ?? [], result.set ?? []) {
            for (a, b) in zip(found, expected) {
                #expect(
                    b.map { agree(a, $0, relative: 1e-8) } ?? a.isInfinite, "\(name) set \(a) \(b ?? .nan)")
            }
        }
    }

    struct Leverage: Decodable {
        struct Tests: Decodable {
            let weak: [Double]
            let hausman: Double
            let sargan: Double?
            let weak1: [Double]
            let hausman1: Double
        }
        let name: String
        let coef, hc2, hc3, cr2, df2: [String: Double]
        let cr3: [String: Double]?
        let aer: Tests?
    }

    @Test func leverageIsThatOfTheSecondStage() throws {
        let data = try OracleData(folder: oracles)
        let models = try Self.read("instruments.json", as: Model.self)
        for expected in try Self.read("leverage.json", as: Leverage.self) {
            let model = try #require(models.first { $0.name == expected.name })
            let fit = try TwoStageLeastSquares(model.formula).fit(Self.table(data, model.data))
            let cr2 = try fit.estimates(.clustered(by: "clinic", correction: .cr2))
            let others = [
                (try fit.estimates(.hc2), expected.hc2), (try fit.estimates(.hc3), expected.hc3),
                (cr2, expected.cr2),
                (try fit.estimates(.clustered(by: "clinic", correction: .cr3)), expected.cr3 ?? [:]),
            ]
            for (answer, errors) in others {
                for (term, error) in errors {
                    let row = try answer.row(term)
                    #expect(agree(row.standardError, error, relative: 1e-8), "\(model.name) \(term)")
                }
            }
            for (term, df) in expected.df2 {
                let found = try #require(cr2.row(term).degreesOfFreedom)
                #expect(agree(found, df, relative: 1e-7), "\(model.name) \(term) \(found) \(df)")
            }
            if let aer = expected.aer { try check(fit, aer, model.name) }
        }
    }

    private func check(_ fit: TwoStageFit, _ aer: Leverage.Tests, _ name: String) throws {
        let (iid, robust) = (try fit.instrumentTests(.iid), try fit.instrumentTests(.hc1))
        for (tests, weak, hausman) in [(iid, aer.weak, aer.hausman), (robust, aer.weak1, aer.hausman1)] {
            for (stage, value) in zip(tests.firstStages, weak) {
                #expect(agree(stage.test?.statistic ?? .nan, value, relative: 1e-8), "\(name)")
            }
            #expect(agree(tests.endogeneity?.statistic ?? .nan, hausman, relative: 1e-8), "\(name)")
        }
        if let sargan = aer.sargan {
            #expect(agree(iid.overidentification?.statistic ?? .nan, sargan, relative: 1e-8), "\(name)")
        }
    }
}
