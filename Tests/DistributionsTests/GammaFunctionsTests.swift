import Distributions
import Foundation
import Testing

@Suite struct GammaFunctionsTests {
    /// ψ(1) = −γ, ψ(½) = −γ − 2 log 2, ψ′(1) = π²/6, Γ(5) = 24 (DLMF 5.4).
    @Test func knownValues() {
        let euler = 0.577_215_664_901_532_860_6
        #expect(abs(GammaFunctions.digamma(1) + euler) < 1e-15)
        #expect(abs(GammaFunctions.digamma(0.5) + euler + 2 * log(2.0)) < 4e-15)
        #expect(abs(GammaFunctions.trigamma(1) - Double.pi * Double.pi / 6) < 1e-15)
        #expect(abs(GammaFunctions.logGamma(5) - log(24.0)) < 1e-15)
    }

    /// Sums over whole steps, exact to the last digits where x is large.
    @Test(arguments: [0.3, 7, 1e4, 1e8]) func gainsAreSums(x: Double) {
        let steps = (0..<9).map { x + Double($0) }
        let close = { (a: Double, b: Double) in abs(a - b) <= 1e-10 * abs(b) }
        #expect(close(GammaFunctions.digammaGain(from: x, by: 9), steps.reduce(0) { $0 + 1 / $1 }))
        let curvature = steps.reduce(0) { $0 - 1 / ($1 * $1) }
        #expect(
            abs(GammaFunctions.trigammaGain(from: x, by: 9) - curvature) <= 1e-10 * abs(curvature) + 1e-20)
        #expect(close(GammaFunctions.logGammaGain(from: x, by: 9), steps.reduce(0) { $0 + log($1) }))
    }

    @Test func outsideTheDomainThereIsNoNumber() {
        #expect(GammaFunctions.digammaGain(from: -1, by: 2).isNaN)
        #expect(GammaFunctions.digammaGain(from: .infinity, by: 2).isNaN)
        #expect(GammaFunctions.logGammaGain(from: 1, by: -2).isNaN)
        #expect(GammaFunctions.digammaGain(from: 3, by: 0) == 0)
        #expect(!GammaFunctions.digamma(0).isFinite)
    }
}
