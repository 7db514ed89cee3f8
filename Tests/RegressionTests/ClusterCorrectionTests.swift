import Foundation
import OracleSupport
import Regression
import Testing

/// CR2 and CR3 against clubSandwich on explicit dummies and against leaving clusters out one by one.
///
/// Both sides are double precision on designs of modest condition; standard errors, degrees of freedom and
/// F statistics agree to 1e-8 relative. Probabilities move with the statistic and the degrees of freedom: by
/// about |log p| times as much.
@Suite struct ClusterCorrectionTests {
    struct Answers: Decodable {
        let cases: [Case]
    }

    struct Case: Decodable, Sendable {
        let name, data, formula, cluster: String
        let weights, family: String?
        let nobs, groups: Int
        let coef, cr0, cr2: [String: Double]
        let df2, p2: [String: Double?]
        let cr3, df3: [String: Double]?
        let leftOut: [String: Double?]?
        let wald: [JointTest]
        let wald3: [JointTest]?
    }

    struct JointTest: Decodable, Sendable {
        let terms: [String]
        let f: Double
        let df2: Double
        let p: Double?
    }

    static func cases() throws -> [Case] {
        let text = try Data(contentsOf: oracles.appendingPathComponent("clustered.json"))
        return try JSONDecoder().decode(Answers.self, from: text).cases
    }

    @Test(arguments: 0..<4) func everyCaseAgrees(part: Int) throws {
        let data = try OracleData(folder: oracles)
        for (place, entry) in try Self.cases().enumerated() where place % 4 == part {
            let table = try data.table(entry.data)
            if entry.family == "poisson" {
                try check(
                    entry,
                    GeneralisedLinearModel(entry.formula, family: .poisson, tolerance: 1e-12).fit(table))
            } else {
                try check(entry, LeastSquares(entry.formula, weights: entry.weights).fit(table))
            }
        }
    }

    private func check(_ entry: Case, _ fit: some LinearFit) throws {
        #expect(fit.rowCount == entry.nobs, "\(entry.name)")
        func estimates(_ correction: ClusterCorrection) throws -> Estimates {
            try fit.estimates(.clustered(by: entry.cluster, correction: correction))
        }
        let cr0 = try estimates(.cr0)
        let cr2 = try estimates(.cr2)
        let cr3 = try estimates(.cr3(.satterthwaite))
        for (term, value) in entry.coef {
            same(cr0[term].standardError, entry.cr0[term], "\(entry.name) \(term) cr0")
            let row = cr2[term]
            #expect(abs(row.estimate - value) <= 1e-8 * max(abs(value), row.standardError), "\(entry.name)")
            same(row.standardError, entry.cr2[term], "\(entry.name) \(term) cr2")
            same(row.degreesOfFreedom, entry.df2[term] ?? nil, "\(entry.name) \(term) df2")
            same(row.pValue, entry.p2[term] ?? nil, "\(entry.name) \(term) p2", 1e-7)
            if let expected = entry.cr3?[term] {
                same(cr3[term].standardError, expected, "\(entry.name) \(term) cr3")
                same(cr3[term].degreesOfFreedom, entry.df3?[term], "\(entry.name) \(term) df3")
            }
            if let expected = entry.leftOut?[term] {
                // Without some cluster the coefficient is not identified.
                if expected == nil { #expect(cr3[term].standardError.isNaN, "\(entry.name) \(term)") }
                same(cr3[term].standardError, expected, "\(entry.name) \(term) left out")
            }
        }
        for test in entry.wald { try check(test, fit, entry, .cr2) }
        for test in entry.wald3 ?? [] { try check(test, fit, entry, .cr3(.satterthwaite)) }
    }

    private func check(
        _ test: JointTest, _ fit: some LinearFit, _ entry: Case, _ correction: ClusterCorrection
    ) throws {
        let positions = test.terms.compactMap { fit.terms.firstIndex(of: $0) }
        let covariance = LinearCovariance.clustered(by: entry.cluster, correction: correction)
        guard let p = test.p else {
            #expect(throws: CausalError.self) { try fit.wald(termsAreZero: positions, covariance) }
            return
        }
        let wald = try fit.wald(termsAreZero: positions, covariance)
        let name = "\(entry.name) \(test.terms)"
        same(wald.statistic, test.f, "\(name) F")
        same(wald.denominatorDegreesOfFreedom, test.df2, "\(name) df")
        same(wald.pValue, p, "\(name) p", 1e-7)
    }

    private func same(_ value: Double?, _ expected: Double?, _ name: String, _ relative: Double = 1e-8) {
        guard let expected else { return }
        let value = value ?? .nan
        #expect(
            agree(value, expected, relative: relative),
            "\(name): \(value), not \(expected), off by \(abs(value / expected - 1))")
    }
}
