import Groundwork
import LinearAlgebra
import Testing

@Suite struct SolverEdgeTests {
    func solve(_ columns: [[Double]], _ y: [Double], _ weights: [Double]? = nil, intercept: Bool = true)
        throws(CausalError) -> LeastSquaresSolution
    {
        try LeastSquaresSolver.solve(columns: columns, response: y, weights: weights, intercept: intercept)
    }

    @Test func noColumnsGiveTheMeanOrNothing() throws {
        let mean = try solve([], [1, 2, 6])
        #expect(mean.coefficients == [3])
        #expect(relativeError(mean.inverseCrossProduct[0, 0], 1.0 / 3) < 1e-15)
        let nothing = try solve([], [1, 2, 6], intercept: false)
        #expect(nothing.coefficients.isEmpty && nothing.kept.isEmpty && nothing.dropped.isEmpty)
    }

    @Test func oneRow() throws {
        let solution = try solve([[3]], [5])
        #expect(solution.coefficients[0] == 5 && solution.dropped == [1])
        #expect(try solve([[2]], [5], intercept: false).coefficients == [2.5])
    }

    @Test func unusableInputIsAnError() {
        let code = { (body: () throws -> Void) -> CausalError? in
            #expect(throws: CausalError.self) { try body() }
        }
        #expect(code { _ = try solve([[]], []) }?.code == .noRows)
        #expect(code { _ = try solve([[1, 2]], [1]) }?.code == .unequalLengths)
        #expect(code { _ = try solve([[1, 2]], [1, 2], [1]) }?.code == .unequalLengths)
        #expect(code { _ = try solve([[1, 2]], [1, 2], [0, 0]) }?.code == .noRows)
        #expect(code { _ = try solve([[1, 2]], [1, 2], [1, -1]) }?.row == 2)
        for bad in [Double.nan, .infinity, -.infinity] {
            let column = code { _ = try solve([[1, 2, 3, bad]], [1, 2, 3, 4]) }
            #expect(column?.code == .badValue && column?.row == 4)
            let response = code { _ = try solve([[1, 2, 3, 5]], [1, bad, 3, 4]) }
            #expect(response?.code == .badValue && response?.row == 2)
            #expect(code { _ = try solve([[1, 2]], [1, 2], [1, bad]) }?.code == .badValue)
        }
        let scales = code {
            _ = try LeastSquaresSolver.solve(
                columns: [[1, 2]], response: [1, 2], weights: nil, intercept: true, collinearityScale: [])
        }
        #expect(scales?.code == .unequalLengths)
    }

    /// Squares of these overflow or vanish; a power of two sets them right exactly.
    @Test(arguments: [0x1p500, 0x1p-500, 0x1p480]) func extremeUnits(_ unit: Double) throws {
        let x = Uniform.columns(2, of: 50)
        let y = Uniform.columns(1, of: 50, seed: 3)[0]
        let base = try solve(x, y)
        let scaled = try solve([x[0].map { $0 * unit }, x[1]], y)
        #expect(scaled.dropped.isEmpty)
        #expect(relativeError(scaled.coefficients[1] * unit, base.coefficients[1]) < 1e-13)
        #expect(relativeError(scaled.coefficients[2], base.coefficients[2]) < 1e-12)
        #expect(
            relativeError(scaled.inverseCrossProduct[1, 1] * unit * unit, base.inverseCrossProduct[1, 1])
                < 1e-12
        )
        let both = try solve([x[0].map { $0 * unit }, x[1]], y.map { $0 * unit })
        #expect(relativeError(both.coefficients[1], base.coefficients[1]) < 1e-13)
        let weighted = try solve(x, y, Array(repeating: unit, count: 50))
        #expect(relativeError(weighted.coefficients[1], base.coefficients[1]) < 1e-13)
    }

    @Test func unitsBeyondTheRangeOfTheAnswerAreAnError() {
        let x = Uniform.columns(1, of: 50)[0]
        let error = #expect(throws: CausalError.self) {
            try solve([x.map { $0 * 1e300 }], x.map { $0 * $0 })
        }
        #expect(error?.code == .badValue)
    }

    @Test func aConstantResponse() throws {
        let solution = try solve(Uniform.columns(2, of: 20), Array(repeating: 0.1, count: 20))
        #expect(solution.coefficients == [0.1, 0, 0])
    }
}
