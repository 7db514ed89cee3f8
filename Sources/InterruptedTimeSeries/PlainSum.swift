/// Sums over the few rows of one series, where starting a parallel, compensated sum would cost more than the sum.
enum PlainSum {
    /// Σ aᵢbᵢ over the shorter of the two, in four interleaved parts.
    static func dot(_ a: [Double], _ b: [Double]) -> Double {
        let count = min(a.count, b.count)
        var parts = SIMD4<Double>()
        var row = 0
        while row + 4 <= count {
            let left = SIMD4<Double>(a[row], a[row + 1], a[row + 2], a[row + 3])
            let right = SIMD4<Double>(b[row], b[row + 1], b[row + 2], b[row + 3])
            parts += left * right
            row += 4
        }
        var sum: Double = parts.sum()
        while row < count {
            sum += a[row] * b[row]
            row += 1
        }
        return sum
    }

    /// x − c·y
    static func subtract(_ c: Double, _ y: [Double], from x: inout [Double]) {
        for row in 0..<min(x.count, y.count) { x[row] -= c * y[row] }
    }
}
