import Groundwork
import LinearAlgebra
import Testing

@Suite struct LeastSquaresTests {
    struct Problems: Decodable {
        struct Problem: Decodable {
            let name: String
            let columns: [[Double]]
            let response: [Double]
            let weights: [Double]?
            let intercept: Bool
            let coefficients: [Double]
            let inverse: [[Double]]
        }
        let problems: [Problem]
    }

    /// Against solutions with 400 digits. The error that the method allows is a small multiple of κ²ε for
    /// Cholesky; of κε for the inverse from QR, and of ε for coefficients refined after QR, which are given
    /// 1e-10 because an intercept far from the data is a difference of large terms.
    @Test func coefficientsAndInverseAreRightToWhatTheConditionAllows() throws {
        for problem in try oracle("leastsquares", as: Problems.self).problems {
            let solution = try LeastSquaresSolver.solve(
                columns: problem.columns, response: problem.response, weights: problem.weights,
                intercept: problem.intercept)
            let condition = solution.conditionNumber
            let cholesky = 50 * Double.ulpOfOne * condition * condition
            let allowed = solution.method == .cholesky ? cholesky : 50 * Double.ulpOfOne * condition
            #expect(solution.dropped.isEmpty, "\(problem.name)")
            let error = scaledError(solution.inverseCrossProduct, Matrix(rows: problem.inverse))
            #expect(error < allowed, "\(problem.name): inverse, condition \(condition)")
            let limit = solution.method == .cholesky ? max(cholesky, 1e-13) : 1e-10
            for (found, expected) in zip(solution.coefficients, problem.coefficients) {
                #expect(relativeError(found, expected) < limit, "\(problem.name): \(found) not \(expected)")
            }
        }
    }

    @Test func easyProblemsTakeCholeskyAndHardOnesQR() throws {
        let problems = try oracle("leastsquares", as: Problems.self).problems
        var methods: [String: LeastSquaresSolution.Method] = [:]
        for problem in problems {
            methods[problem.name] = try LeastSquaresSolver.solve(
                columns: problem.columns, response: problem.response, weights: problem.weights,
                intercept: problem.intercept
            ).method
        }
        #expect(methods["plain"] == .cholesky)
        #expect(methods["shifted columns"] == .cholesky)
        #expect(methods["wild units"] == .cholesky)
        #expect(methods["nearly collinear"] == .qr)
        #expect(methods["powers up to 8"] == .qr)
    }

    @Test(arguments: [1e-3, 1.0, 1e6], [false, true])
    func rescalingAColumnRescalesItsCoefficient(_ unit: Double, _ intercept: Bool) throws {
        let x = Uniform.columns(3, of: 500)
        let y = Uniform.columns(1, of: 500, seed: 9)[0]
        let base = try LeastSquaresSolver.solve(columns: x, response: y, weights: nil, intercept: intercept)
        var scaled = x
        scaled[1] = x[1].map { $0 * unit }
        let other = try LeastSquaresSolver.solve(
            columns: scaled, response: y, weights: nil, intercept: intercept)
        let place = intercept ? 2 : 1
        #expect(relativeError(other.coefficients[place] * unit, base.coefficients[place]) < 1e-12)
        #expect(relativeError(other.conditionNumber, base.conditionNumber) < 1e-9)
    }

    @Test func shiftingColumnsMovesTheInterceptAlone() throws {
        let x = Uniform.columns(3, of: 1000).map { $0.map { ($0 * 0x1p20).rounded() * 0x1p-20 } }
        let y = Uniform.columns(1, of: 1000, seed: 9)[0]
        let base = try LeastSquaresSolver.solve(columns: x, response: y, weights: nil, intercept: true)
        // The numbers are multiples of 2⁻²⁰, so that adding 2²⁰ is exact.
        let shifted = x.map { $0.map { $0 + 0x1p20 } }
        let other = try LeastSquaresSolver.solve(columns: shifted, response: y, weights: nil, intercept: true)
        #expect(other.dropped.isEmpty)
        for j in 1...3 { #expect(relativeError(other.coefficients[j], base.coefficients[j]) < 1e-11) }
    }

    @Test func theOrderOfRowsDoesNotMatter() throws {
        let n = 3000
        let x = Uniform.columns(4, of: n)
        let y = Uniform.columns(1, of: n, seed: 9)[0]
        let order = (0..<n).map { ($0 * 1237) % n }
        let base = try LeastSquaresSolver.solve(columns: x, response: y, weights: nil, intercept: true)
        let other = try LeastSquaresSolver.solve(
            columns: x.map { c in order.map { c[$0] } }, response: order.map { y[$0] }, weights: nil,
            intercept: true)
        for (a, b) in zip(base.coefficients, other.coefficients) { #expect(relativeError(a, b) < 1e-11) }
    }

    @Test func aWholeWeightIsARowThatManyTimes() throws {
        let x = Uniform.columns(2, of: 200)
        let y = Uniform.columns(1, of: 200, seed: 9)[0]
        let weights = (0..<200).map { Double($0 % 4) }
        func repeated(_ column: [Double]) -> [Double] {
            zip(column, weights).flatMap { Array(repeating: $0, count: Int($1)) }
        }
        let weighted = try LeastSquaresSolver.solve(
            columns: x, response: y, weights: weights, intercept: true)
        let expanded = try LeastSquaresSolver.solve(
            columns: x.map(repeated), response: repeated(y), weights: nil, intercept: true)
        for (a, b) in zip(weighted.coefficients, expanded.coefficients) {
            #expect(relativeError(a, b) < 1e-12)
        }
        #expect(scaledError(weighted.inverseCrossProduct, expanded.inverseCrossProduct) < 1e-13)
    }
}
