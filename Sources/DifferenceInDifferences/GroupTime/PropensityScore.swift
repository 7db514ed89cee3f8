import Regression

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The probability that a row belongs to the cohort rather than to its controls: p(x) = 1/(1 + exp(−x′γ)).
struct PropensityScore: Sendable {
    let coefficients: [Double]
    /// (Σ wp(1−p)xx′)⁻¹
    let inverseInformation: Matrix

    /// The greatest p with which a cell is estimated; beyond it hardly anybody is comparable (as in R's `did`).
    static let overlapLimit = 0.999
    /// Controls with p at or above it carry no weight (as in R's `DRDID`).
    static let trimming = 0.995

    /// Maximum likelihood by Newton's method, which ends when a step changes no coefficient by more than 1e-9 of its
    /// size: the error left is then its square.
    ///
    /// - Returns: nil when treated and controls can be told apart by covariates (some p reaches 0.999), when
    ///   covariates determine each other, or when 30 steps do not suffice.
    static func fitted(_ rows: CellRows, _ pieces: [CellRows.Segment]) -> PropensityScore? {
        var gamma = [Double](repeating: 0, count: rows.width)
        for _ in 0..<30 {
            guard let step = Step(rows, pieces, gamma), let factor = Cholesky.regular(step.information) else {
                return nil
            }
            let move = factor.solve(step.score)
            gamma = zip(gamma, move).map { $0 + $1 }
            guard gamma.allSatisfy({ $0.isFinite && $0.magnitude < 1e3 }) else { return nil }
            if zip(gamma, move).allSatisfy({ $1.magnitude <= 1e-9 * (1 + $0.magnitude) }) {
                guard let last = Step(rows, pieces, gamma), last.highest < overlapLimit,
                    let information = Cholesky.regular(last.information)
                else { return nil }
                return PropensityScore(coefficients: gamma, inverseInformation: information.inverse())
            }
        }
        return nil
    }

    /// Σ w(D−p)x, Σ wp(1−p)xx′ and the greatest p at some coefficients.
    private struct Step {
        let score: [Double]
        let information: Matrix
        let highest: Double

        init?(_ rows: CellRows, _ pieces: [CellRows.Segment], _ gamma: [Double]) {
            let k = rows.width
            let parts = Parallel.map(pieces.count) { piece in
                rows.withView { view in Step.part(view, pieces[piece], gamma) }
            }
            var sums = [Double](repeating: 0, count: k + k * k + 1)
            for part in parts {
                for i in 0..<(k + k * k) { sums[i] += part[i] }
                sums[k + k * k] = max(sums[k + k * k], part[k + k * k])
            }
            guard sums.allSatisfy(\.isFinite) else { return nil }
            score = Array(sums[..<k])
            var matrix = Matrix(k, k, columnMajor: Array(sums[k..<(k + k * k)]))
            for i in 0..<k { for j in 0..<i { matrix[j, i] = matrix[i, j] } }
            information = matrix
            highest = sums[k + k * k]
        }

        private static func part(
            _ view: CellRows.View, _ piece: CellRows.Segment, _ gamma: [Double]
        ) -> [Double] {
            let k = view.width
            var sums = [Double](repeating: 0, count: k + k * k + 1)
            let target = piece.isTreated ? 1.0 : 0
            for row in piece.rows where !view.value(row).isNaN {
                let x = view.x(row)
                let w = view.weight(row)
                let p = 1 / (1 + exp(-view.dot(row, gamma)))
                let v = w * p * (1 - p)
                let s = w * (target - p)
                for j in 0..<k {
                    sums[j] += s * x[j]
                    let vx = v * x[j]
                    for i in j..<k { sums[k + j * k + i] += vx * x[i] }
                }
                sums[k + k * k] = max(sums[k + k * k], p)
            }
            return sums
        }
    }
}

extension Cholesky {
    /// The factor of a matrix whose columns, scaled to length one, leave at least 1e-10 of each other; nil otherwise.
    static func regular(_ matrix: Matrix) -> Cholesky? {
        guard let factor = Cholesky(matrix) else { return nil }
        for j in 0..<factor.count where !(factor.factor[j, j] > 1e-5 * matrix[j, j].squareRoot()) {
            return nil
        }
        return factor
    }
}
