import Foundation
import Groundwork
import LinearAlgebra
import Testing

/// NIST's Statistical Reference Datasets for linear regression. Certified values carry 15 digits; an error of
/// 1e-9 is the nine correct digits that are promised, 1e-12 what is in fact reached (tested where it is).
@Suite struct ReferenceDataTests {
    struct Certified: Decodable {
        struct Wampler: Decodable {
            let pattern: [Double]
            let standardErrors: [Double]
            let residualDeviation: Double
        }
        struct Longley: Decodable {
            let coefficients: [Double]
            let interceptError: Double
            let yearError: Double
            let residualDeviation: Double
        }
        let wampler: Wampler
        let longley: Longley
    }

    static let x = (0...20).map(Double.init)
    static func power(_ x: Double, _ k: Int) -> Double { (0..<k).reduce(1) { product, _ in product * x } }
    static let columns = (1...5).map { k in x.map { power($0, k) } }

    /// Wampler 1 and 3–5: y = Σ xᵏ plus a multiple of the residual pattern.
    @Test(arguments: [0.0, 1, 100, 10000])
    func wamplerWithResiduals(_ multiple: Double) throws {
        let certified = try oracle("strd", as: Certified.self).wampler
        let y = Self.x.indices.map { i in
            Self.columns.reduce(1 + multiple * certified.pattern[i]) { $0 + $1[i] }
        }
        let solution = try LeastSquaresSolver.solve(
            columns: Self.columns, response: y, weights: nil, intercept: true)
        #expect(solution.dropped.isEmpty)
        for coefficient in solution.coefficients { #expect(relativeError(coefficient, 1) < 1e-12) }
        let spread = standardErrors(solution, Self.columns, y, degrees: 15)
        #expect(
            relativeError(spread.deviation, multiple * certified.residualDeviation) < 1e-12
                || (multiple == 0 && spread.deviation < 1e-9))
        for (error, expected) in zip(spread.errors, certified.standardErrors) where multiple > 0 {
            #expect(relativeError(error, multiple * expected) < 1e-11)
        }
    }

    /// Wampler 2: y = Σ (x/10)ᵏ; the response is rounded, which alone moves coefficients by up to 1e-13.
    @Test func wampler2() throws {
        let y = Self.x.map { x in (0...5).reduce(0.0) { $0 + Self.power(x, $1) / Self.power(10, $1) } }
        let solution = try LeastSquaresSolver.solve(
            columns: Self.columns, response: y, weights: nil, intercept: true)
        for (k, coefficient) in solution.coefficients.enumerated() {
            #expect(relativeError(coefficient, 1 / Self.power(10, k)) < 1e-11)
        }
    }

    static let folder = ProcessInfo.processInfo.environment["CAUSAL_REFERENCE_DATA"]

    @Test(.enabled(if: folder != nil, "CAUSAL_REFERENCE_DATA names no folder with longley.csv"))
    func longley() throws {
        let path = try #require(Self.folder) + "/longley.csv"
        let rows = try String(contentsOfFile: path, encoding: .utf8).split(whereSeparator: \.isNewline)
            .dropFirst().map { $0.split(separator: ",").compactMap { Double($0) } }
        // NIST's units; the file has thousands, and billions of GNP.
        let units = [1, 1000, 10, 10, 1000, 1.0]
        let columns = units.enumerated().map { j, unit in
            rows.map { ($0[j + 1] * unit * 1e6).rounded() / 1e6 }
        }
        let y = rows.map { ($0[7] * 1000).rounded() }
        let certified = try oracle("strd", as: Certified.self).longley
        let solution = try LeastSquaresSolver.solve(
            columns: columns, response: y, weights: nil, intercept: true)
        for (coefficient, expected) in zip(solution.coefficients, certified.coefficients) {
            #expect(relativeError(coefficient, expected) < 1e-11)
        }
        let spread = standardErrors(solution, columns, y, degrees: 9)
        #expect(relativeError(spread.errors[0], certified.interceptError) < 1e-11)
        #expect(relativeError(spread.errors[6], certified.yearError) < 1e-11)
        #expect(relativeError(spread.deviation, certified.residualDeviation) < 1e-11)
    }
}
