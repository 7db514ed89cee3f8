import Inference

/// Which slopes of one factor its levels identify.
///
/// A level's rows span some of the vectors (1, z₁, …, z_s), without the 1 where levels have no effect; what a new row
/// needs of the others is not identified. The vectors that are not spanned are the null vectors of the rows'
/// cross-products.
struct SlopeIdentification {
    private let factor: Factor?
    private let slopes: [Int]
    private let hasLevels: Bool
    private let values: [[Double]]

    init(_ frame: ModelFrame, _ group: [AbsorbedEffect]) {
        slopes = group.compactMap { if case .slope(let s) = $0 { s } else { nil } }
        hasLevels = slopes.count < group.count
        factor = slopes.first.map { frame.slopes[$0].factor }
        values = slopes.map { frame.slopes[$0].values }
    }

    /// The rows whose slopes are identified.
    func keeping(_ rows: PredictionRows) -> PredictionRows {
        guard let factor, let first = slopes.first else { return rows }
        var members: [Int32: [[Double]]] = [:]
        let wanted = Set(rows.slopes[first].levels)
        for (row, level) in factor.codes.enumerated() where wanted.contains(level) {
            members[level, default: []].append(vector { values[$0][row] })
        }
        let nulls = members.mapValues(SlopeIdentification.nullVectors)
        return rows.keeping { row in
            let own = vector { rows.slopes[slopes[$0]].values[row] }
            return (nulls[rows.slopes[first].levels[row]] ?? []).allSatisfy { null in
                let parts = zip(own, null).map(*)
                return abs(parts.reduce(0, +)) <= 1e-6 * parts.reduce(0) { max($0, abs($1)) }
            }
        }
    }

    private func vector(_ value: (Int) -> Double) -> [Double] {
        (hasLevels ? [1] : []) + slopes.indices.map(value)
    }

    /// Vectors to which all rows are orthogonal, to 1e-6 of their size.
    private static func nullVectors(_ rows: [[Double]]) -> [[Double]] {
        let width = rows[0].count
        let sizes = (0..<width).map { j in rows.reduce(0) { $0 + $1[j] * $1[j] }.squareRoot() }
        let scale = sizes.map { $0 > 0 ? 1 / $0 : 1 }
        var gram = Matrix(width, width)
        for row in rows {
            for i in 0..<width { for j in 0..<width { gram[i, j] += row[i] * scale[i] * row[j] * scale[j] } }
        }
        guard let eigen = try? SymmetricEigen(gram) else { return [] }
        return eigen.values.indices.filter { eigen.values[$0] <= 1e-12 * Double(width) }.map { place in
            (0..<width).map { eigen.vectors[$0, place] * scale[$0] }
        }
    }
}
