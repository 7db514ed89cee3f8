/// The loops of ``SimplexSteps``, in four lanes; sums are taken in one fixed order.
///
/// Pointers stay within arrays whose lengths are equal, which every function checks first.
package enum SimplexLoops {
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

    /// What gradient and weights are like.
    static func scan(_ gradient: [Double], _ x: [Double], _ ridge: Double) -> Scan {
        var (gradient, x) = (gradient, x)
        let column = [Double](repeating: 0, count: x.count)
        return move(&gradient, &x, by: 0, toward: column, vertex: x.count, ridge)
    }

    /// Moves gradient and weights by a share of the way towards a vertex, whose column of Z′Z is given, and says what
    /// they are like then.
    static func move(
        _ gradient: inout [Double], _ x: inout [Double], by size: Double, toward column: [Double],
        vertex: Int, _ ridge: Double
    ) -> Scan {
        precondition(gradient.count == x.count && column.count == x.count)
        let step = Step(size: size, rest: 1 - size, ridge: ridge)
        var sums = Sums()
        gradient.withUnsafeMutableBytes { gradient in
            x.withUnsafeMutableBytes { x in
                column.withUnsafeBytes { column in
                    let end = x.count / 8
                    step.take(gradient, x, column, 0..<min(vertex, end), gain: 0, &sums)
                    if vertex < end {
                        step.take(gradient, x, column, vertex..<(vertex + 1), gain: size, &sums)
                        step.take(gradient, x, column, (vertex + 1)..<end, gain: 0, &sums)
                    }
                }
            }
        }
        let least = sums.least.min()
        let (fit, norm) = (sums.fit.sum(), sums.norm.sum())
        return Scan(
            vertex: first(least, gradient, x, ridge), least: least, product: fit + ridge * norm, fit: fit,
            norm: norm)
    }

    private static func first(_ least: Double, _ gradient: [Double], _ x: [Double], _ ridge: Double) -> Int {
        gradient.withUnsafeBufferPointer { gradient in
            x.withUnsafeBufferPointer { x in
                x.indices.first { gradient[$0] + ridge * x[$0] == least } ?? 0
            }
        }
    }

    private struct Sums {
        var least = Lanes(repeating: .infinity)
        var fit = Lanes()
        var norm = Lanes()
    }

    private struct Step {
        let size: Double
        let rest: Double
        let ridge: Double

        /// Moves the places of a range; the weights gain something besides.
        @inline(__always)
        func take(
            _ gradient: UnsafeMutableRawBufferPointer, _ x: UnsafeMutableRawBufferPointer,
            _ column: UnsafeRawBufferPointer, _ places: Range<Int>, gain: Double, _ sums: inout Sums
        ) {
            var place = places.lowerBound
            while place + 4 <= places.upperBound {
                let byte = place * 8
                let old = gradient.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
                let goal = column.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
                let g = old + size * (goal - old)
                let w = rest * x.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
                gradient.storeBytes(of: g, toByteOffset: byte, as: Lanes.self)
                x.storeBytes(of: w, toByteOffset: byte, as: Lanes.self)
                let h = g + ridge * w
                sums.least.replace(with: h, where: h .< sums.least)
                sums.fit += g * w
                sums.norm += w * w
                place += 4
            }
            while place < places.upperBound {
                let byte = place * 8
                let old = gradient.load(fromByteOffset: byte, as: Double.self)
                let g = old + size * (column.load(fromByteOffset: byte, as: Double.self) - old)
                let w = rest * x.load(fromByteOffset: byte, as: Double.self) + gain
                gradient.storeBytes(of: g, toByteOffset: byte, as: Double.self)
                x.storeBytes(of: w, toByteOffset: byte, as: Double.self)
                sums.least[0] = min(sums.least[0], g + ridge * w)
                sums.fit[0] += g * w
                sums.norm[0] += w * w
                place += 1
            }
        }
    }

    package static func dot(_ a: [Double], _ b: [Double]) -> Double {
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
    package static func add(_ factor: Double, _ column: ArraySlice<Double>, to values: inout [Double]) {
        precondition(column.count == values.count)
        column.withUnsafeBufferPointer { column in
            values.withUnsafeMutableBufferPointer { values in
                for place in values.indices { values[place] += factor * column[place] }
            }
        }
    }
}
