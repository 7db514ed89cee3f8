import Aggregates
import Foundation
import Testing

/// A table whose columns have means far from zero, missing values, categories and clusters of unequal size.
func randomTable(_ seed: UInt64, rows: Int, clusters: Int) throws -> DataTable {
    var generator = Generator(seed: seed)
    let cluster = (0..<rows).map { _ in Int(generator.uniform() * generator.uniform() * Double(clusters)) }
    let shock = (0..<clusters).map { _ in generator.normal() }
    let x1 = cluster.map { 50 + shock[$0] + 3 * generator.normal() }
    let x2 = (0..<rows).map { _ in 1e-3 * generator.normal() }
    let treated = cluster.map { $0 % 2 }
    let year = (0..<rows).map { _ in 2010 + Int(generator.uniform() * 4) }
    let kind = (0..<rows).map { _ in generator.uniform() < 0.4 ? "it's \"a\"" : "b:c" }
    let y = (0..<rows).map { i in
        1e4 + 0.7 * x1[i] - 200 * x2[i] + Double(treated[i]) + 0.1 * Double(year[i] - 2010)
            + shock[cluster[i]] + generator.normal()
    }
    let holes = (0..<rows).map { _ in generator.uniform() }
    return try DataTable([
        Column("the outcome", zip(y, holes).map { $1 < 0.03 ? .nan : $0 }),
        Column("x1", zip(x1, holes).map { $1 > 0.98 ? .nan : $0 }), Column("x2", x2),
        Column("treated", treated), Column("year", year), Column("kind", kind.map { Optional($0) }),
        Column("g", cluster), Column("h", (0..<rows).map { $0 % 11 }),
    ])
}

/// Whether two answers agree to 1e-9: estimates relative to their errors and sizes, errors and facts relatively.
func expectEqual(_ answer: Estimates, _ rows: Estimates, _ comment: String) {
    #expect(answer.rows.map(\.term) == rows.rows.map(\.term), "\(comment)")
    for (a, b) in zip(answer.rows, rows.rows) {
        #expect(
            close(a.estimate, b.estimate, b.standardError),
            "\(comment) \(b.term): \(a.estimate) \(b.estimate)")
        #expect(
            close(a.standardError, b.standardError),
            "\(comment) se \(b.term): \(a.standardError) \(b.standardError)")
        #expect(
            close(a.degreesOfFreedom ?? 0, b.degreesOfFreedom ?? 0, 0, 1e-7),
            "\(comment) df \(b.term): \(a.degreesOfFreedom ?? 0) \(b.degreesOfFreedom ?? 0)")
    }
    #expect(answer.model.map(\.name) == rows.model.map(\.name), "\(comment)")
    for name in ["nobs", "missing", "dropped", "vcov", "clusters", "parameters", "formula"] {
        #expect(answer.fact(name) == rows.fact(name), "\(comment) \(name)")
    }
    for name in ["r.squared", "adj.r.squared", "sigma", "df.residual"] {
        guard case .number(let a)? = answer.fact(name), case .number(let b)? = rows.fact(name) else {
            continue
        }
        #expect(close(a, b, 1), "\(comment) \(name): \(a) \(b)")
    }
}

private func close(_ a: Double, _ b: Double, _ scale: Double = 0, _ tolerance: Double = 1e-9) -> Bool {
    a.isNaN && b.isNaN || abs(a - b) <= tolerance * max(abs(b), scale.isFinite ? abs(scale) : 0)
}

@Suite struct AggregateLeastSquaresTests {
    static let formulas = [
        "`the outcome` ~ x1 + x2 + treated", "`the outcome` ~ x1", "`the outcome` ~ 1",
        "`the outcome` ~ x1 + factor(year) + treated", "`the outcome` ~ x2*treated + factor(kind)",
        "`the outcome` ~ factor(year):x2 + x1 + factor(kind):factor(year)",
        "`the outcome` ~ x1 + x2 - 1", "`the outcome` ~ factor(g) + x2 + treated",
        "`the outcome` ~ x1 + i(year) + x2:treated",
    ]

