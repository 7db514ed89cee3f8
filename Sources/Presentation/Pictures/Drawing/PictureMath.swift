#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The elementary functions that axes need.
enum PictureMath {
    static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }

    static func decadicLogarithm(_ x: Double) -> Double { log10(x) }

    /// The exponent of the greatest power of ten that is not above a positive number.
    static func decade(_ x: Double) -> Int { Int(log10(x).rounded(.down)) }
}
