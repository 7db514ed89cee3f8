import CKernels
import Groundwork

/// Refines a least-squares solution until it stands still.
///
/// Corrected seminormal equations (Björck 1987): with g = X′W(y − Xb) computed in twice the precision from
/// the data as stored, the correction is R⁻¹R⁻ᵀ g, and b is held in twice the precision. The error shrinks by
/// about κ·1e-16 a step whatever the size of the residuals.
struct Refinement {
    private let columns: [[Double]]
    private let response: [Double]
    private let weights: [Double]?
    private let ones: Bool
    private let shifts: [Double]
    private let scales: [Double]
    private let triangle: Matrix
    /// The coefficients of the data's columns, the intercept first when there is one.
    private var estimates: [DoubledNumber]

    init(
        _ problem: LeastSquaresProblem, _ kept: [Int], shifts: [Double], scales: [Double], triangle: Matrix,
        responseShift: Double
    ) {
        columns = kept.map { problem.columns[$0] }
        response = problem.response
        weights = problem.weights
        ones = problem.intercept
        self.shifts = shifts
        self.scales = scales
        self.triangle = triangle
        estimates = Array(repeating: DoubledNumber(high: 0), count: kept.count + (ones ? 1 : 0))
        if ones { estimates[0].high = responseShift }
    }

    /// The refined coefficients, from a first solution for the scaled design.
    mutating func run(from start: [Double]) -> [Double] {
        add(start)
        var before = Double.infinity
        for _ in 0..<10 {
            let step = triangle.solvedUpper(triangle.solvedUpper(gradient(), transpose: true))
            let size = step.reduce(0) { max($0, abs($1)) }
            guard size > 0, size < 0.5 * before else { break }
            add(step)
            before = size
        }
        return estimates.map(\.value)
    }

    /// Adds a correction for the scaled design: β += cθ, α += θ₀ − Σ s c θ.
    private mutating func add(_ step: [Double]) {
        let first = ones ? 1 : 0
        if ones { estimates[0] = estimates[0] + DoubledNumber(high: step[0]) }
        for j in shifts.indices {
            let slope = scales[j] * step[first + j]
            estimates[first + j] = estimates[first + j] + DoubledNumber(high: slope)
            if ones { estimates[0] = estimates[0] - DoubledNumber.product(slope, shifts[j]) }
        }
    }

    /// Z′W(y − Xb) for the scaled design: from that of the data, g₀ and cⱼ(gⱼ − sⱼg₀).
    private func gradient() -> [Double] {
        let raw = dataGradient()
        guard ones else { return zip(raw, scales).map { ($0 * $1).value } }
        let slopes = shifts.indices.map { j in ((raw[j + 1] - raw[0] * shifts[j]) * scales[j]).value }
        return [raw[0].value] + slopes
    }

    /// X′W(y − Xb) in twice the precision, the rows split into fixed pieces.
    private func dataGradient() -> [DoubledNumber] {
        let width = estimates.count
        let blocks = RowBlocks(rowCount: response.count, resultSize: 2 * width)
        let high = estimates.map(\.high)
        let low = estimates.map(\.low)
        let ones = ones
        let parts = ColumnPointers.with(columns) { columns in
            SharedPointer.with(response) { y in
                SharedPointer.with(weights) { weights in
                    Parallel.map(blocks.count) { block -> [DoubledNumber] in
                        let rows = blocks.rows(block)
                        var sumHigh = [Double](repeating: 0, count: width)
                        var sumLow = sumHigh
                        causal_doubled_gradient(
                            columns.pointers, Int32(columns.pointers.count), ones, y.address, weights.address,
                            high, low, Int64(rows.lowerBound), Int64(rows.upperBound), &sumHigh, &sumLow)
                        return zip(sumHigh, sumLow).map { DoubledNumber(high: $0, low: $1) }
                    }
                }
            }
        }
        return (0..<width).map { j in parts.reduce(DoubledNumber(high: 0)) { $0 + $1[j] } }
    }
}
