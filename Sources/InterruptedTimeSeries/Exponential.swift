#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The exponential function of the C library, named apart from the members that use it.
enum Exponential {
    static func of(_ x: Double) -> Double { exp(x) }
}
