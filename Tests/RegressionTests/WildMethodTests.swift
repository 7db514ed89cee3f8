import Foundation
import Regression
import Testing

@testable import Inference

/// Weights, seeds, threads, degenerate data and wrong calls of the wild bootstrap.
@Suite struct WildMethodTests {
    private func fit(_ formula: String = "y ~ x + z") throws -> LeastSquaresFit {
        try LeastSquares(formula, keepsSingletons: true).fit(WildBootstrapTests.table())
    }

    /// Means of v, v², v³ and v⁴ over 4e5 numbers are within five standard errors of what they should be.
    @Test(arguments: [
        (WildWeights.rademacher, [0, 1, 0, 1.0]), (.webb, [0, 1, 0, 7.0 / 6]), (.mammen, [0, 1, 1, 2]),
        (.normal, [0, 1, 0, 3]),
    ])
    func weightsHaveTheirMoments(weights: WildWeights, moments: [Double]) {
        var generator = Generator(seed: 5)
        let count = 400_000
        var values = [Double](repeating: 0, count: count)
        weights.fill(count, &generator) { values[$0] = $1 }
        for (power, expected) in moments.enumerated() {
            let powers = values.map { v in (0...power).reduce(1) { product, _ in product * v } }
            let mean = powers.reduce(0, +) / Double(count)
            let square = powers.reduce(0) { $0 + $1 * $1 } / Double(count)
            let error = (max(square - mean * mean, 0) / Double(count)).squareRoot()
            #expect(abs(mean - expected) <= 5 * error + 1e-12)
        }
    }

    /// With weights that are not enumerated each draw is the textbook's for the numbers that its stream gives.
    @Test(arguments: WildWeights.allCases) func sampledDrawsAreTheTextbooks(weights: WildWeights) throws {
        let method = WildBootstrap(weights: weights, draws: 40, seed: 9)
        let draws = try fit().wildBootstrapStatistics("x = 0.3", clusters: ["g"], using: method)
        let table = try WildBootstrapTests.table()
        let (x, z, g) = (try table.numbers("x"), try table.numbers("z"), try table.numbers("g"))
        let naive = NaiveWildBootstrap(
            x: x.indices.map { [1, x[$0], z[$0]] }, y: try table.numbers("y"), w: x.map { _ in 1 },
            clusters: [g.map { Int($0) }], bootstrap: g.map { Int($0) }, r: [[0, 1, 0]], values: [0.3],
            imposesNull: true, parameters: 3)
        for (draw, value) in draws.enumerated() {
            var stream = Generator(seed: 9).stream(draw)
            var v = [Double](repeating: 0, count: 6)
            weights.fill(6, &stream) { v[$0] = $1 }
            let expected = naive.draw(v)
            #expect(abs(value - expected) <= 1e-10 * max(1, expected * expected))
        }
    }

    @Test func aSeedGivesTheSameBitsOnAnyNumberOfThreads() throws {
        let method = WildBootstrap(weights: .webb, draws: 3000, seed: 3)
        let fit = try fit("y ~ x + z | h")
        Parallel.threads = 1
        let one = try fit.wildBootstrap("x", clusters: ["g"], using: method)
        Parallel.threads = 0
        let many = try fit.wildBootstrap("x", clusters: ["g"], using: method)
        #expect(one == many)
        var other = method
        other.seed = 4
        #expect(try fit.wildBootstrap("x", clusters: ["g"], using: other).pValue != one.pValue)
    }

    /// Sampling signs comes close to enumerating them: five binomial standard errors.
    @Test func samplingComesCloseToEnumerating() throws {
        let fit = try fit()
        let method = WildBootstrap(draws: 1 << 14, bootstrapClusters: ["row"])
        let all = try fit.wildBootstrap("x = 0.1", clusters: ["g"])
        #expect(all.isEnumerated)
        // 54 rows cannot be enumerated; of 6 clusters 63 draws are too few to.
        #expect(try !fit.wildBootstrap("x", clusters: ["g"], using: method).isEnumerated)
        var few = WildBootstrap(draws: 63)
        #expect(try !fit.wildBootstrap("x", clusters: ["g"], using: few).isEnumerated)
        few.draws = 64
        #expect(try fit.wildBootstrap("x", clusters: ["g"], using: few).isEnumerated)
    }

