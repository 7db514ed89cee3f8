#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Generator {
    /// A number in [0, 1): the upper 53 bits over 2⁵³, so that all multiples of 2⁻⁵³ are equally likely.
    public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

    /// A number in (0, 1), neither end included: (k + ½)/2⁵² for k = 0 … 2⁵² − 1.
    ///
    /// Its logarithm and any quantile of it are finite.
    public mutating func openUniform() -> Double { (Double(next() >> 12) + 0.5) * 0x1p-52 }

    /// A standard normal number.
    ///
    /// The polar method: a point in the unit disc with squared radius s is scaled by √(−2 ln s / s). The
    /// second number that it could give is thrown away, so that the state alone says what comes next.
    ///
    /// - Source: Marsaglia & Bray (1964), *A convenient method for generating normal variables*, SIAM
    ///   Review 6(3), 260–264.
    public mutating func normal() -> Double {
        while true {
            let x = 2 * uniform() - 1
            let y = 2 * uniform() - 1
            let s = x * x + y * y
            if s > 0 && s < 1 { return x * (-2 * log(s) / s).squareRoot() }
        }
    }

    /// An exponential number, −mean·ln u with u in (0, 1).
    ///
    /// - Parameter mean: the mean; with 0 every draw is 0.
    public mutating func exponential(mean: Double = 1) -> Double { -mean * log(openUniform()) }

    /// True with probability p.
    ///
    /// - Parameter probability: p; never true for p ≤ 0 or NaN, always for p ≥ 1.
    public mutating func bernoulli(_ probability: Double) -> Bool { uniform() < probability }

    /// A whole number in 0 ..< bound, all equally likely; 0 when the bound is 1 or less.
    ///
    /// The upper half of the 128-bit product of 64 random bits and the bound; draws whose lower half falls
    /// below 2⁶⁴ mod bound are refused, which removes the bias.
    ///
    /// - Source: Lemire (2019), *Fast random integer generation in an interval*, ACM TOMACS 29(1),
    ///   algorithm 5.
    public mutating func integer(below bound: Int) -> Int {
        guard bound > 1 else { return 0 }
        let width = UInt64(bound)
        let refused = (0 &- width) % width
        while true {
            let product = next().multipliedFullWidth(by: width)
            if product.low >= refused { return Int(product.high) }
        }
    }

    /// Puts the elements in a random order, each order equally likely (Durstenfeld 1964, algorithm 235).
    ///
    /// Unlike the standard library's `shuffle(using:)`, the order that a seed gives is part of the contract.
    public mutating func shuffle<Element>(_ elements: inout [Element]) {
        for last in stride(from: elements.count - 1, to: 0, by: -1) {
            elements.swapAt(last, integer(below: last + 1))
        }
    }
}
