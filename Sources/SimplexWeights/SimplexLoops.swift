/// The loops of ``SimplexSteps``, in four lanes; sums are taken in one fixed order.
///
/// Pointers stay within arrays whose lengths are equal, which every function checks first.
package enum SimplexLoops {
    private typealias Lanes = SIMD4<Double>

    /// Values that are looked at together: the least of all is then sought among so many.
    private static let run = 128

    /// values + factor·column; tells the first place of the least value and that value.
    static func add(
        _ factor: Double, _ column: [Double], findingLeastOf values: inout [Double]
    ) -> (place: Int, least: Double) {
        precondition(column.count == values.count)
        let count = values.count
        return values.withUnsafeMutableBytes { values in
            column.withUnsafeBytes { column in
                var (place, least) = (0, Double.infinity)
                var start = 0
                while start + run <= count {
                    let own = add(factor, column, values, start)
                    if own < least { (place, least) = (start, own) }
                    start += run
                }
                let bound = values.bindMemory(to: Double.self)
                if count >= run { place = (place..<(place + run)).first { bound[$0] == least } ?? place }
                for position in start..<count {
                    bound[position] += factor * column.load(fromByteOffset: position * 8, as: Double.self)
                    if bound[position] < least { (place, least) = (position, bound[position]) }
                }
                return (place, least)
            }
        }
    }

    /// The same for one run of values, which lies within both arrays; tells the least of them.
    @inline(__always)
    private static func add(
        _ factor: Double, _ column: UnsafeRawBufferPointer, _ values: UnsafeMutableRawBufferPointer,
        _ start: Int
    ) -> Double {
        var (low, high) = (Lanes(repeating: .infinity), Lanes(repeating: .infinity))
        for byte in stride(from: start * 8, to: (start + run) * 8, by: 64) {
            let first =
                values.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
                + factor * column.loadUnaligned(fromByteOffset: byte, as: Lanes.self)
            let second =
                values.loadUnaligned(fromByteOffset: byte + 32, as: Lanes.self)
                + factor * column.loadUnaligned(fromByteOffset: byte + 32, as: Lanes.self)
            values.storeBytes(of: first, toByteOffset: byte, as: Lanes.self)
            values.storeBytes(of: second, toByteOffset: byte + 32, as: Lanes.self)
            low.replace(with: first, where: first .< low)
            high.replace(with: second, where: second .< high)
        }
        low.replace(with: high, where: high .< low)
        var half = low.lowHalf
        half.replace(with: low.highHalf, where: low.highHalf .< half)
        return half[0] < half[1] ? half[0] : half[1]
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
