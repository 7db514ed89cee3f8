import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The slow part of a series, which is taken off before its fluctuations are measured.
public enum Detrending: String, Sendable, Hashable, Codable, CaseIterable {
    /// A Gaussian kernel smoother.
    case gaussian
    /// A straight line by least squares.
    case linear
    /// The mean alone.
    case none

    /// The trend of an equally spaced series.
    ///
    /// Gaussian: Nadaraya–Watson, Σ K(i − j)x_j/Σ K(i − j) with quartiles of the kernel at ±¼ bandwidth
    /// (σ = 0.3706506·bandwidth) and K = 0 beyond 4σ: R's `ksmooth(kernel = "normal")`, as in Dakos et al. (2012).
    ///
    /// - Parameters:
    ///   - values: the series.
    ///   - bandwidth: in periods (Gaussian only).
    public func trend(_ values: [Double], bandwidth: Double) -> [Double] {
        switch self {
        case .none:
            let mean = values.reduce(0, +) / Double(values.count)
            return [Double](repeating: mean, count: values.count)
        case .linear: return Detrending.line(values)
        case .gaussian: return Detrending.smooth(values, bandwidth)
        }
    }

    private static func line(_ values: [Double]) -> [Double] {
        let n = Double(values.count)
        let middle = (n - 1) / 2
        let mean = values.reduce(0, +) / n
        var products = 0.0
        for (i, value) in values.enumerated() { products += (Double(i) - middle) * (value - mean) }
        let slope = values.count > 1 ? products / (n * (n * n - 1) / 12) : 0
        return values.indices.map { mean + slope * (Double($0) - middle) }
    }

    private static func smooth(_ values: [Double], _ bandwidth: Double) -> [Double] {
        let sigma = 0.370_650_6 * bandwidth
        // Beyond the series' length nothing is weighed.
        let reach = min(values.count - 1, Int(min(4 * sigma, 1e9)))
        let kernel = (0...reach).map { exp(-0.5 * (Double($0) / sigma) * (Double($0) / sigma)) }
        let mean = values.reduce(0, +) / Double(values.count)
        let centred = values.map { $0 - mean }
        let sums =
            Double(values.count) * Double(reach) <= 3e7
            ? direct(centred, kernel) : convolved(centred, kernel)
        return sums.map { mean + $0 }
    }

    private static func direct(_ values: [Double], _ kernel: [Double]) -> [Double] {
        let (last, reach) = (values.count - 1, kernel.count - 1)
        return Parallel.array(values.count, blockSize: 1 << 10) { rows, storage in
            for (offset, i) in rows.enumerated() {
                var (sum, weights) = (0.0, 0.0)
                for j in max(0, i - reach)...min(last, i + reach) {
                    let weight = kernel[(i - j).magnitude.asInt]
                    sum += weight * values[j]
                    weights += weight
                }
                storage.initializeElement(at: offset, to: sum / weights)
            }
        }
    }

    /// The same by Fourier transforms, for long series with wide kernels.
    private static func convolved(_ values: [Double], _ kernel: [Double]) -> [Double] {
        let n = values.count
        var size = 1
        while size < n + kernel.count { size *= 2 }
        let transform = FourierTransform(size)
        var (series, weights) = (
            FourierTransform.Complexes(zeros: size), FourierTransform.Complexes(zeros: size)
        )
        // Values in the real part, ones in the imaginary part: both are convolved at once.
        for i in 0..<n { (series.re[i], series.im[i]) = (values[i], 1) }
        for (distance, weight) in kernel.enumerated() {
            weights.re[distance] = weight
            if distance > 0 { weights.re[size - distance] = weight }
        }
        let spectrum = transform.forward(series)
        let filter = transform.forward(weights)
        var product = FourierTransform.Complexes(zeros: size)
        // A symmetric kernel has a real spectrum; conjugating gives the inverse.
        for k in 0..<size {
            product.re[k] = spectrum.re[k] * filter.re[k]
            product.im[k] = -spectrum.im[k] * filter.re[k]
        }
        let result = transform.forward(product)
        return (0..<n).map { -result.re[$0] / result.im[$0] }
    }
}

extension UInt {
    /// As a signed number; the magnitudes here are positions in arrays.
    fileprivate var asInt: Int { Int(self) }
}
