import Foundation
import OracleSupport
import Regression
import Testing

/// Every enumerated case of `wild.json` (wildboottest, the package behind pyfixest's bootstrap).
///
/// Its dummies are our absorbed factors, and it counts all of them: t differs by √((n−K)/(n−k)), which is taken out;
/// the shares do not depend on it. What is left is double precision on both sides: 1e-8, times t² where a
/// small variance magnifies rounding.
@Suite struct WildOracleTests {
    struct File: Decodable { let cases: [Case] }
    struct Case: Decodable {
        let name, data, cluster, formula, term, method: String
        let null: Bool
        let nobs, k, draws, above, tied: Int
        let statistic, p: Double
        let sorted: [Double]
    }

    @Test func everyCaseAgrees() throws {
        let file = try JSONDecoder().decode(
            File.self, from: Data(contentsOf: oracles.appendingPathComponent("wild.json")))
        #expect(file.cases.count > 30)
        let data = try OracleData(folder: oracles)
        for entry in file.cases { try check(entry, data.table(entry.data)) }
    }

    private func check(_ entry: Case, _ table: DataTable) throws {
        let fit = try LeastSquares(entry.formula).fit(table)
        #expect(fit.rowCount == entry.nobs, "\(entry.name)")
        let parameters = try #require(
            fit.estimates(.clustered(by: entry.cluster)).fact("parameters")?.double)
        let scale = (Double(entry.nobs - entry.k) / (Double(entry.nobs) - parameters)).squareRoot()
        let method = WildBootstrap(
            imposesNull: entry.null, residuals: entry.method == "31" ? .jackknifed : .plain, draws: 100_000)
        let test = try fit.wildBootstrap(entry.term, clusters: [entry.cluster], using: method)
        let size = try fit.wildBootstrapStatistics(entry.term, clusters: [entry.cluster], using: method)
            .map { $0.magnitude * scale }.sorted()
        func agrees(_ value: Double, _ expected: Double) -> Bool {
            abs(value - expected) <= 1e-8 * max(1, expected.magnitude) * max(1, expected.magnitude)
        }
        #expect(agrees(test.statistic * scale, entry.statistic), "\(entry.name)")
        #expect(test.isEnumerated && test.draws == entry.draws)
        let step = max(1, size.count / 8)
        for (i, expected) in entry.sorted.enumerated() {
            #expect(agrees(size[i * step], expected), "\(entry.name) \(i): \(size[i * step]) \(expected)")
        }
        let draws = Double(entry.draws)
        #expect(test.pValue * draws == Double(entry.above) + Double(entry.tied) / 2, "\(entry.name)")
        #expect(test.conservativePValue * draws == Double(entry.above + entry.tied), "\(entry.name)")
        // Its own p-value counts some of the ties.
        #expect(abs(test.pValue - entry.p) <= Double(entry.tied) / 2 / draws + 1e-15, "\(entry.name)")
    }
}
