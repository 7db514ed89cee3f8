import Regression
import Testing

/// Covariances against the textbook's double sums over rows, on every small design of a family.
///
/// Both are double precision on well-conditioned designs of at most 40 rows: 1e-9 relative is loose by three
/// digits.
@Suite struct CovarianceTests {
    struct Design: Sendable, CustomTestStringConvertible {
        let rows: Int
        let groups: Int
        let others: Int
        let weighted: Bool
        var testDescription: String { "\(rows) rows, \(groups) × \(others) groups, weights \(weighted)" }
    }

    static let designs: [Design] = [12, 25, 40].flatMap { rows in
        [2, 3, 5, 12].flatMap { groups in
            [2, 4].flatMap { others in
                [false, true].map { Design(rows: rows, groups: groups, others: others, weighted: $0) }
            }
        }
    }

    /// Draws the design's table.
    private func table(_ design: Design) throws -> DataTable {
        var generator = Generator(seed: UInt64(design.rows * 100 + design.groups * 10 + design.others))
        let n = design.rows
        func draws() -> [Double] { (0..<n).map { _ in generator.normal() } }
        return try DataTable([
            Column("y", draws()), Column("x", draws()), Column("z", draws()),
            Column("g", (0..<n).map { $0 % design.groups }),
            Column("h", (0..<n).map { _ in generator.integer(below: design.others) }),
            Column("w", (0..<n).map { _ in 0.5 + generator.uniform() }),
        ])
    }

    @Test(arguments: designs) func everyCovarianceIsTheTextbooks(design: Design) throws {
        let table = try table(design)
        let column = { (name: String) throws in try table.numbers(name) }
        let (y, x, z, g, h) = (
            try column("y"), try column("x"), try column("z"), try column("g"), try column("h")
        )
        let w = design.weighted ? try column("w") : [Double](repeating: 1, count: design.rows)
        let naive = NaiveReference(x: x.indices.map { [1, x[$0], z[$0]] }, y: y, w: w)
        let fit = try LeastSquares("y ~ x + z", weights: design.weighted ? "w" : nil).fit(table)
        let n = Double(design.rows)
        let groups = Double(Set(g).count)
        let cr1 = (n - 1) / (n - 3) * groups / (groups - 1)
        check(try fit.estimates(.iid), naive.b, naive.iid(), 1)
        check(try fit.estimates(.hc0), naive.b, naive.sandwich { $0 == $1 }, 1)
        check(try fit.estimates(.hc1), naive.b, naive.sandwich { $0 == $1 }, n / (n - 3))
        let byGroup = naive.sandwich { g[$0] == g[$1] }
        check(try fit.estimates(.clustered(by: "g", correction: .cr0)), naive.b, byGroup, 1)
        check(try fit.estimates(.clustered(by: "g")), naive.b, byGroup, cr1)
        // One-way plus other way less both = pairs that share either.
        let least = Double(min(Set(g).count, Set(h).count))
        let either = naive.sandwich { g[$0] == g[$1] || h[$0] == h[$1] }
        let both = try fit.estimates(.clustered(by: "g", "h"))
        guard !both.notes.contains(where: { $0.contains("eigenvalues") }) else { return }
        check(both, naive.b, either, (n - 1) / (n - 3) * least / (least - 1))
    }

    private func check(_ result: Estimates, _ b: [Double], _ v: [[Double]], _ factor: Double) {
        for i in b.indices {
            #expect(abs(result.rows[i].estimate - b[i]) <= 1e-9 * abs(b[i]))
            for j in b.indices {
                let scale = (abs(v[i][i] * v[j][j])).squareRoot() * factor
                #expect(abs(result.covariance[i, j] - factor * v[i][j]) <= 1e-9 * scale + 1e-15)
            }
        }
    }

    /// Relabelling clusters changes nothing.
    @Test func clustersAreNamesOnly() throws {
        let table = try table(Design(rows: 40, groups: 5, others: 4, weighted: false))
        let names = ["e", "ä", "c d", "", "1"].map { $0.isEmpty ? "_" : $0 }
        let g = try table.numbers("g")
        let renamed = try DataTable(table.columns + [Column("name", g.map { Optional(names[Int($0)]) })])
        let fit = try LeastSquares("y ~ x").fit(renamed)
        let a = try fit.estimates(.clustered(by: "g"))["x"].standardError
        let b = try fit.estimates(.clustered(by: "name"))["x"].standardError
        #expect(abs(a - b) <= 1e-14 * a)
    }

    /// Crossed names are compared as pairs, never as joined text.
    @Test func intersectionsAreTuples() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3, 5, 7]), Column("x", [0.0, 1, 1, 2, 3, 5]),
            Column("a", ["a_b", "a", "a_b", "a", "c", "c"]), Column("b", ["c", "b_c", "d", "d", "c", "b_c"]),
        ])
        let fit = try LeastSquares("y ~ x").fit(table)
        #expect(try fit.sample.factor(interacting: ["a", "b"]).levelCount == 6)
    }

    @Test func faultsOfClustersAreSaid() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 4, 3]), Column("x", [0.0, 1, 1, 2]), Column("one", [1.0, 1, 1, 1]),
            Column("gap", [1.0, 2, .nan, 2]),
        ])
        let fit = try LeastSquares("y ~ x").fit(table)
        func code(_ covariance: LinearCovariance) -> CausalError.Code? {
            do {
                _ = try fit.estimates(covariance)
                return nil
            } catch { return error.code }
        }
        #expect(code(.clustered(by: "one")) == .tooFewRows)
        #expect(code(.clustered(by: "gap")) == .missingValue)
        #expect(code(.clustered(by: "nobody")) == .unknownColumn)
        #expect(code(.clustered(by: [])) == .badArgument)
        #expect(throws: CausalError.self) { try fit.estimates(level: 95) }
    }
}
