/// The real roots of a polynomial of degree seven at most at which its sign changes.
///
/// Between neighbouring roots of its derivative a polynomial is monotone, so that a root there is bracketed
/// and found to the last bits by Newton steps that fall back on bisection. A double root, at which the sign
/// does not change, is left out. A wild bootstrap needs the roots of a quartic for every draw; hence numbers in
/// vectors of eight rather than arrays, which would be allocated.
struct RealRoots {
    /// The roots in ascending order; ``count`` of them.
    private(set) var values = SIMD8<Double>()
    /// How many there are.
    private(set) var count = 0

    /// The roots of Σ cᵢxⁱ; none of the zero polynomial.
    init(_ c: SIMD8<Double>) {
        var degree = 7
        while degree > 0, c[degree] == 0 { degree -= 1 }
        self.init(c, degree)
    }

    private init(_ c: SIMD8<Double>, _ degree: Int) {
        switch degree {
        case 0: return
        case 1: append(-c[0] / c[1])
        case 2: addQuadratic(c)
        default: addBracketed(c, degree)
        }
    }

    private mutating func append(_ root: Double) {
        values[count] = root
        count += 1
    }

    /// Without cancellation: the root of larger magnitude first, the other from their product.
    private mutating func addQuadratic(_ c: SIMD8<Double>) {
        let half = c[1] / 2
        let discriminant = half * half - c[0] * c[2]
        guard discriminant > 0 else { return }
        let sum = -(half + (half < 0 ? -1 : 1) * discriminant.squareRoot())
        append(min(sum / c[2], c[0] / sum))
        append(max(sum / c[2], c[0] / sum))
    }

    private mutating func addBracketed(_ c: SIMD8<Double>, _ degree: Int) {
        var slope = SIMD8<Double>()
        var largest = 0.0
        for i in 0..<degree {
            slope[i] = Double(i + 1) * c[i + 1]
            largest = max(largest, c[i].magnitude)
        }
        // Cauchy's bound: every root is smaller.
        let bound = 1 + largest / c[degree].magnitude
        guard bound.isFinite else { return }
        let knots = RealRoots(slope, degree - 1)
        var low = -bound
        var isNegative = RealRoots.value(c, degree, low) < 0
        var zero: Double?
        for knot in 0...knots.count {
            let high = knot < knots.count ? knots.values[knot] : bound
            guard high > low else { continue }
            let last = RealRoots.value(c, degree, high)
            if last == 0 {
                zero = high
            } else {
                if (last < 0) != isNegative {
                    append(zero ?? RealRoots.root(c, slope, degree, low, high, rises: isNegative))
                    isNegative.toggle()
                }
                zero = nil
            }
            low = high
        }
    }

    /// The root between two points of different sign.
    private static func root(
        _ c: SIMD8<Double>, _ slope: SIMD8<Double>, _ degree: Int, _ first: Double, _ last: Double,
        rises: Bool
    ) -> Double {
        var (low, high) = (first, last)
        var x = low / 2 + high / 2
        for _ in 0..<200 {
            let f = value(c, degree, x)
            if f == 0 { return x }
            if (f < 0) == rises { low = x } else { high = x }
            var next = x - f / value(slope, degree - 1, x)
            if !(next > low && next < high) { next = low / 2 + high / 2 }
            if (next - x).magnitude <= 2e-16 * x.magnitude || next == low || next == high { return next }
            x = next
        }
        return x
    }

    /// Horner's rule.
    @inline(__always)
    private static func value(_ c: SIMD8<Double>, _ degree: Int, _ x: Double) -> Double {
        var sum = c[degree]
        for i in stride(from: degree - 1, through: 0, by: -1) { sum = sum * x + c[i] }
        return sum
    }
}

extension RealRoots {
    /// The roots of both, in ascending order.
    ///
    /// - Precondition: there are eight at most.
    func merged(_ other: RealRoots) -> RealRoots {
        var all = self
        for i in 0..<other.count {
            var place = all.count
            while place > 0, all.values[place - 1] > other.values[i] {
                all.values[place] = all.values[place - 1]
                place -= 1
            }
            all.values[place] = other.values[i]
            all.count += 1
        }
        return all
    }
}
