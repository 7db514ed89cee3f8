/// The Kalman filter that turns correlated rows into independent ones.
enum SerialFilter {
    /// Every column's innovations over their standard deviations, L⁻¹[X y] with LL′ = V/σ², and log|V/σ²|.
    ///
    /// Missing periods are predicted over; each series begins from the stationary state. O(n·(r² + r·k)).
    ///
    /// Source: Harvey & Phillips (1979), Biometrika 66; Jones (1980), Technometrics 22.
    static func whiten(_ data: SerialData, _ process: ArmaProcess) -> (
        columns: [[Double]], logDeterminant: Double
    ) {
        if process.isFirstOrder, let whitened = firstOrder(data, process.phi[0]) { return whitened }
        let r = process.size
        let start = process.stationaryCovariance
        var covariance = start
        var first = Array(start[..<r])
        var gains = [Double](repeating: 0, count: data.count * r)
        var scales = [Double](repeating: 1, count: data.count)
        var logDeterminant = 0.0
        for (row, step) in data.steps.enumerated() {
            if step == 0 { covariance = start }
            for _ in 0..<step { predict(&covariance, &first, process) }
            let variance = covariance[0]
            logDeterminant += Logarithm.of(variance)
            scales[row] = 1 / variance.squareRoot()
            for i in 0..<r { gains[row * r + i] = covariance[i * r] / variance }
            for i in 0..<r {
                for j in 0..<r { covariance[i * r + j] -= gains[row * r + i] * gains[row * r + j] * variance }
            }
        }
        let columns = data.columns.map { filter($0, data.steps, process.phi, gains, scales) }
        return (columns, logDeterminant)
    }

    /// The same for AR(1) without gaps: z_t − φz_{t−1}, and √(1 − φ²) z_1; nil with gaps.
    private static func firstOrder(_ data: SerialData, _ phi: Double) -> (
        columns: [[Double]], logDeterminant: Double
    )? {
        guard data.isGapless else { return nil }
        let start = ((1 - phi) * (1 + phi)).squareRoot()
        let steps = data.steps
        let columns = data.columns.map { column in
            var whitened = column
            for row in steps.indices {
                whitened[row] = steps[row] == 0 ? start * column[row] : column[row] - phi * column[row - 1]
            }
            return whitened
        }
        let series = steps.reduce(0) { $0 + ($1 == 0 ? 1 : 0) }
        return (columns, -2 * Double(series) * Logarithm.of(start))
    }

    /// P ← TPT′ + RR′; `first` is room for the first row.
    private static func predict(
        _ covariance: inout [Double], _ first: inout [Double], _ process: ArmaProcess
    ) {
        let r = process.size
        let (phi, impulse) = (process.phi, process.impulse)
        for i in 0..<r { first[i] = covariance[i] }
        for i in 0..<r {
            for j in 0..<r {
                var value = phi[i] * phi[j] * first[0] + impulse[i] * impulse[j]
                if j + 1 < r { value += phi[i] * first[j + 1] }
                if i + 1 < r { value += phi[j] * first[i + 1] }
                // Row i + 1 has not been overwritten yet.
                if i + 1 < r, j + 1 < r { value += covariance[(i + 1) * r + j + 1] }
                covariance[i * r + j] = value
            }
        }
    }

    private static func filter(
        _ column: [Double], _ steps: [Int], _ phi: [Double], _ gains: [Double], _ scales: [Double]
    ) -> [Double] {
        let r = phi.count
        var state = [Double](repeating: 0, count: r)
        var whitened = column
        for (row, step) in steps.enumerated() {
            if step == 0 { for i in 0..<r { state[i] = 0 } }
            for _ in 0..<step {
                let first = state[0]
                for i in 0..<r { state[i] = phi[i] * first + (i + 1 < r ? state[i + 1] : 0) }
            }
            let innovation = column[row] - state[0]
            whitened[row] = innovation * scales[row]
            for i in 0..<r { state[i] += gains[row * r + i] * innovation }
        }
        return whitened
    }
}