    @Test(arguments: formulas) func answersAreThoseOfTheRows(_ formula: String) throws {
        for seed in 1...3 as ClosedRange<UInt64> {
            let table = try randomTable(seed, rows: 400, clusters: 25)
            let model = try AggregateLeastSquares(formula, clusters: ["g"])
            let fit = try model.fit(model.statistics(table))
            let rows = try LeastSquares(formula).fit(table)
            expectEqual(try fit.estimates(.iid), try rows.estimates(.iid), "\(formula) iid")
            for correction in [ClusterCorrection.cr0, .cr1, .cr2, .cr3, .jackknife] {
                let covariance = LinearCovariance.clustered(by: "g", correction: correction)
                expectEqual(
                    try fit.estimates(covariance), try rows.estimates(covariance), "\(formula) \(correction)")
            }
        }
    }

    @Test(arguments: WeightKind.allCases) func weightsAreThoseOfTheRows(_ kind: WeightKind) throws {
        let table = try randomTable(21, rows: 400, clusters: 25)
        var generator = Generator(seed: 4)
        let w = (0..<400).map { _ in (generator.uniform() * 4).rounded() }
        let weighted = try DataTable(table.columns + [Column("w", w)])
        let formula = "`the outcome` ~ x1 + x2 + factor(year)"
        let model = try AggregateLeastSquares(formula, clusters: ["g"], weights: "w", kind: kind)
        let fit = try model.fit(model.statistics(weighted))
        let rows = try LeastSquares(formula, weights: "w", kind: kind).fit(weighted)
        var covariances = [ClusterCorrection.cr0, .cr1, .cr3].map {
            LinearCovariance.clustered(by: ["g"], correction: $0)
        }
        if kind != .sampling { covariances.append(.iid) }
        if kind == .frequency { covariances.append(.clustered(by: ["g"], correction: .cr2)) }
        for covariance in covariances {
            expectEqual(
                try fit.estimates(covariance), try rows.estimates(covariance), "\(kind) \(covariance)")
        }
        if kind != .frequency {
            #expect(throws: CausalError.self) {
                try fit.estimates(.clustered(by: ["g"], correction: .cr2))
            }
        }
    }

    @Test func theWildBootstrapIsThatOfTheRows() throws {
        let table = try randomTable(22, rows: 300, clusters: 14)
        let formula = "`the outcome` ~ x1 + treated"
        let model = try AggregateLeastSquares(formula, clusters: ["g"])
        let fit = try model.fit(model.statistics(table))
        let rows = try LeastSquares(formula).fit(table)
        let a = try fit.wildBootstrap("treated = 0", clusters: ["g"])
        let b = try rows.wildBootstrap("treated = 0", clusters: ["g"])
        #expect(abs(a.statistic - b.statistic) < 1e-8 && a.pValue == b.pValue)
        let (low, high) = (try #require(a.confidenceSet?.hull), try #require(b.confidenceSet?.hull))
        #expect(abs(low.low - high.low) < 1e-6 && abs(low.high - high.high) < 1e-6)
    }

    @Test func cellsOfCategoriesGiveUnequalVariances() throws {
        let table = try randomTable(23, rows: 400, clusters: 25)
        let formula = "`the outcome` ~ factor(year) + factor(kind):factor(treated)"
        let model = try AggregateLeastSquares(formula)
        let fit = try model.fit(model.statistics(table))
        let rows = try LeastSquares(formula).fit(table)
        for covariance in [LinearCovariance.hc0, .hc1, .hc2, .hc3] {
            expectEqual(try fit.estimates(covariance), try rows.estimates(covariance), "\(covariance)")
        }
    }

    @Test func severalColumnsOfClusters() throws {
        let table = try randomTable(5, rows: 600, clusters: 30)
        let model = try AggregateLeastSquares("`the outcome` ~ x1 + treated", clusters: ["g", "h"])
        let fit = try model.fit(model.statistics(table))
        let rows = try LeastSquares("`the outcome` ~ x1 + treated").fit(table)
        for columns in [["g", "h"], ["h"], ["g"]] {
            let covariance = LinearCovariance.clustered(by: columns)
            expectEqual(try fit.estimates(covariance), try rows.estimates(covariance), "\(columns)")
        }
    }

    @Test func partsMergeInAnyGroupingAndOrder() throws {
        let table = try randomTable(7, rows: 500, clusters: 20)
        let model = try AggregateLeastSquares("`the outcome` ~ x1 + x2 + factor(year)", clusters: ["g"])
        let whole = try LeastSquares(formula: model.formula).fit(table).estimates(.clustered(by: "g"))
        var generator = Generator(seed: 3)
        for _ in 0..<6 {
            let part = (0..<500).map { _ in Int(generator.uniform() * 5) }
            var parts = try (0..<5).map { number in
                try model.statistics(table.rows((0..<500).filter { part[$0] == number }.map(Int32.init)))
            }
            while parts.count > 1 {
                let a = parts.remove(at: Int(generator.uniform() * Double(parts.count)))
                let b = parts.remove(at: Int(generator.uniform() * Double(parts.count)))
                parts.append(try a.merged(with: b))
            }
            let stored = try JSONDecoder().decode(CrossProducts.self, from: JSONEncoder().encode(parts[0]))
            #expect(stored == parts[0])
            expectEqual(try model.fit(stored).estimates(.clustered(by: "g")), whole, "merged")
        }
    }

    @Test func meansFarFromZeroLoseNoDigits() throws {
        var generator = Generator(seed: 11)
        let x = (0..<2000).map { _ in 1e8 + (8 * generator.normal()).rounded() }
        let y = x.map { 3e8 + 2 * ($0 - 1e8) + (64 * generator.normal()).rounded() / 64 }
        let table = try DataTable([
            Column("x", x), Column("y", y), Column("g", (0..<2000).map { $0 % 40 }),
        ])
        let model = try AggregateLeastSquares("y ~ x", clusters: ["g"])
        let answer = try model.fit(model.statistics(table)).estimates(.clustered(by: "g"))
        let rows = try LeastSquares("y ~ x").fit(table).estimates(.clustered(by: "g"))
        #expect(abs(answer["x"].estimate - rows["x"].estimate) < 1e-9)
    }

    @Test func collinearColumnsAreDropped() throws {
        let table = try randomTable(9, rows: 300, clusters: 15)
        let x = try #require(table["x1"]?.numbers)
        let more = try DataTable(
            table.columns + [Column("twice", x.map { 2 * $0 + 1 }), Column("same", x.map { _ in 0.1 })])
        for formula in ["`the outcome` ~ x1 + twice + x2", "`the outcome` ~ same + x2"] {
            let model = try AggregateLeastSquares(formula, clusters: ["g"])
            expectEqual(
                try model.fit(model.statistics(more)).estimates(.clustered(by: "g")),
                try LeastSquares(formula).fit(more).estimates(.clustered(by: "g")), formula)
        }
    }

    @Test func whatCannotBeAggregatedIsSaid() throws {
        for formula in ["y ~ log(x)", "y ~ x | unit", "y ~ l(x, 1)", "y ~ ."] {
            #expect(throws: CausalError.self) { try AggregateLeastSquares(formula) }
        }
        let table = try randomTable(1, rows: 100, clusters: 10)
        let model = try AggregateLeastSquares("x2 ~ treated", clusters: ["g"])
        let fit = try model.fit(model.statistics(table))
        for covariance in [LinearCovariance.hc1, .hc3, .clustered(by: "h")] {
            #expect(throws: CausalError.self) { try fit.estimates(covariance) }
        }
        let other = try AggregateLeastSquares("x2 ~ x1", clusters: ["g"])
        #expect(throws: CausalError.self) { try other.fit(model.statistics(table)) }
        #expect(throws: CausalError.self) {
            try model.statistics(table).merged(with: other.statistics(table))
        }
    }
}
