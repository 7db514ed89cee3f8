#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// How the covariance of two scores is weighted by the time between them.
///
/// A kernel k is a function of x = lag / bandwidth with k(0) = 1 under which no variance can be negative.
public enum SerialKernel: String, Sendable, Hashable, Codable, CaseIterable {
    /// 1 − |x| up to 1 (Newey & West 1987).
    case bartlett
    /// 1 − 6x² + 6|x|³ up to ½, 2(1 − |x|)³ up to 1 (Parzen 1957; Gallant 1987).
    case parzen
    /// 25/(12π²x²) · (sin z / z − cos z), z = 6πx/5: every lag counts (Andrews 1991, eq. 2.7).
    case quadraticSpectral = "quadratic-spectral"

    /// k(x).
    public func weight(_ x: Double) -> Double {
        let x = x.magnitude
        switch self {
        case .bartlett: return max(0, 1 - x)
        case .parzen:
            if x <= 0.5 { return 1 - 6 * x * x * (1 - x) }
            return x < 1 ? 2 * (1 - x) * (1 - x) * (1 - x) : 0
        case .quadraticSpectral: return SerialKernel.spectral(6 * .pi / 5 * x)
        }
    }

    /// 3(sin z / z − cos z)/z², by its series near 0, where the difference would cancel.
    private static func spectral(_ z: Double) -> Double {
        let square = z * z
        if z < 0.1 { return 1 - square / 10 * (1 - square / 28 * (1 - square / 54)) }
        return z.isFinite ? 3 / square * (sin(z) / z - cos(z)) : 0
    }

    /// Whether lags of a bandwidth and more have no weight.
    var isTruncated: Bool { self != .quadraticSpectral }

    /// The order q of the kernel at 0 (Parzen's characteristic exponent).
    var order: Double { self == .bartlett ? 1 : 2 }

    /// The factor of the optimal bandwidth, from q and k (Andrews 1991, eq. 6.2).
    var bandwidthFactor: Double {
        switch self {
        case .bartlett: 1.1447
        case .parzen: 2.6614
        case .quadraticSpectral: 1.3221
        }
    }

    /// The rate of the lags from which Newey and West (1994, table II.B) learn, without prewhitening.
    var pilotRate: Double {
        switch self {
        case .bartlett: 2.0 / 9
        case .parzen: 4.0 / 25
        case .quadraticSpectral: 2.0 / 25
        }
    }
}
