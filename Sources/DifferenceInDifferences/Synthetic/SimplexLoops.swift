/// The loops of ``SimplexSteps``, in four lanes; sums are taken in one fixed order.
///
/// Pointers stay within arrays whose lengths are equal, which every function checks first.
enum SimplexLoops {
    /// What a step needs to know of gradient and weights, with h = gradient + ridge·x.
    struct Scan {
        /// The first place of the least h.
        var vertex = 0
        /// That h.
        var least = Double.infinity
        /// x′h.
        var product = 0.0
        /// x′gradient.
        var fit = 0.0
        /// x′x.
        var norm = 0.0
    }

    private typealias Lanes = SIMD4<Double>

    static func scan(_ gradient: [Double], _ x: [Double], _ ridge: Double) -> Scan {
        precondition(gradient.count == x.count)
        var result = Scan()
        var (fit, norm, least) = (Lanes(), Lanes(), Lanes(repeating: .infinity))
        let whole = x.count & ~3
        gradient.withUnsafeBytes { gradient in
            x.withUnsafeBytes { x in
                for byte in stride(from: 0, to: whole * 8, by: 32) {
                    let g = gradient.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
                    let w = x.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
                    least = pointwiseMin(least, g + ridge * w)
                    fit += g * w
                    norm += w * w
                }
            }
        }
        result.least = least.min()
        (result.fit, result.norm) = (fit.sum(), norm.sum())
        for j in whole..<x.count {
            result.least = min(result.least, gradient[j] + ridge * x[j])
            result.fit += gradient[j] * x[j]
            result.norm += x[j] * x[j]
        }
        result.product = result.fit + ridge * result.norm
        result.vertex = x.indices.first { gradient[$0] + ridge * x[$0] == result.least } ?? 0
        return result
    }

    static func dot(_ a: [Double], _ b: [Double]) -> Double {
        a.withUnsafeBufferPointer { a in b.withUnsafeBufferPointer { dot(a, $0) } }
    }

    static func dot(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) -> Double {
        precondition(a.count == b.count)
        var (first, second) = (Lanes(), Lanes())
        let whole = a.count & ~7
        let (x, y) = (UnsafeRawBufferPointer(a), UnsafeRawBufferPointer(b))
        for byte in stride(from: 0, to: whole * 8, by: 64) {
            first +=
                x.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
                * y.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
            second +=
                x.loadUnaligned(fromByteOffset: byte + 32, as: Lanes.self)
                * y.loadUnaligned(fromByteOffset: byte + 32, as: Lanes.self)
        }
        var sum = (first + second).sum()
        for place in whole..<a.count { sum += a[place] * b[place] }
        return sum
    }

    /// values + factor·column.
    static func add(_ factor: Double, _ column: ArraySlice<Double>, to values: inout [Double]) {
        precondition(column.count == values.count)
        column.withUnsafeBufferPointer { column in
            values.withUnsafeMutableBufferPointer { values in
                for place in values.indices { values[place] += factor * column[place] }
            }
        }
    }

    /// (1 − size)·values + size·goal.
    static func move(_ values: inout [Double], by size: Double, toward goal: [Double]) {
        precondition(goal.count == values.count)
        goal.withUnsafeBufferPointer { goal in
            values.withUnsafeMutableBufferPointer { values in
                for place in values.indices { values[place] += size * (goal[place] - values[place]) }
            }
        }
    }

    static func scale(_ values: inout [Double], by factor: Double) {
        values.withUnsafeMutableBufferPointer { values in
            for place in values.indices { values[place] *= factor }
        }
    }
}
