import Distributions
import Testing

@Suite struct NoncentralTests {
    /// With one degree of freedom (Z + μ)² > x where |Z + μ| > √x.
    @Test(arguments: [0.3, 1, 2.5, 10] as [Double]) func oneDegreeIsAShiftedNormal(noncentrality: Double) {
        let shift = noncentrality.squareRoot()
        for x in [0.1, 1, 4, 9, 25] as [Double] {
            let expected =
                Normal().survival(x.squareRoot() - shift) + Normal().survival(x.squareRoot() + shift)
            let found = NoncentralChiSquared(df: 1, noncentrality: noncentrality).survival(x)
            #expect(abs(found - expected) <= 1e-12 * expected)
        }
    }

    @Test func quantilesInvert() {
        for (df, noncentrality) in [(1, 10), (3.7, 37), (120, 1200), (2, 0)] as [(Double, Double)] {
            let distribution = NoncentralChiSquared(df: df, noncentrality: noncentrality)
            for p in [0.5, 0.05, 1e-4] {
                #expect(abs(distribution.survival(distribution.upperQuantile(p)) - p) <= 1e-10 * p)
            }
        }
        #expect(NoncentralChiSquared(df: -1, noncentrality: 1).survival(1).isNaN)
        #expect(NoncentralChiSquared(df: 1, noncentrality: -1).upperQuantile(0.5).isNaN)
        #expect(NoncentralChiSquared(df: 1, noncentrality: 1).survival(0) == 1)
    }
}
