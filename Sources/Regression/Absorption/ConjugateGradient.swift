/// Solves Sδ = b for the levels of all factors but the largest, one step at a time.
///
/// Preconditioned conjugate gradients (Hestenes & Stiefel 1952) with M = diag(S).
struct ConjugateGradient {
    private let layout: GroupedRows
    /// δ so far.
    private(set) var solution: [Double]
    /// Whether the direction has no curvature left: what remains is rounding.
    private(set) var isStuck = false
    private var residual: [Double]
    private var direction: [Double]
    private var rho: Double

    /// Starts from δ = 0.
    init(layout: GroupedRows, rightSide: [Double]) {
        self.layout = layout
        residual = rightSide
        solution = Array(repeating: 0, count: rightSide.count)
        direction = zip(rightSide, layout.inverseDiagonal).map(*)
        rho = zip(rightSide, direction).map(*).reduce(0, +)
    }

    /// √(r′M⁻¹r) by the recursion.
    var residualNorm: Double { rho.squareRoot() }

    /// One step: a pass over the rows.
    mutating func step() {
        let image = layout.apply(direction)
        var curvature = 0.0
        for i in direction.indices { curvature += direction[i] * image[i] }
        guard curvature > 0 else {
            isStuck = true
            return
        }
        let length = rho / curvature
        var next = 0.0
        for i in direction.indices {
            solution[i] += length * direction[i]
            residual[i] -= length * image[i]
            next += residual[i] * residual[i] * layout.inverseDiagonal[i]
        }
        let ratio = next / rho
        for i in direction.indices {
            direction[i] = residual[i] * layout.inverseDiagonal[i] + ratio * direction[i]
        }
        rho = next
    }
}
