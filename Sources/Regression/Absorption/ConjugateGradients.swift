import CKernels
import Inference

/// Solves Aδ = b for several right-hand sides side by side, one step at a time.
///
/// Preconditioned conjugate gradients (Hestenes & Stiefel 1952); A and M⁻¹ are positive semidefinite, b lies
/// in the range of A (Kammerer & Nashed 1972). Vectors hold `width` numbers a level, and each column has
/// scalars of its own; a column that has reached its goal stands still.
struct ConjugateGradients {
    typealias Operator = ([Double]) -> [Double]

    /// δ so far.
    private(set) var solution: [Double]
    /// √(r′M⁻¹r) of each column by the recursion.
    private(set) var norms: [Double]
    private let goals: [Double]
    private let width: Int
    private let apply: Operator
    private let precondition: Operator
    /// b − Aδ by the recursion.
    private(set) var residual: [Double]
    private var direction: [Double]
    private var rho: [Double]

    /// Starts from δ = 0; the goals are norms √(r′M⁻¹r).
    init(
        _ rightSide: [Double], width: Int, goals: [Double], apply: @escaping Operator,
        precondition: @escaping Operator
    ) {
        (self.goals, self.width, self.apply, self.precondition) = (goals, width, apply, precondition)
        residual = rightSide
        solution = Array(repeating: 0, count: rightSide.count)
        direction = precondition(rightSide)
        rho = Levelwise.dot(rightSide, direction, width)
        norms = rho.map { max(0, $0).squareRoot() }
    }

    /// Whether every column has reached its goal, or has no curvature left to go on: the rest is rounding.
    var isFinished: Bool { zip(norms, goals).allSatisfy { $0 <= $1 } }

    /// One step.
    mutating func step() {
        let image = apply(direction)
        let curvature = Levelwise.dot(direction, image, width)
        var lengths = [Double](repeating: 0, count: width)
        for c in 0..<width where norms[c] > goals[c] {
            if curvature[c] > 0 { lengths[c] = rho[c] / curvature[c] } else { norms[c] = 0 }
        }
        Levelwise.add(direction, lengths, to: &solution)
        Levelwise.add(image, lengths.map { -$0 }, to: &residual)
        let next = precondition(residual)
        let after = Levelwise.dot(residual, next, width)
        var ratios = [Double](repeating: 0, count: width)
        for c in 0..<width where norms[c] > goals[c] {
            ratios[c] = after[c] / rho[c]
            rho[c] = after[c]
            norms[c] = max(0, after[c]).squareRoot()
        }
        Levelwise.turn(next, ratios, &direction)
    }

    /// One step, recorded and told.
    mutating func step(
        _ pace: inout IterationPace, _ certificate: Certificate, _ progress: AbsorptionProgress
    ) throws(CausalError) {
        step()
        pace.record(norms)
        try progress.after(pace.steps, norms, certificate).tell()
    }
}

/// Arithmetic on vectors with `width` numbers for each level.
enum Levelwise {
    /// Σ aᵢbᵢ for each column.
    static func dot(_ a: [Double], _ b: [Double], _ width: Int) -> [Double] {
        let count = a.count / width
        let blocks = Parallel.blockCount(count, 1 << 15)
        let parts = Parallel.map(blocks) { block in
            let range = Parallel.blockRange(block, count, 1 << 15)
            var sums = [Double](repeating: 0, count: width)
            a.withUnsafeBufferPointer { a in
                b.withUnsafeBufferPointer { b in
                    guard let a = a.baseAddress, let b = b.baseAddress else { return }
                    let start = range.lowerBound * width
                    causal_columns_dot(a + start, b + start, Int64(range.count), Int32(width), &sums)
                }
            }
            return sums
        }
        return parts.reduce(into: Array(repeating: 0, count: width)) { total, part in
            for c in 0..<width { total[c] += part[c] }
        }
    }

    /// y += factor·x, a factor for each column.
    static func add(_ x: [Double], _ factors: [Double], to y: inout [Double]) {
        causal_columns_add(x, factors, Int64(x.count / factors.count), Int32(factors.count), &y)
    }

    /// y = x + factor·y
    static func turn(_ x: [Double], _ factors: [Double], _ y: inout [Double]) {
        causal_columns_turn(x, factors, Int64(x.count / factors.count), Int32(factors.count), &y)
    }

    /// x − y
    static func difference(_ x: [Double], _ y: [Double]) -> [Double] {
        Parallel.array(x.count) { slots, out in
            for slot in slots { out.initializeElement(at: slot - slots.lowerBound, to: x[slot] - y[slot]) }
        }
    }

    /// y += diagonal·x
    static func addScaled(_ x: [Double], by diagonal: [Double], _ width: Int, to y: inout [Double]) {
        for level in diagonal.indices {
            for c in 0..<width { y[level * width + c] += diagonal[level] * x[level * width + c] }
        }
    }

    /// diagonal·x
    static func scaled(_ x: [Double], by diagonal: [Double], _ width: Int) -> [Double] {
        [Double](unsafeUninitializedCapacity: x.count) { out, count in
            causal_columns_scale(x, diagonal, Int64(diagonal.count), Int32(width), out.baseAddress)
            count = x.count
        }
    }
}