    /// With signs the draws v and −v mirror each other, so that equal-tailed and symmetric p-values agree.
    @Test func bothPValuesAgreeUnderSymmetry() throws {
        for null in [true, false] {
            let test = try fit().wildBootstrap(
                "x = 0.1", clusters: ["g"], using: WildBootstrap(imposesNull: null))
            #expect(test.equalTailedPValue == test.pValue)
            #expect(test.conservativePValue >= test.pValue)
        }
    }

    /// The intervals of WCU are β̂ ± the quantile of |t*| times the error.
    @Test func unrestrictedIntervalsAreQuantiles() throws {
        let fit = try fit()
        let method = WildBootstrap(weights: .normal, imposesNull: false, draws: 999)
        let test = try fit.wildBootstrap("x", clusters: ["g"], using: method)
        let size = try fit.wildBootstrapStatistics("x", clusters: ["g"], using: method).map(\.magnitude)
            .sorted()
        let row = try fit.estimates(.clustered(by: "g"))["x"]
        // p > 5 % of 999 draws: at least 50 above, so the 50th largest is the end.
        let margin = size[999 - 50] * row.standardError
        let hull = try #require(test.confidenceSet?.hull)
        #expect(abs(hull.low - (row.estimate - margin)) <= 1e-10)
        #expect(abs(hull.high - (row.estimate + margin)) <= 1e-10)
    }

    /// Of 2^5 vectors of signs two always tie, so that p ≥ 1/32: at 1 % no value can be rejected, and it is said.
    @Test func aLevelBeyondTheDrawsGivesTheWholeLine() throws {
        var random = Generator(seed: 2)
        let g = (0..<30).map { $0 / 6 }
        let table = try DataTable([
            Column("y", g.map { _ in random.normal() }), Column("d", g.map { $0 == 0 ? 1.0 : 0 }),
            Column("g", g),
        ])
        let fit = try LeastSquares("y ~ d").fit(table)
        let test = try fit.wildBootstrap("d", clusters: ["g"], using: WildBootstrap(level: 0.99))
        let set = try #require(test.confidenceSet)
        #expect(set.intervals == [.unbounded] && set.contains(1e300))
        #expect(test.notes.contains { $0.contains("unbounded") })
        let json = JSONValue.object(Diagnostic(test).values).description
        #expect(json.contains("\"conf.low\": null") && !json.contains("inf"))
        // At 5 % the set ends, though the data of one cluster say all of the effect.
        #expect(try fit.wildBootstrap("d", clusters: ["g"]).confidenceSet?.isBounded == true)
    }

