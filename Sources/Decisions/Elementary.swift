#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The elementary functions of the C library under names that no member hides.
enum Elementary {
    static func naturalLog(_ x: Double) -> Double { log(x) }
    static func exponential(_ x: Double) -> Double { exp(x) }
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
    static func cosine(_ x: Double) -> Double { cos(x) }
    static func cubeRoot(_ x: Double) -> Double { cbrt(x) }
    /// ln(1 + x).
    static func logOnePlus(_ x: Double) -> Double { log1p(x) }
    /// eˣ − 1.
    static func exponentialMinusOne(_ x: Double) -> Double { expm1(x) }
}
