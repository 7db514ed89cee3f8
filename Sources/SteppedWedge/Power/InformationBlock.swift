import Regression

/// What one cluster tells of time and treatment: the blocks of X′V⁻¹X.
struct InformationBlock: Sendable {
    /// Time with time, q × q.
    var time: Matrix
    /// Time with treatment, q × e.
    var cross: Matrix
    /// Treatment with treatment, e × e.
    var treatment: Matrix
    /// What each treatment column would tell if nothing else were unknown: the scale against which its rest is small.
    var scale: [Double]

    init(time q: Int, treatment e: Int) {
        time = Matrix(q, q)
        cross = Matrix(q, e)
        treatment = Matrix(e, e)
        scale = Array(repeating: 0, count: e)
    }

    /// The blocks of a cluster: B its time columns, X its treatment columns (centred), Z the same as they are.
    ///
    /// nil when V is not positive definite.
    init?(v: Matrix, time b: Matrix, treatment x: Matrix, raw z: Matrix) {
        guard let factor = Cholesky(v) else { return nil }
        let solved = factor.solve(b)
        time = solved.transposedTimes(b).symmetrised
        cross = solved.transposedTimes(x)
        treatment = factor.solve(x).transposedTimes(x).symmetrised
        scale = (0..<z.columnCount).map { e in
            (0..<z.rowCount).reduce(0) { $0 + z[$1, e] * z[$1, e] / v[$1, $1] }
        }
    }

    /// Adds a block so many times.
    mutating func add(_ other: InformationBlock, times count: Double = 1) {
        for index in time.values.indices { time.values[index] += count * other.time.values[index] }
        for index in cross.values.indices { cross.values[index] += count * other.cross.values[index] }
        for index in treatment.values.indices {
            treatment.values[index] += count * other.treatment.values[index]
        }
        for index in scale.indices { scale[index] += count * other.scale[index] }
    }

    /// Var c′θ̂ = c′(A − C′T⁻¹C)⁻¹c; nil when time and treatment are not told apart.
    ///
    /// A treatment column of which less than 10⁻¹² is left when time is known counts as told by time.
    func variance(_ contrast: [Double]) -> Double? {
        var rest = treatment
        if time.rowCount > 0 {
            guard let factor = Cholesky(time) else { return nil }
            rest = treatment - cross.transposedTimes(factor.solve(cross))
        }
        guard scale.allSatisfy({ $0 > 0 }) else { return nil }
        let roots = scale.map { $0.squareRoot() }
        for j in roots.indices {
            for i in roots.indices { rest[i, j] /= roots[i] * roots[j] }
        }
        guard let factor = Cholesky(rest.symmetrised), factor.factor.diagonal.allSatisfy({ $0 > 1e-6 }) else {
            return nil
        }
        let scaled = zip(contrast, roots).map { $0 / $1 }
        let variance = zip(scaled, factor.solve(scaled)).reduce(0) { $0 + $1.0 * $1.1 }
        return variance > 0 && variance.isFinite ? variance : nil
    }
}
