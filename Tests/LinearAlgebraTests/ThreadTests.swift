import Groundwork
import LinearAlgebra
import Testing

/// Every answer is the same bit for bit on one thread and on several. Serialised, as the number of threads is
/// the process's (other suites give the same answers meanwhile, by this very property).
@Suite(.serialized) struct ThreadTests {
    func expectSame<Value: Equatable>(_ body: () throws -> Value) rethrows {
        defer { Parallel.threads = 0 }
        Parallel.threads = 1
        let one = try body()
        for threads in [2, 3] {
            Parallel.threads = threads
            #expect(try body() == one)
        }
    }

    @Test func solutions() throws {
        let n = 70_001
        let x = Uniform.columns(6, of: n)
        let y = Uniform.columns(1, of: n, seed: 7)[0]
        let weights = y.map { $0 + 0.6 }
        for weights in [nil, weights] {
            try expectSame {
                try LeastSquaresSolver.solve(columns: x, response: y, weights: weights, intercept: true)
            }
            let near = Array(x.dropLast()) + [zip(x[0], x[5]).map { $0 + 1e-5 * $1 }]
            try expectSame {
                let solution = try LeastSquaresSolver.solve(
                    columns: near, response: y, weights: weights, intercept: true)
                #expect(solution.method == .qr)
                return solution
            }
        }
    }

    @Test func kernels() {
        let n = 70_001
        let x = Uniform.columns(6, of: n)
        let y = Uniform.columns(1, of: n, seed: 7)[0]
        let groups = (0..<n).map { Int32(($0 * 31) % 50) }
        expectSame { Kernels.crossProducts(columns: x, weights: nil) }
        expectSame { Kernels.moments(columns: x, weights: y) }
        expectSame {
            Kernels.residuals(columns: x, response: y, intercept: 1, coefficients: y.prefix(6) + [])
        }
        expectSame { Kernels.sum(y) }
        expectSame { Kernels.centredSumOfSquares(y, weights: nil) }
        for count in [50, 60_000] {
            let codes = count == 50 ? groups : (0..<n).map { Int32(($0 * 7919) % 60_000) }
            expectSame {
                Kernels.groupedScores(
                    columns: x, intercept: true, residuals: y, weights: nil, groups: codes, groupCount: count)
            }
        }
    }
}
