import Foundation
import OracleSupport
import Regression
import Testing

/// Hard graphs on which alternating projections stop early, with a slope that is wrong from the third digit on or before, and
/// without a word (Oracles/ring/waves.py).
@Suite struct EarlyStopTests {
    struct File: Decodable { let cases: [Case] }

    /// People of three rows tie firms to a ring; regressor and outcome follow a wave along it.
    struct Case: Decodable, CustomTestStringConvertible {
        let people: Int
        let noise: Double
        /// By a sparse LU factorisation.
        let slope: Double
        /// What pyfixest gives by default.
        let early: Answer
        struct Answer: Decodable {
            let slope: Double
        }

        var testDescription: String { "\(people) people, noise \(noise)" }
        var rows: Range<Int> { 0..<(3 * people) }
        var person: [Int] { rows.map { $0 / 3 } }
        var firm: [Int] { rows.map { row in (row / 3 + row % 3) % people } }

        /// Two waves, and a noise of their fractional parts.
        func columns() -> (x: [Double], y: [Double]) {
            let (person, firm) = (person, firm)
            func fraction(_ value: Double) -> Double { value - value.rounded(.down) - 0.5 }
            func wave(_ row: Int, _ phase: Double) -> Double {
                let turn = 2 * Double.pi / Double(people)
                return sin(turn * Double(person[row]) + phase) + sin(turn * Double(firm[row]) + phase)
            }
            let x = rows.map { wave($0, 0) + noise * fraction(Double($0 + 1) * 0.6180339887498949) }
            let y = rows.map {
                0.5 * x[$0] + wave($0, 0.5)
                    + noise * fraction(Double($0 + 1) * Double($0 + 1) * 0.41421356237309515)
            }
            return (x, y)
        }

        func table() throws -> DataTable {
            let (x, y) = columns()
            return try DataTable([
                Column("y", y), Column("x", x), Column("person", person), Column("firm", firm),
            ])
        }
    }

    static let cases: [Case] = {
        let url = oracles.appendingPathComponent("ring/waves.json")
        guard let bytes = try? Data(contentsOf: url) else { return [] }
        return (try? JSONDecoder().decode(File.self, from: bytes))?.cases ?? []
    }()

    @Test func thereAreCases() { #expect(Self.cases.count == 4) }

    @Test(arguments: cases) func ourSlopeIsExact(_ ring: Case) throws {
        let fit = try LeastSquares("y ~ x | person + firm").fit(ring.table())
        #expect(abs(fit.coefficients[0] / ring.slope - 1) < 1e-8)
        #expect(abs(ring.early.slope / ring.slope - 1) > 1e-3)
    }

    /// The same with every level written out.
    @Test func dummiesAgree() throws {
        let ring = try #require(Self.cases.first)
        let fit = try LeastSquares("y ~ x + factor(person) + factor(firm)").fit(ring.table())
        let place = try #require(fit.terms.firstIndex(of: "x"))
        #expect(abs(fit.coefficients[place] / ring.slope - 1) < 1e-8)
    }

    /// Means are taken off in turn until a round moves no value by more than 1e-6: far from the answer, as the steps are
    /// short and many.
    @Test(arguments: cases.prefix(1)) func alternatingProjectionsStopEarly(_ ring: Case) {
        let factors = [ring.person, ring.firm]
        let (x, y) = ring.columns()
        let swept = [x, y].map { alternating($0, factors, levels: ring.people) }
        let slope = product(swept[0], swept[1]) / product(swept[0], swept[0])
        #expect(abs(slope / ring.slope - 1) > 1e-3)
        #expect(abs(slope / ring.slope - 1) < 0.1)
    }

    private func product(_ a: [Double], _ b: [Double]) -> Double {
        zip(a, b).reduce(0) { $0 + $1.0 * $1.1 }
    }

    private func alternating(_ column: [Double], _ factors: [[Int]], levels: Int) -> [Double] {
        var (values, moved) = (column, 1.0)
        while moved > 1e-6 {
            let before = values
            for codes in factors { takeMeans(&values, codes, levels) }
            moved = 0
            for row in values.indices { moved = max(moved, abs(values[row] - before[row])) }
        }
        return values
    }

    /// Every level has three rows.
    private func takeMeans(_ values: inout [Double], _ codes: [Int], _ levels: Int) {
        var sums = [Double](repeating: 0, count: levels)
        for (row, code) in codes.enumerated() { sums[code] += values[row] }
        for (row, code) in codes.enumerated() { values[row] -= sums[code] / 3 }
    }
}
