import Foundation
import Testing

@testable import Regression

/// Factors over hard graphs and many levels: our own solvers against each other, and invariances.
@Suite struct HardGraphTests {
    /// People who move between neighbouring firms, seldom: a ring that the diagonal preconditions badly.
    static func ring(people: Int, firms: Int, mobility: Double, seed: UInt64) -> [Factor] {
        var generator = Generator(seed: seed)
        var (person, firm, year): ([Double], [Double], [Double]) = ([], [], [])
        for p in 0..<people {
            var place = generator.integer(below: firms)
            for t in 0..<8 {
                if t > 0, generator.bernoulli(mobility) {
                    place = (place + 1 + generator.integer(below: 3)) % firms
                }
                person.append(Double(p))
                firm.append(Double(place))
                year.append(Double(t))
            }
        }
        return [
            Factor(name: "person", numbers: person), Factor(name: "year", numbers: year),
            Factor(name: "firm", numbers: firm),
        ]
    }

    private static func noise(_ count: Int, seed: UInt64) -> [[Double]] {
        var generator = Generator(seed: seed)
        return (0..<5).map { _ in (0..<count).map { _ in generator.normal() } }
    }

    /// Conjugate gradients on all levels with the diagonal (the way of slopes, here of zeros' slopes), and on the
    /// reduced equations with the approximate Cholesky factor, sweep alike.
    @Test func ourSolversAgree() throws {
        let factors = Self.ring(people: 4_000, firms: 2_500, mobility: 0.15, seed: 4)
        let columns = Self.noise(factors[0].count, seed: 5)
        let hard = try Absorption(factors, weights: nil, tolerance: 1e-11).sweep(columns)
        #expect(hard.report?.method == .approximateCholesky)
        var effects = factors.map { AbsorbedFactor($0) }
        effects.append(
            AbsorbedFactor(
                Factor(name: "none", numbers: Array(repeating: 1, count: factors[0].count)),
                hasIntercept: false, slopes: [Array(repeating: 0, count: factors[0].count)]))
        let plain = try Absorption(effects, weights: nil, tolerance: 1e-11).sweep(columns)
        #expect(plain.report?.method == .diagonal)
        for (a, b) in zip(hard.columns, plain.columns) {
            let scale = Kernels.weightedSumOfSquares(a, weights: nil).squareRoot()
            let gap = zip(a, b).map { ($0 - $1) * ($0 - $1) }.reduce(0, +).squareRoot()
            #expect(gap <= 1e-8 * scale)
        }
    }

    /// A factor of few levels is swept out without steps.
    @Test func smallFactorsNeedNoSteps() throws {
        let factors = Array(Self.ring(people: 4_000, firms: 2_500, mobility: 0.15, seed: 4).prefix(2))
        let columns = Self.noise(factors[0].count, seed: 6)
        let swept = try Absorption(factors, weights: nil, tolerance: 1e-11).sweep(columns)
        #expect(swept.report?.method == .direct)
        #expect(swept.report?.iterations == 0)
        #expect(try #require(swept.report?.relativeResidual) < 1e-13)
    }

    @Test(arguments: [1, 2, 3])
    func anyNumberOfThreadsGivesTheSameBits(threads: Int) throws {
        let factors = Self.ring(people: 6_000, firms: 2_500, mobility: 0.15, seed: 7)
        let columns = Self.noise(factors[0].count, seed: 8)
        let usual = try Absorption(factors, weights: nil, tolerance: 1e-8).sweep(columns)
        Parallel.threads = threads
        defer { Parallel.threads = 0 }
        let other = try Absorption(factors, weights: nil, tolerance: 1e-8).sweep(columns)
        #expect(usual.columns == other.columns)
        #expect(usual.report == other.report)
    }

