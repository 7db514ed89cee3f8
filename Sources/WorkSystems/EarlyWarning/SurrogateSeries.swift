import Regression

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Series without a trend in their fluctuations that otherwise resemble a given one.
public enum SurrogateKind: String, Sendable, Hashable, Codable, CaseIterable {
    /// First-order autoregressions with the residuals' variance and lag-1 autocorrelation.
    case autoregressive = "ar1"
    /// The residuals' spectrum with phases drawn anew, so that all autocorrelations stay (Theiler et al. 1992).
    case phase
    /// The residuals in a random order, so that none stays.
    case permutation
}

/// Draws surrogates of a series.
struct SurrogateSource: Sendable {
    private let values: [Double]
    private let coefficient: Double
    private let innovation: Double
    private let deviation: Double
    private let transform: FourierTransform
    private let amplitudes: [Double]

    init(_ residuals: [Double]) {
        let n = Double(residuals.count)
        let mean = residuals.reduce(0, +) / n
        let centred = residuals.map { $0 - mean }
        values = centred
        let squares = centred.reduce(0) { $0 + $1 * $1 }
        let products = zip(centred.dropFirst(), centred).reduce(0) { $0 + $1.0 * $1.1 }
        coefficient = max(-0.999, min(0.999, squares > 0 ? products / squares : 0))
        deviation = (squares / (n - 1)).squareRoot()
        innovation = deviation * (1 - coefficient * coefficient).squareRoot()
        transform = FourierTransform(centred.count)
        var input = FourierTransform.Complexes(zeros: centred.count)
        input.re = centred
        let spectrum = transform.forward(input)
        amplitudes = zip(spectrum.re, spectrum.im).map { hypot($0, $1) }
    }

    func draw(_ kind: SurrogateKind, _ random: inout Generator) -> [Double] {
        switch kind {
        case .autoregressive: return autoregression(&random)
        case .phase: return rephased(&random)
        case .permutation:
            var shuffled = values
            random.shuffle(&shuffled)
            return shuffled
        }
    }

    private func autoregression(_ random: inout Generator) -> [Double] {
        var value = deviation * random.normal()
        return values.indices.map { index in
            if index > 0 { value = coefficient * value + innovation * random.normal() }
            return value
        }
    }

    private func rephased(_ random: inout Generator) -> [Double] {
        let n = values.count
        var spectrum = FourierTransform.Complexes(zeros: n)
        for k in 1..<max(1, (n + 1) / 2) {
            let angle = 2 * Double.pi * random.uniform()
            let (re, im) = (amplitudes[k] * cos(angle), amplitudes[k] * sin(angle))
            (spectrum.re[k], spectrum.im[k]) = (re, im)
            (spectrum.re[n - k], spectrum.im[n - k]) = (re, -im)
        }
        if n % 2 == 0, n > 0 { spectrum.re[n / 2] = amplitudes[n / 2] * (random.bernoulli(0.5) ? 1 : -1) }
        // A conjugate-symmetric spectrum is its own inverse's up to the sign of time.
        return transform.forward(spectrum).re.map { $0 / Double(n) }
    }
}
