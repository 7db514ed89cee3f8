#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The natural logarithm and the hyperbolic tangent of the C library, named apart from the members that use them.
enum Logarithm {
    static func of(_ x: Double) -> Double { log(x) }
}

/// tanh and its inverse.
enum HyperbolicTangent {
    static func of(_ x: Double) -> Double { tanh(x) }
    static func inverse(_ x: Double) -> Double { atanh(x) }
}
