import Inference
import LinearAlgebra

/// S = D₂′WD₂ − D₂′WD₁(D₁′WD₁)⁻¹D₁′WD₂ as a matrix, with its pseudo-inverse.
///
/// Worth its while when the factors but the largest have few levels: then every right side is solved exactly and
/// without a pass over the rows, and the directions that the rows do not determine are known.
struct SchurComplement: Sendable {
    private let scale: [Double]
    private let eigen: SymmetricEigen
    private let rank: Int

    private static let levelLimit = 300

    /// Forms and factors S; nil when it is large, or when its forming costs far more than a pass.
    init?(_ layout: GroupedRows, masses: [Double]) throws(CausalError) {
        let levels = layout.levelCount
        guard levels <= SchurComplement.levelLimit, layout.pairCount <= 64 * layout.rowCount + 100_000 else {
            return nil
        }
        let matrix = layout.schurComplement(masses)
        // A level that lies within one group alone leaves zero on the diagonal, or a rounding of it.
        let diagonal = layout.levelSums(Array(repeating: 1, count: layout.rowCount))
        let scale = diagonal.map { $0 > 0 ? 1 / $0.squareRoot() : 0 }
        var scaled = matrix
        for j in 0..<levels {
            for i in 0..<levels { scaled[i, j] *= scale[i] * scale[j] }
        }
        self.scale = scale
        eigen = try SymmetricEigen(scaled)
        rank = eigen.values.count { $0 > 1e-11 }
    }

    /// The shortest scaled solution of Sδ = b.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when more than 1e-8 of `scale` lies outside the range of S.
    func solve(_ b: [Double], scale size: Double) throws(CausalError) -> [Double] {
        let scaled = zip(b, scale).map(*)
        let parts = eigen.vectors.transposedTimes(Matrix(b.count, 1, columnMajor: scaled)).values
        let first = parts.count - rank
        let lost = parts[..<first].reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard lost <= 1e-8 * size else { throw FactorEquations.contradiction }
        var weights = parts
        for i in parts.indices { weights[i] = i < first ? 0 : parts[i] / eigen.values[i] }
        return zip(eigen.vectors * weights, scale).map(*)
    }
}