    @Test func permutedRowsAndRelabelledLevelsGiveTheSameResiduals() throws {
        let factors = Self.ring(people: 2_000, firms: 1_200, mobility: 0.2, seed: 9)
        let column = Self.noise(factors[0].count, seed: 10)[0]
        let swept = try Absorption(factors, weights: nil, tolerance: 1e-9).sweep([column]).columns[0]
        var order = (0..<Int32(column.count)).map { $0 }
        var generator = Generator(seed: 11)
        generator.shuffle(&order)
        let mixed = factors.map { factor in
            Factor(name: factor.name, numbers: order.map { 1e6 - 3 * Double(factor.codes[Int($0)]) })
        }
        let again = try Absorption(mixed, weights: nil, tolerance: 1e-9).sweep([
            Parallel.gather(column, at: order)
        ]).columns[0]
        for (place, row) in order.enumerated() { #expect(abs(again[place] - swept[Int(row)]) < 1e-7) }
    }

    /// Weights that change keep the order of rows and the approximate factor.
    @Test func otherWeightsEqualAFreshStart() throws {
        let factors = Self.ring(people: 2_000, firms: 1_200, mobility: 0.2, seed: 12)
        let columns = Self.noise(factors[0].count, seed: 13)
        let weights = columns[4].map { 1 + 0.5 * $0 * $0 }
        let first = Absorption(factors, weights: nil, tolerance: 1e-10)
        _ = try first.sweep([columns[0]])
        let reweighted = try first.reweighted(weights).sweep([columns[1]]).columns[0]
        let fresh = try Absorption(factors, weights: weights, tolerance: 1e-10).sweep([columns[1]]).columns[0]
        for (a, b) in zip(reweighted, fresh) { #expect(abs(a - b) < 1e-8) }
    }

    @Test func anObserverCanEndIt() throws {
        let factors = Self.ring(people: 2_000, firms: 1_200, mobility: 0.2, seed: 14)
        let columns = Self.noise(factors[0].count, seed: 15)
        let error = #expect(throws: CausalError.self) {
            try AbsorptionProgress.$observer.withValue(.init { $0.iterations < 3 }) {
                try Absorption(factors, weights: nil, tolerance: 1e-8).sweep(columns)
            }
        }
        #expect(error?.code == .cancelled)
    }

    /// Two factors that tie the rows to one ring leave nothing but one alternating pattern.
    @Test func aRingLeavesItsAlternatingPattern() throws {
        let levels = 3_000
        let rows = 0..<(2 * levels)
        let factors = [
            Factor(name: "left", numbers: rows.map { Double($0 / 2) }),
            Factor(name: "right", numbers: rows.map { Double(($0 + 1) / 2 % levels) }),
        ]
        let column = Self.noise(rows.count, seed: 18)[0]
        let pattern = rows.map { $0 % 2 == 0 ? 1.0 : -1.0 }
        let share = zip(column, pattern).map(*).reduce(0, +) / Double(rows.count)
        let swept = try Absorption(factors, weights: nil, tolerance: 1e-8).sweep([column])
        #expect(swept.report?.method == .approximateCholesky)
        for row in rows { #expect(abs(swept.columns[0][row] - share * pattern[row]) < 1e-8) }
    }

    /// A balanced table of a million units: x − x̄ᵢ − x̄ₜ + x̄.
    @Test func aMillionLevels() throws {
        let units = 1_000_000
        let factors = [
            Factor(name: "unit", numbers: (0..<(2 * units)).map { Double($0 >> 1) }),
            Factor(name: "period", numbers: (0..<(2 * units)).map { Double($0 & 1) }),
        ]
        var generator = Generator(seed: 19)
        let column = (0..<(2 * units)).map { _ in generator.uniform() }
        let swept = try Absorption(factors, weights: nil, tolerance: 1e-8).sweep([column])
        #expect(swept.report?.iterations == 0)
        let shift = (0..<units).map { column[2 * $0 + 1] - column[2 * $0] }.reduce(0, +) / Double(units)
        for unit in [0, 1, 4_567, units - 1] {
            let half = (column[2 * unit + 1] - column[2 * unit] - shift) / 2
            #expect(abs(swept.columns[0][2 * unit + 1] - half) < 1e-12)
        }
    }

    /// A wave along a ring of firms, which steps of alternating projections hardly move (pyfixest 0.60 gives up after
    /// 10,000): the slope of a sparse LU factorisation, by Oracles/ring/ring.py.
    @Test func aWaveAlongARingIsSweptOut() throws {
        let people = 2_000
        let rows = Array(0..<(3 * people))
        let (person, firm) = (rows.map { $0 / 3 }, rows.map { ($0 / 3 + $0 % 3) % people })
        func noise(_ value: Double) -> Double { value - value.rounded(.down) - 0.5 }
        func wave(_ row: Int, _ phase: Double) -> Double {
            [person[row], firm[row]].map { sin(2 * .pi * Double($0) / Double(people) + phase) }.reduce(0, +)
        }
        let x = rows.map { 10 * wave($0, 0) + noise(Double($0 + 1) * 0.6180339887498949) }
        let y = rows.map {
            0.5 * x[$0] + 10 * wave($0, 0.5) + noise(Double($0 + 1) * Double($0 + 1) * 0.41421356237309515)
        }
        let table = try DataTable([Column("y", y), Column("x", x), Column("p", person), Column("f", firm)])
        let fit = try LeastSquares("y ~ x | p + f").fit(table)
        #expect(abs(fit.coefficients[0] / 0.508940903251044 - 1) < 1e-8)
    }

    /// What is left of the equations above the tolerance is an error, which tells the steps and the residual.
    @Test func aToleranceThatIsNotReachedIsAnError() throws {
        let factors = Self.ring(people: 500, firms: 300, mobility: 0.2, seed: 20).map { AbsorbedFactor($0) }
        let column = Self.noise(factors[0].factor.count, seed: 21)[0]
        let pass = LevelPass(LevelEffects(factors, weights: nil), weights: nil)
        let equations = LevelEquations(factors, pass, directLimit: 0)
        let start = pass.run([column], width: 1, keepsColumns: false)
        let certificate = Certificate(equations, start, tolerance: 1e-6, width: 1)
        let error = #expect(throws: CausalError.self) {
            try certificate.check(start.sums.map { 2e-6 * $0 }, steps: 7)
        }
        #expect(error?.code == .notConverged)
        #expect(error?.message.contains("7 steps") ?? false)
        let residual = try certificate.check(start.sums.map { 5e-7 * $0 }, steps: 7)
        #expect(abs(residual - 5e-7) < 1e-12)
    }
}
