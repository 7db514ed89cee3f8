import Foundation
import Testing

@testable import WorkSystems

/// Latent profiles against scikit-learn's mixtures and a mixture written anew.
@Suite struct LatentProfileTests {
    struct File: Decodable {
        let equal, varying: [String: Solution]
        let errors: Errors
    }
    struct Solution: Decodable {
        let logLikelihood, bic: Double
        let entropy: Double?
        let shares: [Double]
        let means, variances: [[Double]]
    }
    struct Errors: Decodable { let iid, clustered: Each }
    struct Each: Decodable {
        let shares: [Double]
        let means: [[Double]]
    }

    static let names = ["exhaustion", "cynicism", "efficacy"]

    static func table() throws -> DataTable {
        try DataTable(csv: oracles.appendingPathComponent("profiles/scores.csv").path)
    }

    static func columns() throws -> [[Double]] {
        let table = try table()
        return try names.map { try table.numbers($0) }
    }

    /// Likelihoods are flat near their top: 1e-11 of them leaves parameters about 1e-5 of freedom.
    private func check(_ model: LatentProfileModel, _ wanted: Solution) {
        #expect(near(model.logLikelihood, wanted.logLikelihood, 1e-9))
        #expect(near(model.bic, wanted.bic, 1e-9))
        if let entropy = wanted.entropy { #expect(near(model.entropy ?? 0, entropy, 1e-4)) }
        for c in wanted.shares.indices {
            #expect(near(model.shares[c], wanted.shares[c], 1e-4))
            for v in 0..<3 {
                #expect(near(model.means[c][v], wanted.means[c][v], 1e-4))
                #expect(near(model.variances[c][v], wanted.variances[c][v], 1e-4))
            }
        }
        #expect(model.isConverged && !model.isAtBoundary)
        #expect(model.replications > 1 || model.shares.count == 1)
    }

    @Test func agreesWithOtherMixtures() throws {
        let file = try oracle("profiles/profiles.json", as: File.self)
        let columns = try Self.columns()
        let equal = try LatentProfiles(classes: 1...4, starts: 20).fit(columns, names: Self.names)
        for model in equal.models.prefix(3) {
            check(model, try #require(file.equal["\(model.shares.count)"]))
        }
        #expect(equal.best.shares.count == 4)
        let varying = try LatentProfiles(classes: 1...3, variances: .varying, starts: 20).fit(
            columns, names: Self.names)
        for model in varying.models { check(model, try #require(file.varying["\(model.shares.count)"])) }
        #expect(varying.best.shares.count == 3)
    }

    @Test func standardErrors() throws {
        let wanted = try oracle("profiles/profiles.json", as: File.self).errors
        let found = try LatentProfiles(classes: 3...3, starts: 10).fit(Self.columns(), names: Self.names)
        let clinics = try Sample(Self.table()).factor("clinic")
        for (clusters, each) in [(nil, wanted.iid), (clinics, wanted.clustered)] {
            let rows = try found.estimates(names: ["a", "b", "c"], clusters: clusters).rows
            for c in 0..<3 {
                #expect(near(rows[4 * c].standardError, each.shares[c], 1e-3))
                let bounds = rows[4 * c].interval
                #expect(bounds.low > 0 && bounds.high < 1 && bounds.low < rows[4 * c].estimate)
                for v in 0..<3 { #expect(near(rows[4 * c + 1 + v].standardError, each.means[c][v], 1e-3)) }
            }
        }
    }

    @Test func properties() throws {
        let columns = try Self.columns()
        let once = try LatentProfiles(classes: 3...3, starts: 10).fit(columns, names: Self.names).best
        let moved = try LatentProfiles(classes: 3...3, starts: 10).fit(
            columns.map { $0.map { 1000 + 8 * $0 } }, names: Self.names
        ).best
        for c in 0..<3 {
            #expect(near(moved.shares[c], once.shares[c], 1e-8))
            for v in 0..<3 { #expect(near(moved.means[c][v], 1000 + 8 * once.means[c][v], 1e-9)) }
        }
        let before = Parallel.threads
        Parallel.threads = 1
        defer { Parallel.threads = before }
        #expect(try LatentProfiles(classes: 3...3, starts: 10).fit(columns, names: Self.names).best == once)
        let analysis = try LatentProfiles(classes: 2...3, starts: 10).fit(columns, names: Self.names)
        for own in analysis.probabilities() { #expect(abs(own.reduce(0, +) - 1) < 1e-12) }
    }

    @Test func classesAreNamedAndWritten() throws {
        let names = ["clinic", "ex", "cy", "pe"]
        let table = try DataTable(
            zip(Self.table().columns, names).map { column, name in
                Column(name, column.numbers ?? [])
            })
        let measure = try BurnoutMeasure(
            exhaustion: ["ex"], cynicism: ["cy"], efficacy: ["pe"],
            boundaries: .scores(exhaustion: 3, cynicism: 2.5, efficacy: 3.7))
        let scored = try measure.fit(table)
        let found = try scored.latentProfiles(
            LatentProfiles(classes: 3...3, variances: .varying, starts: 10))
        #expect(scored.names(of: found.best) == ["engaged", "overextended", "burnout"])
        let answer = try scored.adding(found, to: scored.estimates(), cluster: "clinic")
        #expect(answer.rows.filter { $0.term.hasPrefix("latent.") }.count == 12)
        #expect(answer.diagnostics.last?["replicated"] != nil)
        let written = try scored.table(found)
        let classes = try written.column("burnout.class")
        let probabilities = try written.numbers("burnout.class.probability")
        #expect(classes.label(0) != nil && probabilities.allSatisfy { $0 > 0.33 && $0 <= 1 })
    }

    @Test func faults() throws {
        let columns = try Self.columns()
        #expect(throws: CausalError.self) { try LatentProfiles(classes: 0...2) }
        #expect(throws: CausalError.self) { try LatentProfiles(classes: 2...13) }
        #expect(throws: CausalError.self) { try LatentProfiles(starts: 0) }
        let few = columns.map { Array($0.prefix(25)) }
        #expect(throws: CausalError.self) { try LatentProfiles(classes: 1...3).fit(few, names: Self.names) }
        let flat = [columns[0], columns[1], columns[2].map { _ in 1 }]
        #expect(throws: CausalError.self) { try LatentProfiles().fit(flat, names: Self.names) }
        // Two values only: variances go to their bound, and it is said.
        let two = columns.map { $0.map { $0 > 3 ? 1.0 : 0 } }
        let found = try LatentProfiles(classes: 2...2, variances: .varying, starts: 5).fit(
            two, names: Self.names)
        #expect(found.best.isAtBoundary)
    }
}
