import Groundwork
import OracleSupport
import Testing

@testable import Decisions

@Suite struct InformationTests {
    /// B = φ + ε with normal φ and ε: EVPPI(φ) is the normal's loss at the standard deviation of φ.
    private func draws(_ n: Int) throws -> (StrategyDraws, phi: [Double], other: [Double]) {
        var random = Generator(seed: 11)
        let phi = (0..<n).map { _ in 100 + 300 * random.normal() }
        let other = (0..<n).map { _ in 400 * random.normal() }
        let zero = [Double](repeating: 0, count: n)
        let sample = try StrategyDraws(
            effects: [zero, zip(phi, other).map { ($0 + $1) / 1000 }], costs: [zero, zero])
        return (sample, phi, other)
    }

    private func loss(_ m: Double, _ s: Double) -> Double {
        let z = (m / s).magnitude
        return s * (Normal().density(z) - z * Normal().survival(z))
    }

    @Test func regressionFindsTheNormalsLoss() throws {
        let (sample, phi, other) = try draws(4000)
        let first = try sample.partialInformation([("phi", phi)], willingness: 1000, errorDraws: 100)
        let second = try sample.partialInformation([("other", other)], willingness: 1000, errorDraws: 100)
        let both = try sample.partialInformation(
            [("phi", phi), ("other", other)], willingness: 1000, errorDraws: 0)
        // Four thousand draws: the mean of a truncated normal is known to some 2 %.
        #expect(agree(first.value, loss(100, 300), relative: 0.06))
        #expect(agree(second.value, loss(100, 400), relative: 0.06))
        #expect(agree(both.value, both.perfectInformation, relative: 1e-9))
        #expect(first.value < first.perfectInformation && (first.standardError ?? 0) > 0)
        #expect(isClean(try PartialInformation.estimates([first, second, both])))
    }

    /// A parameter that has nothing to do with the benefit is worth next to nothing.
    @Test func noiseIsWorthNothing() throws {
        let (sample, _, _) = try draws(2000)
        var random = Generator(seed: 99)
        let noise = (0..<2000).map { _ in random.uniform() }
        let found = try sample.partialInformation([("noise", noise)], willingness: 1000, errorDraws: 50)
        #expect(found.value < 0.1 * found.perfectInformation)
        let constant = try sample.partialInformation(
            [("one", [Double](repeating: 1, count: 2000))], willingness: 1000)
        #expect(constant.value == 0)
    }

    @Test func nestedSimulation() throws {
        var random = Generator(seed: 5)
        var (codes, benefits): ([Double], [Double]) = ([], [])
        for outer in 0..<400 {
            let phi = 100 + 300 * random.normal()
            for _ in 0..<50 {
                codes.append(Double(outer))
                benefits.append((phi + 400 * random.normal()) / 1000)
            }
        }
        let zero = [Double](repeating: 0, count: benefits.count)
        let sample = try StrategyDraws(effects: [zero, benefits], costs: [zero, zero])
        let found = try sample.nestedInformation(
            outer: Factor(name: "outer", numbers: codes), willingness: 1000)
        // 400 outer samples: some 7 %, and the inner noise adds about 2 %.
        #expect(agree(found.value, loss(100, 300), relative: 0.2))
        // Exact against the definition.
        var means = [Double](repeating: 0, count: 400)
        for (code, value) in zip(codes, benefits) { means[Int(code)] += 1000 * value / 50 }
        let direct = means.map { max(0, $0) }.reduce(0, +) / 400 - max(0, means.reduce(0, +) / 400)
        #expect(agree(found.value, direct, relative: 1e-10))
    }
}
