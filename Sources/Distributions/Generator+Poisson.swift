#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

extension Generator {
    /// A Poisson count.
    ///
    /// Below a mean of 10 uniforms are multiplied until their product falls below exp(−mean), which takes
    /// mean + 1 draws; from 10 on Hörmann's transformed rejection with squeeze takes about 2.5.
    ///
    /// - Parameter mean: the mean; 0, negative or NaN gives 0. Above 1e15 the mean itself is returned (to
    ///   at most `Int.max`): the count's own spread is then below one part in 10⁷.
    /// - Source: Hörmann (1993), *The transformed rejection method for generating Poisson random
    ///   variables*, Insurance: Mathematics and Economics 12, 39–45, algorithm PTRS.
    public mutating func poisson(mean: Double) -> Int {
        guard mean > 0 else { return 0 }
        if mean < 10 { return multiplied(mean) }
        guard mean <= 1e15 else { return mean < 9e18 ? Int(mean) : Int.max }
        return rejected(mean)
    }

    /// Counts the uniforms whose product stays above exp(−mean).
    private mutating func multiplied(_ mean: Double) -> Int {
        let limit = exp(-mean)
        var product = openUniform()
        var count = 0
        while product > limit {
            product *= openUniform()
            count += 1
        }
        return count
    }

    /// Hörmann's PTRS; the constants are those of his algorithm.
    private mutating func rejected(_ mean: Double) -> Int {
        let b = 0.931 + 2.53 * mean.squareRoot()
        let a = -0.059 + 0.02483 * b
        let inverseAlpha = 1.1239 + 1.1328 / (b - 3.4)
        let squeeze = 0.9277 - 3.6224 / (b - 2)
        while true {
            let u = openUniform() - 0.5
            let v = openUniform()
            let distance = 0.5 - u.magnitude
            let count = ((2 * a / distance + b) * u + mean + 0.43).rounded(.down)
            if distance >= 0.07 && v <= squeeze { return Int(count) }
            if count < 0 || (distance < 0.013 && v > distance) { continue }
            let proposal = log(v * inverseAlpha / (a / (distance * distance) + b))
            if proposal <= count * log(mean) - mean - logGamma(count + 1) { return Int(count) }
        }
    }

    /// ln Γ(x) for x > 0 (the C library's, in its thread-safe form where there is one).
    private func logGamma(_ x: Double) -> Double {
        var sign: Int32 = 0
        return lgamma_r(x, &sign)
    }
}
