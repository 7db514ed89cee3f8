/// The real roots of polynomials of low degree at which the sign changes.
///
/// Between neighbouring roots of its derivative a polynomial is monotone, so that a root there is bracketed
/// and found to the last bits by Newton steps that fall back on bisection. A double root, at which the sign
/// does not change, is left out.
enum RealRoots {
    /// The roots in ascending order; `c[i]` is the coefficient of xⁱ. None of the zero polynomial.
    static func of(_ coefficients: [Double]) -> [Double] {
        var c = coefficients
        while let last = c.last, last == 0 { c.removeLast() }
        switch c.count {
        case 0, 1: return []
        case 2: return [-c[0] / c[1]]
        case 3: return quadratic(c)
        default: return bracketed(c)
        }
    }

    /// Without cancellation: the root of larger magnitude first, the other from their product.
    private static func quadratic(_ c: [Double]) -> [Double] {
        let half = c[1] / 2
        let discriminant = half * half - c[0] * c[2]
        guard discriminant > 0 else { return [] }
        let sum = -(half + (half < 0 ? -1 : 1) * discriminant.squareRoot())
        let pair = [sum / c[2], c[0] / sum]
        return pair[0] < pair[1] ? pair : [pair[1], pair[0]]
    }

    private static func bracketed(_ c: [Double]) -> [Double] {
        let slope = (1..<c.count).map { Double($0) * c[$0] }
        let leading = c[c.count - 1].magnitude
        // Cauchy's bound: every root is smaller.
        let bound = 1 + c.dropLast().reduce(0) { max($0, $1.magnitude / leading) }
        guard bound.isFinite else { return [] }
        var roots: [Double] = []
        var low = -bound
        var isNegative = value(c, low) < 0
        var zero: Double?
        for high in of(slope) + [bound] where high > low {
            let last = value(c, high)
            if last == 0 {
                zero = high
            } else {
                if (last < 0) != isNegative {
                    roots.append(zero ?? root(c, slope, low, high, rises: isNegative))
                    isNegative.toggle()
                }
                zero = nil
            }
            low = high
        }
        return roots
    }

    /// The root between two points of different sign.
    private static func root(
        _ c: [Double], _ slope: [Double], _ first: Double, _ last: Double, rises: Bool
    ) -> Double {
        var (low, high) = (first, last)
        var x = low / 2 + high / 2
        for _ in 0..<200 {
            let f = value(c, x)
            if f == 0 { return x }
            if (f < 0) == rises { low = x } else { high = x }
            var next = x - f / value(slope, x)
            if !(next > low && next < high) { next = low / 2 + high / 2 }
            if (next - x).magnitude <= 2e-16 * x.magnitude || next == low || next == high { return next }
            x = next
        }
        return x
    }

    /// Horner's rule.
    @inline(__always)
    static func value(_ c: [Double], _ x: Double) -> Double {
        var sum = 0.0
        for i in stride(from: c.count - 1, through: 0, by: -1) { sum = sum * x + c[i] }
        return sum
    }
}
