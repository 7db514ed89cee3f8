import CLAPACK
import Groundwork

/// The triangular factor of the scaled design, with collinear columns taken out.
struct QRTrial {
    /// R of the kept columns, the ones first when there is an intercept.
    private let triangle: Matrix
    /// Q′y for the rows of R.
    private let right: [Double]
    /// The kept columns, and their scales.
    private let kept: [Int]
    private let scales: [Double]

    /// Factors the candidates' columns and judges them in order.
    init(_ problem: LeastSquaresProblem, _ design: CentredDesign, _ candidates: [Int]) {
        let first = problem.intercept ? 1 : 0
        let length = design.products.diagonal.last.map { $0.squareRoot() } ?? 1
        let powers = candidates.map { Self.power(near: 1 / design.lengths[$0]) }
        let responseScale = length > 0 ? Self.power(near: 1 / length) : 1
        let whole = TallSkinnyQR.triangle(
            columns: candidates.map { problem.columns[$0] } + [problem.response],
            shifts: candidates.map { design.means[$0] } + [design.means[problem.columns.count]],
            scales: powers + [responseScale], ones: problem.intercept, weights: problem.weights)
        let rank = SequentialRank(
            whole, always: first, tolerances: candidates.map { design.tolerances[$0] })
        kept = rank.kept.map { candidates[$0] }
        scales = rank.kept.map { powers[$0] }
        triangle = rank.triangle
        right = rank.right.map { $0 / responseScale }
    }

    /// A power of two near x: scaling by it is exact.
    private static func power(near x: Double) -> Double {
        Double(sign: .plus, exponent: x.exponent, significand: 1)
    }

    /// The solution: by Cholesky when what is kept is well conditioned, else by QR with refinement.
    func solution(_ problem: LeastSquaresProblem, _ design: CentredDesign) throws(CausalError)
        -> LeastSquaresSolution
    {
        if let trial = CholeskyTrial(design, kept), !trial.hasDoubtfulColumn,
            trial.conditionNumber <= LeastSquaresSolver.choleskyLimit
        {
            return trial.solution(problem, design, kept)
        }
        let shifts = kept.map { design.means[$0] }
        var refinement = Refinement(
            problem, kept, shifts: shifts, scales: scales, triangle: triangle,
            responseShift: design.means[problem.columns.count])
        let estimates = refinement.run(from: triangle.solvedUpper(right))
        guard estimates.allSatisfy(\.isFinite) else {
            throw CausalError(.notIdentified, "the coefficients cannot be told apart in double precision")
        }
        var root = triangle
        _ = causal_dtrtri(Int32(root.rowCount), &root.values, Int32(root.rowCount))
        return LeastSquaresSolution(
            estimates, of: kept, problem, means: shifts,
            inverse: CentredDesign.inUnitsOfData(
                root * root.transposed, shifts: shifts, scales: scales, intercept: problem.intercept),
            method: .qr, conditionNumber: triangle.triangularConditionNumber)
    }
}

extension Matrix {
    /// x with R·x = b, R this upper triangle.
    func solvedUpper(_ b: [Double], transpose: Bool = false) -> [Double] {
        var x = b
        let n = Int32(rowCount)
        if n > 0 { _ = causal_dtrtrs(transpose, n, 1, values, n, &x, n) }
        return x
    }

    /// An estimate of this upper triangle's condition number (1-norm) once its columns have length 1.
    var triangularConditionNumber: Double {
        var scaled = self
        for j in 0..<columnCount {
            let length = column(j).reduce(0) { $0 + $1 * $1 }.squareRoot()
            for i in 0...j { scaled[i, j] /= length }
        }
        var reciprocal = 1.0
        var work = [Double](repeating: 0, count: 3 * rowCount)
        var integers = [Int32](repeating: 0, count: rowCount)
        let n = Int32(rowCount)
        if n > 0 { _ = causal_dtrcon(n, scaled.values, n, &reciprocal, &work, &integers) }
        return reciprocal > 0 ? 1 / reciprocal : .infinity
    }
}