    @Test func setsAreReadBack() throws {
        let sets = [
            ConfidenceSet([], level: 0.9), ConfidenceSet([.unbounded], level: 0.95),
            ConfidenceSet([Interval(-.infinity, 0.1), Interval(0.3, 2)], level: 0.95),
        ]
        for set in sets {
            let again = try JSONDecoder().decode(ConfidenceSet.self, from: JSONEncoder().encode(set))
            #expect(again == set)
        }
        #expect(sets.map(\.description) == ["∅", "(−∞, ∞)", "(−∞, 0.1] ∪ [0.3, 2.0]"])
        #expect(sets.map(\.isBounded) == [true, false, false])
        #expect(sets.map(\.isInterval) == [false, true, false])
        #expect(sets[2].contains(0.3) && !sets[2].contains(0.2))
        let test = try fit().wildBootstrap("x", clusters: ["g"])
        #expect(
            try JSONDecoder().decode(WildBootstrapTest.self, from: JSONEncoder().encode(test)) == test)
    }

    /// Polynomials made from their roots.
    @Test func rootsAreFound() {
        let cases: [[Double]] = [
            [1], [-2, 3], [-1e-3, 1e3], [-1, 0, 1], [1, 2, 3, 4], [-1e6, -1, 1e-6, 1], [-5, -4.999, 2, 7],
            [0, 1e-8, 1],
        ]
        for roots in cases {
            var c = [1.0]
            for root in roots {
                c = zip([0] + c, c.map { -root * $0 } + [0]).map { $0 + $1 }
            }
            let found = RealRoots.of(c)
            #expect(found.count == roots.count)
            for (a, b) in zip(found, roots) {
                #expect(abs(a - b) <= 1e-9 * max(abs(b), 1e-3), "\(roots): \(found)")
            }
        }
        #expect(RealRoots.of([0, 0, 0]) == [] && RealRoots.of([1, 0, 1]) == [] && RealRoots.of([4]) == [])
        #expect(RealRoots.of([0, 0, 1, 0, 1]) == [])
        // x³ + x⁴: a triple root, which Newton's steps approach slowly.
        let triple = RealRoots.of([0, 0, 0, 1, 1])
        #expect(triple.count == 2 && triple.first == -1 && abs(triple.last ?? 1) < 1e-12)
    }

    @Test(arguments: [
        ("x", ["one"], WildBootstrap(), CausalError.Code.tooFewRows),
        ("x", [], WildBootstrap(), .badArgument), ("x", ["gap"], WildBootstrap(), .missingValue),
        ("x", ["nobody"], WildBootstrap(), .unknownColumn), ("xx", ["g"], WildBootstrap(), .unknownTerm),
        ("x", ["g"], WildBootstrap(draws: 0), .badArgument),
        ("x", ["g"], WildBootstrap(draws: -5), .badArgument),
        ("x", ["g"], WildBootstrap(draws: .max), .badArgument),
        ("x", ["g"], WildBootstrap(level: 95), .badArgument),
        ("x", ["g"], WildBootstrap(bootstrapClusters: []), .badArgument),
        ("x", ["g"], WildBootstrap(bootstrapClusters: ["one"]), .tooFewRows),
        ("x", ["g"], WildBootstrap(bootstrapClusters: ["gap"]), .missingValue),
        ("twice", ["g"], WildBootstrap(), .notIdentified),
        ("x = 0, x = 1", ["g"], WildBootstrap(), .notIdentified),
        ("x = 0, `(Intercept)` = 0", ["two"], WildBootstrap(), .notIdentified),
        ("x =", ["g"], WildBootstrap(), .syntax),
        ("x", ["g", "row"], WildBootstrap(residuals: .jackknifed), .badArgument),
    ])
    func faultsAreSaid(
        hypothesis: String, clusters: [String], method: WildBootstrap, code: CausalError.Code
    ) throws {
        let table = try WildBootstrapTests.table()
        let x = try table.numbers("x")
        let more = try DataTable(
            table.columns + [
                Column("one", x.map { _ in 1.0 }), Column("two", x.indices.map { $0 % 2 }),
                Column("gap", x.indices.map { $0 == 3 ? .nan : Double($0 % 4) }),
                Column("twice", x.map { 2 * $0 }),
            ])
        let fit = try LeastSquares("y ~ x + twice").fit(more)
        let error = #expect(throws: CausalError.self) {
            try fit.wildBootstrap(hypothesis, clusters: clusters, using: method)
        }
        #expect(error?.code == code, "\(error.map(String.init(describing:)) ?? "")")
    }

    /// A perfect fit has no variance, and nothing can be tested.
    @Test func aPerfectFitIsAnError() throws {
        let table = try DataTable([
            Column("y", [1.0, 2, 3, 4, 5, 6]), Column("x", [1.0, 2, 3, 4, 5, 6]),
            Column("g", [1, 1, 2, 2, 3, 3]),
        ])
        #expect(throws: CausalError.self) {
            try LeastSquares("y ~ x").fit(table).wildBootstrap("x", clusters: ["g"])
        }
    }
}
