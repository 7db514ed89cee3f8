import OracleSupport
import SteppedWedge
import Testing

/// Bell and McCaffrey's sandwiches of estimating equations, and the standard errors of correlations.
@Suite("Stepped wedge: sandwiches of marginal models")
struct MarginalSandwichTests {
    struct Oracle: Decodable { let cases: [Case] }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let design: String
        let family: String
        let covariates: [String]
        let estimate: Double
        let cr2: [Double]
        let clubSandwich: [Double]
        let cr3: [Double]
        var testDescription: String { "\(design) \(family)" }
    }

    static let cases: [Case] =
        (try? MarginalOracles.read("sandwich", as: Oracle.self).cases) ?? []

    /// Whole matrices, and clubSandwich on glm, whose root for CR2 is another one where variances differ.
    @Test(arguments: cases)
    func agreesWithWholeMatrices(_ oracle: Case) throws {
        let model = MarginalModel(
            MarginalOracles.trial(.independent, oracle.covariates),
            family: try #require(OutcomeFamily(rawValue: oracle.family)), tolerance: 1e-12)
        let fit = try model.fit(MarginalOracles.table(oracle.design))
        for (inference, expected) in [(MarginalInference.cr2, oracle.cr2), (.cr3, oracle.cr3)] {
            let row = try fit.estimates(inference)["treatment"]
            #expect(agree(row.estimate, oracle.estimate, relative: 1e-8))
            #expect(agree(row.standardError, expected[0], relative: 1e-7), "\(row.standardError) \(expected)")
            #expect(
                agree(row.degreesOfFreedom ?? 0, expected[1], relative: 1e-6),
                "\(row.degreesOfFreedom ?? 0) \(expected)")
            guard inference == .cr2 else { continue }
            let isAlike = oracle.family == "gaussian"
            #expect(agree(row.standardError, oracle.clubSandwich[0], relative: isAlike ? 1e-8 : 1e-3))
            #expect(agree(row.degreesOfFreedom ?? 0, oracle.clubSandwich[1], relative: isAlike ? 1e-6 : 1e-3))
        }
    }

    /// CR3 is Mancl and DeRouen's covariance whatever the correlation.
    @Test func leftOutIsManclDeRouen() throws {
        let model = MarginalModel(
            MarginalOracles.trial(.nestedExchangeable), family: .binomial)
        let fit = try model.fit(MarginalOracles.table("events"))
        let (a, b) = (try fit.covariance(.cr3), try fit.covariance(.manclDeRouen))
        #expect(zip(a.values, b.values).allSatisfy { abs($0 - $1) < 1e-9 * b[0, 0] })
    }

    /// The sandwich of one parameter by hand: residual products of pairs, summed by cluster.
    @Test func correlationErrors() throws {
        let table = try MarginalOracles.table("scores")
        let model = MarginalModel(
            MarginalOracles.trial(.exchangeable), tolerance: 1e-12)
        let fit = try model.fit(table)
        let (y, cluster) = (try table.numbers("y"), try table.numbers("cluster"))
        let (x, period) = (try table.numbers("treatment"), try table.numbers("period"))
        let named = Dictionary(uniqueKeysWithValues: zip(fit.terms, fit.coefficients))
        let alpha = fit.correlationParameters[0]
        var (pairs, squares) = (0.0, 0.0)
        for own in Set(cluster) {
            let rows = y.indices.filter { cluster[$0] == own }
            let r = rows.map {
                y[$0] - (named["treatment"] ?? 0) * x[$0] - (named["period::\(Int(period[$0]))"] ?? 0)
            }
            let count = Double(rows.count * (rows.count - 1)) / 2
            let sum = r.reduce(0, +)
            let products = (sum * sum - r.reduce(0) { $0 + $1 * $1 }) / 2
            let score = products / fit.dispersion - count * alpha
            pairs += count
            squares += score * score
        }
        #expect(agree(fit.correlationErrors[0], squares.squareRoot() / pairs, relative: 1e-8))
    }
}
