import Groundwork
import LinearAlgebra
import Testing

/// The kernels against sums written as they are defined. Sums of n terms of size 1 in doubles differ by about
/// √n ε; 1e-13 of the scale leaves room for n = 20,000.
@Suite struct KernelTests {
    /// Σ fᵢ xᵢ xᵢ′ term by term.
    func naive(_ columns: [[Double]], _ factors: [Double]) -> Matrix {
        var result = Matrix(columns.count, columns.count)
        for i in factors.indices {
            let row = columns.map { $0[i] }
            result = result + factors[i] * Matrix.outer(row, row)
        }
        return result
    }

    @Test(arguments: [0, 1, 2, 7, 8, 9, 511, 512, 513, 1031], [1, 2, 3, 4, 5, 9])
    func crossProductsOfEveryShape(_ n: Int, _ k: Int) {
        let x = Uniform.columns(k, of: n)
        let ones = Array(repeating: 1.0, count: n)
        let weights = x[0].map { $0 + 0.5 }
        let signed = x[k - 1]
        let size = Double(max(n, 1))
        func same(_ a: Matrix, _ b: Matrix) -> Bool {
            a.rowCount == b.rowCount
                && zip(a.values, b.values).allSatisfy { abs($0 - $1) <= 1e-14 * size }
        }
        #expect(same(Kernels.crossProducts(columns: x, weights: nil), naive(x, ones)))
        #expect(same(Kernels.crossProducts(columns: x, weights: weights), naive(x, weights)))
        #expect(
            same(
                Kernels.weightedCrossProduct(columns: x, intercept: true, factors: signed),
                naive([ones] + x, signed)))
    }

    @Test func momentsLoseNothingToTheMean() {
        let base = Uniform.columns(3, of: 20_000).map { $0.map { ($0 * 0x1p20).rounded() * 0x1p-20 } }
        let weights = Uniform.columns(1, of: 20_000, seed: 5)[0].map { $0 + 0.6 }
        let plain = Kernels.moments(columns: base, weights: weights)
        let far = Kernels.moments(columns: base.map { $0.map { $0 + 0x1p20 } }, weights: weights)
        #expect(scaledError(far.centred, plain.centred) < 1e-13)
        #expect(relativeError(far.totalWeight, Kernels.sum(weights)) < 1e-14)
        for (a, b) in zip(far.means, plain.means) { #expect(abs(a - 0x1p20 - b) < 1e-9) }
    }

    @Test func residuals() {
        for k in 0...9 {
            let x = Uniform.columns(k, of: 777)
            let y = Uniform.columns(1, of: 777, seed: 8)[0]
            let b = (0..<k).map { Double($0) - 2.5 }
            let found = Kernels.residuals(columns: x, response: y, intercept: 0.25, coefficients: b)
            for i in y.indices {
                let expected = y[i] - 0.25 - zip(x, b).reduce(0) { $0 + $1.0[i] * $1.1 }
                #expect(abs(found[i] - expected) < 1e-14)
            }
        }
    }

    @Test func rowForms() {
        let x = Uniform.columns(3, of: 600)
        let weights = x[0].map { $0 + 0.6 }
        let matrix = naive([Array(repeating: 1, count: 600)] + x, weights)
        let found = Kernels.rowForms(columns: x, intercept: true, matrix: matrix, weights: weights)
        for i in 0..<600 {
            let row = [1] + x.map { $0[i] }
            #expect(relativeError(found[i], weights[i] * matrix.quadraticForm(row, row)) < 1e-13)
        }
        let inverse = Cholesky(matrix)?.inverse() ?? matrix
        let leverages = Kernels.rowForms(columns: x, intercept: true, matrix: inverse, weights: weights)
        #expect(relativeError(Kernels.sum(leverages), 4) < 1e-13, "leverages sum to the number of columns")
    }

    @Test func sumsCarryTheirErrors() {
        // Beside 1e12 plain sums are right to 1e-4 a term; compensated ones to n ε² 1e12 = 5e-15.
        let x = [1e12, 1, -1e12] + Array(repeating: 0.1, count: 100_000)
        #expect(Kernels.sum(x) == 10_001)
        #expect(Kernels.dot([1e100, 3, -1e100], [1, 2, 1]) == 6)
        #expect(Kernels.weightedSum([1, 2, 3], weights: [1, 0, 2]) == 7)
        #expect(Kernels.mean([1, 2, 6], weights: nil) == 3)
        #expect(Kernels.mean([], weights: nil).isNaN)
        let far = (0..<1001).map { 1e9 + Double($0) }
        // n (n² − 1) / 12 for n consecutive whole numbers
        #expect(Kernels.centredSumOfSquares(far, weights: nil) == 83_583_500)
        #expect(Kernels.weightedSumOfSquares([1, 2], weights: [3, 0.5]) == 5)
        #expect(Kernels.sum([.infinity, 1]) == .infinity)
        #expect(Kernels.sum([]) == 0)
    }
}
