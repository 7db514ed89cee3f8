import Inference

/// Judges by what is left of the normal equations whether columns are swept.
///
/// The norm of D′Wx̃ is √(g′diag(D′WD)⁻¹g): the length of what the levels' means still say of x̃, factor by factor.
struct Certificate {
    private let inverseDiagonal: [Double]
    private let width: Int
    private let start: [Double]
    /// The length below which sums are the rounding of the column.
    private let noise: [Double]
    private let tolerance: Double
    /// The norms at which solvers may stop: two digits more than promised, as scores are linear in the error of
    /// x̃ and shall keep the promise too.
    let goals: [Double]

    init(_ equations: LevelEquations, _ state: LevelPass.Result, tolerance: Double, width: Int) {
        inverseDiagonal = equations.inverseDiagonal
        self.width = width
        self.tolerance = tolerance
        noise = state.squares.map { 1e-15 * $0.squareRoot() }
        start = Certificate.norms(state.sums, inverseDiagonal, width)
        goals = zip(start, noise).map { max(0.01 * tolerance * $0, $1) }
    }

    private static func norms(_ sums: [Double], _ inverseDiagonal: [Double], _ width: Int) -> [Double] {
        let scaled = Levelwise.scaled(sums, by: inverseDiagonal, width)
        return Levelwise.dot(sums, scaled, width).map { $0.squareRoot() }
    }

    /// Whether the sums of swept columns are as small as solvers aim for.
    func isGoalReached(_ sums: [Double]) -> Bool {
        zip(Certificate.norms(sums, inverseDiagonal, width), goals).allSatisfy { $0 <= $1 }
    }

    /// The largest norm of sums relative to the start's.
    func relativeNorm(_ sums: [Double]) -> Double {
        relative(Certificate.norms(sums, inverseDiagonal, width))
    }

    /// The largest of some norms relative to the start's.
    func relative(_ norms: [Double]) -> Double {
        zip(norms, start).map { $1 > 0 ? $0 / $1 : 0 }.max() ?? 0
    }

    /// The largest relative residual.
    ///
    /// - Throws: `CausalError.Code.notConverged` when it exceeds the tolerance.
    func check(_ sums: [Double], steps: Int) throws(CausalError) -> Double {
        var largest = 0.0
        for (c, left) in Certificate.norms(sums, inverseDiagonal, width).enumerated() {
            guard left <= max(tolerance * start[c], noise[c]) else {
                throw notConverged(steps, left / start[c])
            }
            if start[c] > noise[c] { largest = max(largest, left / start[c]) }
        }
        return largest
    }

    private func notConverged(_ steps: Int, _ residual: Double) -> CausalError {
        CausalError(
            .notConverged,
            "the absorbed factors were not swept out to the tolerance \(tolerance): after \(steps) steps the "
                + "relative residual is \(residual)",
            remedy: "Allow a larger --tolerance, or write small factors as terms, e.g. i(year).")
    }
}
