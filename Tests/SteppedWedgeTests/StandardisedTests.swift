import OracleSupport
import SteppedWedge
import Testing

/// Average effects by model-robust standardisation.
@Suite("Stepped wedge: standardised averages")
struct StandardisedTests {
    struct Oracle: Decodable { let cases: [Case] }

    struct Case: Decodable, Sendable, CustomTestStringConvertible {
        let design: String
        let family: String
        let scale: String
        let covariates: [String]
        let estimates: [Double]
        let se: [Double]
        var testDescription: String { "\(design) \(family) \(scale)" }
    }

    static let cases: [Case] =
        (try? MarginalOracles.read("standardised", as: Oracle.self).cases) ?? []

    private static func model(_ family: OutcomeFamily, _ covariates: [String] = []) -> MarginalModel {
        MarginalModel(
            MarginalOracles.trial(.independent, covariates), family: family, tolerance: 1e-12)
    }

    /// Row by row in R, working model glm.
    @Test(arguments: cases)
    func agreesWithRows(_ oracle: Case) throws {
        let family: OutcomeFamily = try #require(OutcomeFamily(rawValue: oracle.family))
        let effects = try Self.model(family, oracle.covariates).standardised(
            MarginalOracles.table(oracle.design),
            scale: try #require(StandardisedScale(rawValue: oracle.scale)))
        let rows = try effects.estimates().rows
        #expect(
            rows.map(\.term) == Array(repeating: "treatment", count: 4)
                + Array(repeating: "unadjusted", count: 4))
        for (row, (estimate, error)) in zip(rows, zip(oracle.estimates, oracle.se)) {
            #expect(abs(row.estimate - estimate) < 1e-8 * error, "\(row.estimate) \(estimate)")
            #expect(agree(row.standardError, error, relative: 1e-7), "\(row.standardError) \(error)")
            #expect(row.degreesOfFreedom == effects.degreesOfFreedom)
        }
    }

    /// Every person twice: averages over people and clusters stay.
    @Test func duplication() throws {
        let table = try MarginalOracles.table("scores")
        let twice = table.rows((0..<table.rowCount).flatMap { [Int32($0), Int32($0)] })
        let (a, b) = (
            try Self.model(.gaussian, ["x"]).standardised(table),
            try Self.model(.gaussian, ["x"]).standardised(twice)
        )
        for (x, y) in zip(a.adjusted + a.unadjusted, b.adjusted + b.unadjusted) {
            #expect(agree(x, y, relative: 1e-9))
        }
        #expect(zip(a.covariance.values, b.covariance.values).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    /// With equal cells all averages are one, and there is no test of informative size.
    @Test func equalCells() throws {
        let effects = try Self.model(.binomial).standardised(MarginalOracles.table("events"))
        #expect(effects.adjusted.allSatisfy { abs($0 - effects.adjusted[0]) < 1e-12 })
        #expect(try effects.estimates().diagnostic("informative-size") == nil)
    }

    /// Parts that standardisation does not have are refused in words.
    @Test func refusals() throws {
        let table = try MarginalOracles.table("events")
        var model = Self.model(.gaussian)
        #expect(throws: CausalError.self) { try model.standardised(table, scale: .ratio) }
        model.trial.effect = .exposureTime
        #expect(throws: CausalError.self) { try model.standardised(table) }
        let cluster = try table.numbers("cluster")
        let pair = table.rows(cluster.indices.filter { cluster[$0] <= 2 }.map(Int32.init))
        #expect(throws: CausalError.self) { try Self.model(.binomial).standardised(pair) }
    }
}
