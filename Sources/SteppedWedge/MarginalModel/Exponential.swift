#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// Exponential and logarithm of the C library, named apart from the members that use them.
enum Exponential {
    static func of(_ x: Double) -> Double { exp(x) }
    /// log(1 + eˣ) without overflow.
    static func softplus(_ x: Double) -> Double { x > 0 ? x + log1p(exp(-x)) : log1p(exp(x)) }
    static func logarithm(_ x: Double) -> Double { log(x) }
    /// log Γ(x), in the thread-safe form where there is one.
    static func logGamma(_ x: Double) -> Double {
        #if canImport(Glibc)
            var sign: Int32 = 0
            return lgamma_r(x, &sign)
        #else
            return lgamma(x)
        #endif
    }
}
