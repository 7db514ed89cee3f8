import Groundwork
import LinearAlgebra
import Testing

/// Which columns are dropped, and that the others are estimated as if the dropped had never been there.
@Suite struct CollinearityTests {
    static let n = 400
    static let x = Uniform.columns(4, of: n)
    static let y = Uniform.columns(1, of: n, seed: 9)[0]

    /// Solves with the columns and compares with the kept ones alone.
    func expectDropped(
        _ dropped: [Int], _ columns: [[Double]], intercept: Bool = true, scale: [Double]? = nil,
        weights: [Double]? = nil, sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let solution = try LeastSquaresSolver.solve(
            columns: columns, response: Self.y, weights: weights, intercept: intercept,
            collinearityScale: scale)
        #expect(solution.dropped == dropped, sourceLocation: sourceLocation)
        for place in dropped { #expect(solution.coefficients[place].isNaN, sourceLocation: sourceLocation) }
        let first = intercept ? 1 : 0
        let alone = try LeastSquaresSolver.solve(
            columns: columns.indices.filter { !dropped.contains($0 + first) }.map { columns[$0] },
            response: Self.y, weights: weights, intercept: intercept)
        let kept = solution.kept.map { solution.coefficients[$0] }
        for (a, b) in zip(kept, alone.coefficients) {
            #expect(relativeError(a, b) < 1e-10, sourceLocation: sourceLocation)
        }
        #expect(
            scaledError(solution.inverseCrossProduct, alone.inverseCrossProduct) < 1e-10,
            sourceLocation: sourceLocation)
    }

    @Test(arguments: [false, true]) func theLaterOfTwoEqualColumnsGoes(_ intercept: Bool) throws {
        let x = Self.x
        let first = intercept ? 1 : 0
        try expectDropped([first + 2], [x[0], x[1], x[0]], intercept: intercept)
        try expectDropped([first + 1], [x[0], x[0], x[1]], intercept: intercept)
        try expectDropped([first + 1, first + 3], [x[0], x[0], x[1], x[1]], intercept: intercept)
        try expectDropped([first + 2], [x[0], x[1], x[0], x[2]], intercept: intercept)
        try expectDropped(
            [first + 2], [x[0], x[1], zip(x[0], x[1]).map { $0 + $1 }, x[2]], intercept: intercept)
    }

    @Test func withWeightsToo() throws {
        let weights = Self.x[3].map { $0 + 0.6 }
        try expectDropped(
            [3], [Self.x[0], Self.x[1], Self.x[0].map { -3 * $0 }, Self.x[2]], weights: weights)
    }

    @Test func aCopyWithNoiseInTheLastDigitsGoes() throws {
        let x = Self.x
        try expectDropped([2], [x[0], x[0].map { $0 * (1 + 1e-12) }, x[1]])
        try expectDropped([2], [x[0], zip(x[0], x[2]).map { $0 + 1e-12 * $1 }, x[1]])
        try expectDropped([2], [x[0], zip(x[0], x[2]).map { $0 + 1e-10 * $1 }, x[1]])
    }

    @Test func aCopyWithNoiseThatCanBeSeenStays() throws {
        let x = Self.x
        for noise in [1e-8, 1e-6, 1e-3] {
            try expectDropped([], [x[0], zip(x[0], x[2]).map { $0 + noise * $1 }])
        }
    }

    /// The sum of two columns far from zero is rounded; that rounding is not a column.
    @Test(arguments: [1e3, 1e6, 1e9]) func aSumOfShiftedColumnsGoes(_ shift: Double) throws {
        let a = Self.x[0].map { $0 + shift }
        let b = Self.x[1].map { $0 - 2 * shift }
        try expectDropped([3], [a, b, zip(a, b).map { $0 + $1 }, Self.x[2]])
        try expectDropped([3], [a, b, zip(a, b).map { $0 - $1 }, Self.x[2]])
    }

    @Test(arguments: [1e3, 1e6, 1e9, 1.7e12]) func aShiftedColumnStays(_ shift: Double) throws {
        try expectDropped([], [Self.x[0].map { ($0 * 1000).rounded() + shift }, Self.x[1]])
    }

    @Test func aConstantGoesBesideAnInterceptAndStaysWithout() throws {
        let constant = Array(repeating: 0.1, count: Self.n)
        try expectDropped([2], [Self.x[0], constant, Self.x[1]])
        try expectDropped([], [Self.x[0], constant], intercept: false)
        // 0.1 + 0.2 is not 0.3 in the last digit; it is constant for all that.
        let rounded = (0..<Self.n).map { $0 % 2 == 0 ? 0.1 + 0.2 : 0.3 }
        try expectDropped([2], [Self.x[0], rounded])
    }

    @Test(arguments: [false, true]) func zerosGo(_ intercept: Bool) throws {
        let zeros = [Double](repeating: 0, count: Self.n)
        try expectDropped([intercept ? 1 : 0], [zeros, Self.x[0]], intercept: intercept)
    }

    @Test func theDummyTrapDropsTheLastDummy() throws {
        let dummies = (0..<4).map { level in (0..<Self.n).map { $0 % 4 == level ? 1.0 : 0 } }
        try expectDropped([4], dummies)
        try expectDropped([], dummies, intercept: false)
    }

    @Test func whatAbsorptionLeftOfAColumnIsJudgedAgainstTheColumnBefore() throws {
        // Noise of 1e-8 of the original length is nothing; a tenth of a thousandth is something.
        let noise = Self.x[0].map { 1e-8 * $0 }
        let small = Self.x[1].map { 1e-4 * $0 }
        let length = Double(Self.n) / 12
        try expectDropped([1], [noise, small, Self.x[2]], scale: [length, length, length])
        try expectDropped([], [noise, small, Self.x[2]])
    }

    @Test func fewerRowsThanColumnsDropTheLaterOnes() throws {
        let x = Uniform.columns(5, of: 3)
        let y = [1.0, 2, 4]
        let solution = try LeastSquaresSolver.solve(columns: x, response: y, weights: nil, intercept: true)
        #expect(solution.kept == [0, 1, 2])
        let residuals = Kernels.residuals(
            columns: Array(x.prefix(2)), response: y, intercept: solution.coefficients[0],
            coefficients: Array(solution.coefficients[1...2]))
        for residual in residuals { #expect(abs(residual) < 1e-12) }
    }
}
