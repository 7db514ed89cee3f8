import Foundation
import LinearAlgebra
import Testing

/// The file of that name among the oracles.
func oracle<Value: Decodable>(_ name: String, as type: Value.Type) throws -> Value {
    let url = try #require(
        Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Oracles"))
    return try JSONDecoder().decode(type, from: Data(contentsOf: url))
}

/// Numbers in (−0.5, 0.5) that are the same on every run.
struct Uniform {
    var state: UInt64
    mutating func next() -> Double {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Double(state >> 11) * 0x1p-53 - 0.5
    }
    mutating func column(_ count: Int) -> [Double] { (0..<count).map { _ in next() } }
    static func columns(_ k: Int, of n: Int, seed: UInt64 = 1) -> [[Double]] {
        var generator = Uniform(state: seed)
        return (0..<k).map { _ in generator.column(n) }
    }
}

/// |a − b| relative to the larger; 0 when they are equal.
func relativeError(_ a: Double, _ b: Double) -> Double {
    a == b ? 0 : abs(a - b) / max(abs(a), abs(b))
}

/// The largest relative error of the elements, each relative to √(mᵢᵢ mⱼⱼ): the scale on which an element of
/// a cross-product or covariance is known.
func scaledError(_ a: Matrix, _ b: Matrix) -> Double {
    var worst = 0.0
    for j in 0..<a.columnCount {
        for i in 0..<a.rowCount {
            let scale = b[i, i].squareRoot() * b[j, j].squareRoot()
            worst = max(worst, a[i, j] == b[i, j] ? 0 : abs(a[i, j] - b[i, j]) / scale)
        }
    }
    return worst
}

/// Standard errors σ̂ √(inverse diagonal) and σ̂ of a solution on `degrees` of freedom.
func standardErrors(
    _ solution: LeastSquaresSolution, _ columns: [[Double]], _ response: [Double], degrees: Double
) -> (errors: [Double], deviation: Double) {
    let residuals = Kernels.residuals(
        columns: columns, response: response, intercept: solution.coefficients[0],
        coefficients: Array(solution.coefficients.dropFirst()))
    let variance = Kernels.weightedSumOfSquares(residuals, weights: nil) / degrees
    return (
        solution.inverseCrossProduct.diagonal.map { ($0 * variance).squareRoot() }, variance.squareRoot()
    )
}
