/// A stationary process u_t = Σ φ_i u_{t−i} + ε_t + Σ θ_j ε_{t−j} with unit innovations, in Harvey's state space.
///
/// The state has r = max(p, q + 1) elements; its first is u_t. Seasonal factors are multiplied out.
///
/// Source: Harvey (1981), Time Series Models; Gardner, Harvey & Phillips (1980), Applied Statistics 29.
struct ArmaProcess: Sendable {
    /// φ, padded to r.
    let phi: [Double]
    /// (1, θ), padded to r.
    let impulse: [Double]
    /// Whether it is an AR(1) without moving averages.
    var isFirstOrder: Bool { phi.count == 1 }
    /// The number of state elements.
    var size: Int { phi.count }

    init(phi: [Double], theta: [Double]) {
        let size = max(phi.count, theta.count + 1)
        self.phi = phi + Array(repeating: 0, count: size - phi.count)
        impulse = [1] + theta + Array(repeating: 0, count: size - 1 - theta.count)
    }

    /// The covariance of the state before any observation, Σ TᵏRR′T′ᵏ by doubling; row-major r × r.
    var stationaryCovariance: [Double] {
        let r = size
        var sum = [Double](repeating: 0, count: r * r)
        var power = sum
        for i in 0..<r {
            power[i * r] = phi[i]
            if i + 1 < r { power[i * r + i + 1] = 1 }
            for j in 0..<r { sum[i * r + j] = impulse[i] * impulse[j] }
        }
        for _ in 0..<64 {
            let more = ArmaProcess.product(
                ArmaProcess.product(power, sum, r), ArmaProcess.transposed(power, r), r)
            var grows = false
            for i in sum.indices {
                grows = grows || abs(more[i]) > 1e-17 * abs(sum[0])
                sum[i] += more[i]
            }
            guard grows else { break }
            power = ArmaProcess.product(power, power, r)
        }
        return sum
    }

    /// Cov(u_t, u_{t+h}) for h = 0 … count − 1.
    func autocovariances(_ count: Int) -> [Double] {
        let r = size
        let covariance = stationaryCovariance
        var state = (0..<r).map { covariance[$0 * r] }
        var values: [Double] = []
        values.reserveCapacity(count)
        for _ in 0..<count {
            let first = state[0]
            values.append(first)
            for i in 0..<r { state[i] = phi[i] * first + (i + 1 < r ? state[i + 1] : 0) }
        }
        return values
    }

    private static func product(_ a: [Double], _ b: [Double], _ r: Int) -> [Double] {
        var c = [Double](repeating: 0, count: r * r)
        for i in 0..<r {
            for k in 0..<r where a[i * r + k] != 0 {
                let factor = a[i * r + k]
                for j in 0..<r { c[i * r + j] += factor * b[k * r + j] }
            }
        }
        return c
    }

    private static func transposed(_ a: [Double], _ r: Int) -> [Double] {
        (0..<(r * r)).map { a[($0 % r) * r + $0 / r] }
    }

    /// The coefficients whose partial autocorrelations these are (Durbin and Levinson).
    static func coefficients(partial: [Double]) -> [Double] {
        var phi: [Double] = []
        for reflection in partial {
            let before = phi
            for i in before.indices { phi[i] = before[i] - reflection * before[before.count - 1 - i] }
            phi.append(reflection)
        }
        return phi
    }

    /// The partial autocorrelations of AR coefficients, or nil when they are not those of a stationary process.
    static func partial(_ phi: [Double]) -> [Double]? {
        var phi = phi
        var partial = [Double](repeating: 0, count: phi.count)
        for last in phi.indices.reversed() {
            let reflection = phi[last]
            guard abs(reflection) < 1 else { return nil }
            partial[last] = reflection
            let before = phi
            for i in 0..<last {
                phi[i] = (before[i] + reflection * before[last - 1 - i]) / (1 - reflection * reflection)
            }
        }
        return partial
    }
}
