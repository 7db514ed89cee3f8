import Foundation
import OracleSupport
import Regression
import Testing

/// Leverage, effective clusters and left-out estimates against full matrices with explicit dummies; both sides in double
/// precision on designs of modest condition, so that 1e-8 relative leaves two digits to spare.
@Suite struct ClusterDiagnosticsTests {
    struct Answers: Decodable { let cases: [Case] }

    struct Case: Decodable {
        let data, formula, cluster: String
        let weights: String?
        let sizes: [Int]
        let leverage: [Double]
        let terms: [Term]
    }

    struct Term: Decodable {
        let term: String
        let estimate, g0: Double
        let partial: [Double]
        let g1: Double?
        let without: [Double?]
    }

    private func close(_ a: Double, _ b: Double, _ scale: Double = 0) -> Bool {
        abs(a - b) <= 1e-8 * max(abs(b), scale)
    }

    @Test func everyCaseAgrees() throws {
        let data = try OracleData(folder: oracles)
        let text = try Data(contentsOf: oracles.appendingPathComponent("clusters.json"))
        let cases = try JSONDecoder().decode(Answers.self, from: text).cases
        for entry in cases {
            let fit = try LeastSquares(entry.formula, weights: entry.weights, tolerance: 1e-12)
                .fit(data.table(entry.data))
            let found = try fit.clusterDiagnostics(by: entry.cluster)
            let name = "\(entry.data) \(entry.formula) \(entry.cluster)"
            #expect(found.sizes == entry.sizes, "\(name)")
            #expect(zip(found.leverages, entry.leverage).allSatisfy { close($0, $1) }, "\(name)")
            for term in entry.terms {
                let mine = try #require(found[term.term])
                #expect(close(mine.effectiveClusters, term.g0), "\(name) \(term.term)")
                #expect((mine.effectiveClustersCorrelated == nil) == (term.g1 == nil), "\(name)")
                #expect(close(mine.effectiveClustersCorrelated ?? 0, term.g1 ?? 0), "\(name) \(term.term)")
                #expect(zip(mine.partialLeverages, term.partial).allSatisfy { close($0, $1, 1e-2) })
                for (a, b) in zip(mine.estimatesWithout, term.without) {
                    #expect((a == nil) == (b == nil), "\(name) \(term.term)")
                    #expect(close(a ?? 0, b ?? 0, abs(term.estimate)), "\(name) \(term.term)")
                }
                #expect(mine.estimatesWithout.count == term.without.count)
            }
        }
    }

    /// The squared changes sum to the jackknife's variance, absorbed factors crossed and nested.
    @Test func changesAreTheJackknifes() throws {
        let table = try OracleData(folder: oracles).table("unbalanced")
        let fit = try LeastSquares("burnout ~ treated + caseload | clinician + month").fit(table)
        let found = try fit.clusterDiagnostics(by: "clinic")
        let error = try fit.estimates(.clustered(by: "clinic", correction: .cr3))["treated"].standardError
        let term = try #require(found["treated"])
        let sum = term.estimatesWithout.reduce(0) { $0 + pow(($1 ?? .nan) - term.estimate, 2) }
        #expect(close(sum.squareRoot(), error))
        let most = try #require(term.mostInfluential)
        let range = try #require(term.rangeWithout)
        #expect(most.estimate == range.low || most.estimate == range.high)
    }

    /// Frequency weights give what the rows written out give.
    @Test func frequencyWeightsAreRowsWrittenOut() throws {
        let rows = 60
        let count = (0..<rows).map { Double(1 + $0 % 3) }
        let x = (0..<rows).map { Double(($0 * 7) % 11) }
        let y = (0..<rows).map { Double(($0 * 5) % 13) + 0.3 * x[$0] }
        let g = (0..<rows).map { Double($0 / 12) }
        let table = try DataTable([Column("y", y), Column("x", x), Column("g", g), Column("w", count)])
        let places = (0..<rows).flatMap { Array(repeating: $0, count: Int(count[$0])) }
        let longer = try DataTable([
            Column("y", places.map { y[$0] }), Column("x", places.map { x[$0] }),
            Column("g", places.map { g[$0] }),
        ])
        let one = try LeastSquares("y ~ x", weights: "w", kind: .frequency).fit(table)
            .clusterDiagnostics(by: "g")
        let other = try LeastSquares("y ~ x").fit(longer).clusterDiagnostics(by: "g")
        #expect(one.sizes == other.sizes)
        for (a, b) in zip(one.terms, other.terms) {
            #expect(close(a.effectiveClusters, b.effectiveClusters))
            #expect(close(a.effectiveClustersCorrelated ?? 0, b.effectiveClustersCorrelated ?? 1))
            #expect(zip(a.estimatesWithout, b.estimatesWithout).allSatisfy { close($0 ?? 0, $1 ?? 1) })
        }
    }

    /// Few treated of many clusters are noted once, by name; alike clusters are not; cr2 has no such note.
    @Test func theNoteNamesWhatFewClustersInform() throws {
        func table(treated: Int) throws -> DataTable {
            var random = Generator(seed: 5)
            let g = (0..<1000).map { Double($0 / 20) }
            let x = (0..<1000).map { _ in random.normal() }
            return try DataTable([
                Column("g", g), Column("x", x), Column("d", g.map { $0 < Double(treated) ? 1.0 : 0 }),
                Column("y", (0..<1000).map { _ in random.normal() }),
            ])
        }
        func notes(_ treated: Int, _ correction: ClusterCorrection) throws -> [String] {
            let fit = try LeastSquares("y ~ d + x").fit(table(treated: treated))
            return try fit.estimates(.clustered(by: "g", correction: correction)).notes
        }
        let few = try notes(3, .cr1)
        #expect(few.count == 1 && few[0].contains("few inform d (") && few[0].contains("cr2"))
        #expect(try notes(25, .cr1).isEmpty)
        #expect(try notes(3, .cr2).allSatisfy { $0.hasPrefix("Fewer than 4 degrees") })
    }

    /// Where leaving clusters out is too costly, the result says so.
    @Test func whatIsTooCostlyIsSaid() throws {
        let rows = 3000
        let table = try DataTable([
            Column("y", (0..<rows).map { Double(($0 * 37) % 101) }),
            Column("x", (0..<rows).map { Double(($0 * 11) % 17) }),
            Column("g", (0..<rows).map { Double($0 % 7) }),
            Column("unit", (0..<rows).map { Double($0 % 1100) }),
        ])
        let found = try LeastSquares("y ~ x | unit").fit(table).clusterDiagnostics(by: "g")
        #expect(found.notes.count == 1 && found.notes[0].contains("1100 levels"))
        #expect(found["x"]?.estimatesWithout.isEmpty == true && found["x"]?.mostInfluential == nil)
        let answer = try LeastSquares("y ~ x | unit").fit(table).estimates().adding(found)
        #expect(answer.diagnostic("cluster-influence")?["estimate.without"] == .null)
        let stored = try JSONDecoder().decode(
            ClusterDiagnostics.self, from: JSONEncoder().encode(found))
        #expect(stored == found)
    }
}
