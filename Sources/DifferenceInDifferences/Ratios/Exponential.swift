#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The exponential function and its inverse, in a file of their own so that the system's other names stay out of the rest.
enum Exponential {
    static func of(_ x: Double) -> Double { exp(x) }
    static func logarithm(_ x: Double) -> Double { log(x) }
}
