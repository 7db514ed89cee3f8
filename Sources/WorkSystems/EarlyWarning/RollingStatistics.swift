import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Variance, lag-1 autocorrelation and skewness of each window of a series, in one pass.
///
/// Sums of powers and of neighbours' products are carried from window to window and formed anew every `window` steps, so
/// that rounding does not add up and the cost stays linear. A value belongs to the last time of its window.
public struct RollingStatistics: Sendable, Hashable {
    /// How lag-1 autocorrelation is measured within a window.
    public enum Autocorrelation: String, Sendable, Hashable, Codable, CaseIterable {
        /// Pearson's correlation of x₁…x_{w−1} and x₂…x_w, each with its own mean.
        case pearson
        /// Σ(x_t − x̄)(x_{t+1} − x̄)/Σ(x_t − x̄)², as R's `acf`.
        case acf
    }

    /// Σ(x − x̄)²/(w − 1) of each window.
    public let variance: [Double]
    /// Lag-1 autocorrelation; NaN where the window is constant.
    public let autocorrelation: [Double]
    /// The adjusted Fisher–Pearson coefficient √(w(w−1))/(w−2)·m₃/m₂^{3/2}; NaN where the window is constant.
    public let skewness: [Double]

    /// Computes all windows.
    ///
    /// - Precondition: 3 ≤ `window` ≤ the number of values; values are finite.
    public init(_ values: [Double], window: Int, autocorrelation kind: Autocorrelation = .pearson) {
        precondition(
            window >= 3 && window <= values.count, "a window has 3 values or more, and no more than there are"
        )
        let count = values.count - window + 1
        var (variance, auto, skewness) = ([Double](), [Double](), [Double]())
        variance.reserveCapacity(count)
        auto.reserveCapacity(count)
        skewness.reserveCapacity(count)
        var sums = WindowSums()
        for start in 0..<count {
            if start % window == 0 {
                sums = WindowSums(values[start..<start + window])
            } else {
                sums.slide(
                    out: values[start - 1], first: values[start], last: values[start + window - 2],
                    in: values[start + window - 1])
            }
            let moments = sums.moments(Double(window))
            variance.append(moments.variance)
            auto.append(
                sums.autocorrelation(
                    Double(window), values[start], values[start + window - 1], moments.variance, kind))
            skewness.append(moments.skewness)
        }
        (self.variance, autocorrelation, self.skewness) = (variance, auto, skewness)
    }
}

/// Sums over a window, of values less the first window's centre.
private struct WindowSums {
    private var centre = 0.0
    private var one = 0.0
    private var two = 0.0
    private var three = 0.0
    private var neighbours = 0.0

    init() {}

    init(_ values: ArraySlice<Double>) {
        centre = values.reduce(0, +) / Double(values.count)
        var before: Double?
        for value in values {
            let x = value - centre
            add(x, 1)
            if let before { neighbours += before * x }
            before = x
        }
    }

    private mutating func add(_ x: Double, _ sign: Double) {
        one += sign * x
        two += sign * x * x
        three += sign * x * x * x
    }

    /// Lets a value out at the start (`first` follows it) and another in at the end (after `last`).
    mutating func slide(out: Double, first: Double, last: Double, in value: Double) {
        add(out - centre, -1)
        add(value - centre, 1)
        neighbours += (last - centre) * (value - centre) - (out - centre) * (first - centre)
    }

    /// The variance and the skewness.
    func moments(_ n: Double) -> (variance: Double, skewness: Double) {
        let mean = one / n
        let second = two / n - mean * mean
        // What rounding leaves of a constant window.
        guard second > 1e-14 * (two / n + centre * centre * 1e-16) else { return (0, .nan) }
        let third = three / n - 3 * mean * two / n + 2 * mean * mean * mean
        let skewness = third / (second * second.squareRoot())
        return (second * n / (n - 1), skewness * (n * (n - 1)).squareRoot() / (n - 2))
    }

    func autocorrelation(
        _ n: Double, _ first: Double, _ last: Double, _ variance: Double,
        _ kind: RollingStatistics.Autocorrelation
    ) -> Double {
        guard variance > 0 else { return .nan }
        let (first, last) = (first - centre, last - centre)
        let (a, b) = (one - last, one - first)
        switch kind {
        case .pearson:
            let pairs = n - 1
            let va = two - last * last - a * a / pairs
            let vb = two - first * first - b * b / pairs
            guard va > 0, vb > 0 else { return .nan }
            return max(-1, min(1, (neighbours - a * b / pairs) / (va * vb).squareRoot()))
        case .acf:
            let mean = one / n
            let products = neighbours - mean * (a + b) + (n - 1) * mean * mean
            return products / (variance * (n - 1))
        }
    }
}
