import Foundation
import Testing

@testable import Regression

/// Factors over random graphs: explicit dummies, and equations that are factored against those iterated on.
@Suite struct AbsorptionGraphTests {
    /// Rows with two to four factors of few levels, one of them possibly of one level, a copy or a function of
    /// another, in components that do not meet.
    struct Case: Sendable {
        let factors: [[Int]]
        let x: [Double]
        let y: [Double]
        let weights: [Double]?

        init(seed: UInt64) {
            var generator = Generator(seed: seed)
            let rows = 60 + generator.integer(below: 60)
            let count = 2 + generator.integer(below: 3)
            var factors: [[Int]] = []
            for _ in 0..<count {
                let levels = 2 + generator.integer(below: 12)
                // The first half of the rows and the second share no level.
                let split = generator.bernoulli(0.4)
                factors.append(
                    (0..<rows).map {
                        generator.integer(below: levels) + (split && $0 > rows / 2 ? levels : 0)
                    })
            }
            switch seed % 5 {
            case 0: factors.append(Array(repeating: 7, count: rows))
            case 1: factors.append(factors[0])
            case 2: factors.append(factors[1].map { $0 / 3 })
            default: break
            }
            self.factors = factors
            x = (0..<rows).map { _ in generator.normal() + 100 }
            y = x.map { 0.3 * $0 + generator.normal() }
            weights = seed % 2 == 0 ? nil : x.map { _ in generator.openUniform() + 0.1 }
        }

        /// The factors of more than one level.
        var varying: [String] { names.indices.filter { Set(factors[$0]).count > 1 }.map { names[$0] } }
        var names: [String] { factors.indices.map { "f\($0)" } }
        func table() throws -> DataTable {
            try DataTable(
                zip(names, factors).map { Column($0, $1) } + [
                    Column("x", x), Column("y", y), Column("w", weights ?? x.map { _ in 1 }),
                ])
        }
    }

    @Test(arguments: UInt64(1)...30)
    func slopesEqualExplicitDummies(seed: UInt64) throws {
        let problem = Case(seed: seed)
        let table = try problem.table()
        let absorbed = try LeastSquares(
            "y ~ x | " + problem.names.joined(separator: " + "), weights: "w", keepsSingletons: true
        ).fit(table)
        let dummies = try LeastSquares(
            "y ~ " + problem.varying.map { "factor(\($0))" }.joined(separator: " + ") + " + x",
            weights: "w"
        ).fit(table)
        let slope = dummies.coefficients[dummies.terms.count - 1]
        #expect(abs(absorbed.coefficients[0] - slope) <= 1e-8 * abs(slope))
        #expect(abs(absorbed.residualSumOfSquares / dummies.residualSumOfSquares - 1) < 1e-8)
    }

    /// With and without steps for the same factors.
    @Test(arguments: UInt64(1)...30)
    func stepsEndWhereTheFactoredEquationsAre(seed: UInt64) throws {
        let problem = Case(seed: seed)
        let factors = problem.factors.map { AbsorbedFactor(Factor(name: "f", numbers: $0.map(Double.init))) }
        let direct = try Absorption(factors, weights: problem.weights, tolerance: 1e-11)
            .sweep([problem.x, problem.y])
        let steps = try Absorption(factors, weights: problem.weights, tolerance: 1e-11, directLimit: 0)
            .sweep([problem.x, problem.y])
        #expect(direct.report?.method == .direct)
        for (a, b) in zip(direct.columns, steps.columns) {
            for (x, z) in zip(a, b) { #expect(abs(x - z) <= 1e-8) }
        }
    }

    /// The same with slopes of two variables by one factor and of one by another; on any number of threads.
    @Test(arguments: UInt64(1)...10)
    func slopesNeedNoStepsEither(seed: UInt64) throws {
        let problem = Case(seed: seed)
        let factors = problem.factors.map { Factor(name: "f", numbers: $0.map(Double.init)) }
        let (u, v) = (problem.x.map { sin($0) }, problem.x.map { cos(3 * $0) })
        var effects = factors.dropFirst(2).map { AbsorbedFactor($0) }
        effects.append(AbsorbedFactor(factors[0], slopes: [u, v]))
        effects.append(AbsorbedFactor(factors[1], hasIntercept: seed % 2 == 0, slopes: [v]))
        let columns = [problem.x, problem.y]
        func swept(_ limit: Int) throws -> Absorption.Swept {
            try Absorption(effects, weights: problem.weights, tolerance: 1e-11, directLimit: limit)
                .sweep(columns)
        }
        let (direct, steps) = (try swept(2_000), try swept(0))
        #expect(direct.report?.method == .direct && steps.report?.method == .diagonal)
        for (a, b) in zip(direct.columns, steps.columns) {
            for (x, z) in zip(a, b) { #expect(abs(x - z) <= 1e-7) }
        }
        Parallel.threads = 1
        defer { Parallel.threads = 0 }
        #expect(try swept(2_000).columns == direct.columns)
    }

    /// Dδ of the level coefficients is what is swept out.
    @Test func levelCoefficientsAreWhatIsSweptOut() throws {
        let problem = Case(seed: 8)
        let factors = problem.factors.map { Factor(name: "f", numbers: $0.map(Double.init)) }
        let slopes = [problem.y, problem.y.map { $0 * $0 }]
        let absorbed = [
            AbsorbedFactor(factors[0], slopes: slopes),
            AbsorbedFactor(factors[1], hasIntercept: false, slopes: [slopes[1]]),
        ]
        for effects in [factors.map { AbsorbedFactor($0) }, absorbed] {
            let absorption = Absorption(effects, weights: problem.weights, tolerance: 1e-12)
            let swept = try absorption.sweep([problem.x]).columns[0]
            let levels = try absorption.levelCoefficients(of: problem.x)
            for row in problem.x.indices {
                var fitted = 0.0
                for (effect, own) in zip(effects, levels) {
                    let variables = (effect.hasIntercept ? [nil] : []) + effect.slopes.map(Optional.some)
                    #expect(own.count == variables.count)
                    for (z, values) in zip(variables, own) {
                        fitted += values[Int(effect.factor.codes[row])] * (z?[row] ?? 1)
                    }
                }
                #expect(abs(problem.x[row] - fitted - swept[row]) < 1e-8)
            }
        }
    }
}
