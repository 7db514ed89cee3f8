import Distributions

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// P(Z > z) for a standard normal number known to lie between two ends.
enum TruncatedTail {
    static func probability(_ z: Double, from low: Double, to high: Double) -> Double {
        let above = relative(high, to: low)
        let whole = relative(low, to: low) - above
        guard whole > 0 else { return 1 }
        return min(1, max(0, (relative(z, to: low) - above) / whole))
    }

    /// P(Z > z), over the density at `origin` when that lies in the upper tail, where both would underflow.
    private static func relative(_ z: Double, to origin: Double) -> Double {
        guard origin > 0 else { return Normal().survival(z) }
        if z == .infinity { return 0 }
        let mills =
            z < 30
            ? Normal().survival(z) / Normal().density(z) : (1 - (1 - 3 / (z * z)) / (z * z)) / z
        return exp((origin - z) * (origin + z) / 2) * mills
    }
}
