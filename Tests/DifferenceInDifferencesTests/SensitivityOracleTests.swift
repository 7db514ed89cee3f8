import DifferenceInDifferences
import Foundation
import OracleSupport
import Testing

/// The estimates of Benzarti & Carloni, as in Rambachan & Roth (2023).
@Suite(.enabled(if: ReferenceData.isAvailable)) struct SensitivityOracleTests {
    struct Row: Decodable {
        let weights: String
        let bound: Double
        let low: Double
        let high: Double
        let step: Double?
    }
    struct FixedLength: Decodable { let rows: [Row] }
    struct Conditional: Decodable {
        let relative: [Row]
        let smooth: [Row]
    }

    static func event() throws -> EventCoefficients {
        let values = try ReferenceData.table("honestdid_bc_betahat.csv").numbers("V1")
        let table = try ReferenceData.table("honestdid_bc_sigma.csv")
        let elements = try (1...8).flatMap { try table.numbers("V\($0)") }
        return try EventCoefficients(
            values, covariance: Matrix(8, 8, columnMajor: elements), before: 4)
    }

    static func weights(_ name: String) -> [Double]? {
        name == "average" ? [0.25, 0.25, 0.25, 0.25] : nil
    }

    static func read<File: Decodable>(_ name: String) throws -> File {
        try JSONDecoder().decode(File.self, from: Data(contentsOf: oracles.appendingPathComponent(name)))
    }

    @Test func fixedLengthAgreesWithAnotherFormulation() throws {
        let file: FixedLength = try Self.read("fixed-length.json")
        let event = try Self.event()
        for row in file.rows {
            let analysis = SensitivityAnalysis(.smoothness, weights: Self.weights(row.weights))
            let found = try #require(try analysis.interval(event, bound: row.bound))
            // The half length is flat at its minimum; the centre is not.
            #expect(abs((found.high - found.low) - (row.high - row.low)) < 1e-8, "\(row)")
            #expect(abs(found.low - row.low) < 2e-6, "\(row) \(found)")
            #expect(abs(found.high - row.high) < 2e-6, "\(row) \(found)")
        }
    }

    // honestdid searches a grid of 1,000 points and simulates the first stage with 1,000 draws of its own.
    @Test func conditionalIntervalsAgreeToTheReferencesGrid() throws {
        let file: Conditional = try Self.read("sensitivity.json")
        let event = try Self.event()
        for (rows, restriction) in [
            (file.relative, TrendRestriction.relativeMagnitude), (file.smooth, .smoothness),
        ] {
            for row in rows {
                let analysis = SensitivityAnalysis(
                    restriction, method: .conditional, weights: Self.weights(row.weights))
                let found = try #require(try analysis.interval(event, bound: row.bound))
                let step = row.step ?? 0
                #expect(abs(found.low - row.low) < 2 * step, "\(restriction) \(row) \(found)")
                #expect(abs(found.high - row.high) < 2 * step, "\(restriction) \(row) \(found)")
            }
        }
    }
}
