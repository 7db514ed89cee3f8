import Distributions
import Foundation
import Testing

/// The ends of the ranges, arguments outside them, and values known in closed form.
@Suite struct DistributionEdgeTests {
    let all: [(String, Functions, lower: Double, upper: Double)] = [
        ("normal", Functions(Normal()), -.infinity, .infinity),
        ("t", Functions(StudentT(df: 3)), -.infinity, .infinity),
        ("t, infinite df", Functions(StudentT(df: .infinity)), -.infinity, .infinity),
        ("chi-squared", Functions(ChiSquared(df: 3)), 0, .infinity),
        ("F", Functions(FisherF(df1: 3, df2: 5)), 0, .infinity),
        ("F, infinite df2", Functions(FisherF(df1: 3, df2: .infinity)), 0, .infinity),
        ("F, infinite df1", Functions(FisherF(df1: .infinity, df2: 5)), 0, .infinity),
        ("gamma", Functions(Gamma(shape: 2, scale: 3)), 0, .infinity),
        ("beta", Functions(Beta(2, 3)), 0, 1),
    ]

    @Test func theEndsOfTheRange() {
        for (name, f, lower, upper) in all {
            #expect(f.cumulative(lower) == 0 && f.survival(lower) == 1, "\(name)")
            #expect(f.cumulative(upper) == 1 && f.survival(upper) == 0, "\(name)")
            #expect(f.cumulative(-.infinity) == 0 && f.survival(.infinity) == 0, "\(name)")
            #expect(f.quantile(0) == lower && f.quantile(1) == upper, "\(name)")
            #expect(f.upperQuantile(0) == upper && f.upperQuantile(1) == lower, "\(name)")
            #expect(f.density(.infinity) == 0 && f.density(-.infinity) == 0, "\(name)")
        }
    }

    @Test func outsideThereIsNothing() {
        for (name, f, _, _) in all {
            for p in [-0.1, 1.1, .nan, .infinity] {
                #expect(f.quantile(p).isNaN && f.upperQuantile(p).isNaN, "\(name) at \(p)")
            }
            #expect(f.cumulative(.nan).isNaN && f.survival(.nan).isNaN && f.density(.nan).isNaN, "\(name)")
        }
        let impossible = [
            Functions(Normal(standardDeviation: 0)), Functions(StudentT(df: 0)), Functions(StudentT(df: -1)),
            Functions(StudentT(df: .nan)), Functions(ChiSquared(df: -2)), Functions(FisherF(df1: 0, df2: 2)),
            Functions(FisherF(df1: .infinity, df2: .infinity)), Functions(Gamma(shape: -1)),
            Functions(Beta(1, 0)),
        ]
        for f in impossible {
            for value in [f.cumulative(0.3), f.survival(0.3), f.quantile(0.3), f.upperQuantile(0.3)] {
                #expect(value.isNaN)
            }
        }
    }

    /// t with 1 and 2 df, F with 2 numerator df and chi-squared with 2 df have tails in closed form; each is
    /// compared where the formula itself loses no digits.
    @Test func closedForms() {
        for x in [1e-3, 0.5, 2.0, 17, 300] {
            #expect(abs(ChiSquared(df: 2).survival(x) / exp(-x / 2) - 1) < 1e-13)
            let power = FisherF(df1: 2, df2: 4).survival(x)
            #expect(abs(power * (1 + x / 2) * (1 + x / 2) - 1) < 1e-14)
            let root = (2 + x * x).squareRoot()
            #expect(abs(StudentT(df: 2).survival(x) * (root * (root + x)) - 1) < 1e-14)
        }
        #expect(StudentT(df: 1).upperQuantile(0.25) == 1)
        #expect(StudentT(df: 1).cumulative(-1) == 0.25)
    }

    /// A two-sided p-value for a t statistic is the p-value of its square as F.
    @Test(arguments: [0.5, 3, 46.9, 1e6], [1e-8, 0.3, 1.96, 40, 1e8])
    func tSquaredIsF(_ df: Double, _ t: Double) {
        let two = 2 * StudentT(df: df).survival(t)
        let one = FisherF(df1: 1, df2: df).survival(t * t)
        // t² is rounded, which moves the tail by up to df/2 units in the last place.
        #expect(abs(two - one) <= (4e-15 + 2.3e-16 * df) * two)
    }

    @Test func quantilesInTheFarthestTails() {
        for p in [1e-31, 1e-100, 1e-200, 1e-300] {
            for df in [0.9, 1, 3, 46.9, 1e3] {
                let t = StudentT(df: df)
                let x = t.upperQuantile(p)
                if x < 1e300 { #expect(abs(t.survival(x) / p - 1) < 1e-12, "t \(df) at \(p)") }
                let f = FisherF(df1: 3, df2: df)
                let y = f.upperQuantile(p)
                if y < 1e300 { #expect(abs(f.survival(y) / p - 1) < 1e-12, "F \(df) at \(p)") }
            }
        }
        #expect(StudentT(df: 0.5).upperQuantile(1e-300) == .infinity, "beyond the range of a double")
    }

    /// Parameters no one expects still end quickly with a probability.
    @Test(.timeLimit(.minutes(1))) func extremeParametersEnd() {
        for df in [1e-300, 1e-10, 1e9, 1e15, 1e100, 1e300] {
            for x in [1e-300, 1e-5, 1, 1.001, 1e5, 1e300] {
                let values = [
                    StudentT(df: df).survival(x), FisherF(df1: df, df2: 3).survival(x),
                    FisherF(df1: 3, df2: df).survival(x), FisherF(df1: df, df2: df).survival(x),
                    ChiSquared(df: df).survival(x * df),
                ]
                for (place, value) in values.enumerated() {
                    #expect(value.isNaN || (0...1).contains(value), "\(place) df \(df) at \(x)")
                }
            }
            _ = StudentT(df: df).upperQuantile(0.025)
            _ = FisherF(df1: df, df2: 3).upperQuantile(0.025)
            _ = ChiSquared(df: df).upperQuantile(0.025)
        }
    }
}
