import Groundwork

/// How far apart in time two scores may be and still count as correlated.
public struct Bandwidth: Sendable, Hashable {
    enum Rule: Sendable, Hashable {
        case lag(Int)
        case width(Double)
        case neweyWest
        case andrews
    }

    let rule: Rule

    /// The last lag of a truncated kernel with a positive weight: the bandwidth is lag + 1.
    public static func lag(_ lag: Int) -> Bandwidth { Bandwidth(rule: .lag(lag)) }

    /// The number by which lags are divided, any positive one.
    public static func width(_ width: Double) -> Bandwidth { Bandwidth(rule: .width(width)) }

    /// Newey & West (1994): from the autocovariances of the scores' sum, non-parametrically.
    ///
    /// b = c·((s₍q₎/s₍0₎)²)^{1/(2q+1)} T^{1/(2q+1)}, s₍q₎ = Σ_{|j| ≤ m} |j|^q σ̂_j, m = ⌊4(T/100)^r⌋; σ̂_j are the
    /// autocovariances of Σ_k s_tk without the intercept's, not about a mean. Not prewhitened.
    public static let neweyWest = Bandwidth(rule: .neweyWest)

    /// Andrews (1991, eq. 6.2 and 6.4): from a first-order autoregression of each score but the intercept's.
    ///
    /// b = c·(α̂(q)·T)^{1/(2q+1)}. Autoregressions have a constant, as in R's sandwich. Not prewhitened.
    public static let andrews = Bandwidth(rule: .andrews)

    /// Refuses a negative lag and a width that is not positive.
    func check() throws(CausalError) {
        switch rule {
        case .lag(let lag) where lag < 0:
            throw CausalError(.badArgument, "a lag is not negative", value: "\(lag)")
        case .width(let width) where !(width > 0 && width.isFinite):
            throw CausalError(.badArgument, "a bandwidth is positive", value: "\(width)")
        default: break
        }
    }
}

/// A kernel at a bandwidth, as weights of lags.
struct LagWeights: Sendable {
    let kernel: SerialKernel
    let bandwidth: Double
    /// The last lag that has a weight and that the data have.
    let last: Int
    private let table: [Double]

    /// Weights of the lags 0 … span.
    init(_ kernel: SerialKernel, bandwidth: Double, span: Int) {
        self.kernel = kernel
        self.bandwidth = bandwidth
        let reach = kernel.isTruncated ? bandwidth.rounded(.up) - 1 : .infinity
        last = reach >= Double(span) ? span : max(0, Int(reach))
        table = (0...min(last, 1 << 16)).map { kernel.weight(Double($0) / bandwidth) }
    }

    /// The weight of a lag from 0 to ``last``.
    @inline(__always)
    func of(_ lag: Int) -> Double {
        lag < table.count ? table[lag] : kernel.weight(Double(lag) / bandwidth)
    }
}
