/// An unevaluated sum of two doubles: about 32 decimal digits.
///
/// For the few places where a difference of large numbers decides (Dekker 1971; Ogita, Rump & Oishi 2005).
struct DoubledNumber: Sendable {
    var high: Double
    var low: Double

    init(high: Double, low: Double = 0) {
        self.high = high
        self.low = low
    }

    /// The nearest double; an infinite or NaN high part is the answer by itself.
    var value: Double { high.isFinite ? high + low : high }

    /// The exact sum of two doubles (Knuth).
    static func sum(_ a: Double, _ b: Double) -> DoubledNumber {
        let total = a + b
        let share = total - a
        return DoubledNumber(high: total, low: (a - (total - share)) + (b - share))
    }

    /// The exact product of two doubles.
    static func product(_ a: Double, _ b: Double) -> DoubledNumber {
        let high = a * b
        return DoubledNumber(high: high, low: (-high).addingProduct(a, b))
    }

    static func + (a: DoubledNumber, b: DoubledNumber) -> DoubledNumber {
        var total = sum(a.high, b.high)
        if !total.high.isFinite { return DoubledNumber(high: total.high) }
        total.low += a.low + b.low
        return sum(total.high, total.low)
    }

    static func - (a: DoubledNumber, b: DoubledNumber) -> DoubledNumber {
        a + DoubledNumber(high: -b.high, low: -b.low)
    }

    static func * (a: DoubledNumber, b: Double) -> DoubledNumber {
        var result = product(a.high, b)
        result.low += a.low * b
        return sum(result.high, result.low)
    }
}
