#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The discrete Fourier transform of any length, X_k = Σ x_j e^{−2πijk/n}.
///
/// Powers of two by Cooley & Tukey (1965); other lengths as a convolution of such (Bluestein 1970). Angles are reduced
/// exactly (j² mod 2n) before their sines are taken.
struct FourierTransform: Sendable {
    /// n.
    let count: Int
    private let size: Int
    private let cosines: [Double]
    private let sines: [Double]
    private let chirp: Complexes
    private let filter: Complexes

    /// Real and imaginary parts.
    struct Complexes: Sendable {
        var re: [Double]
        var im: [Double]

        init(zeros count: Int) {
            re = [Double](repeating: 0, count: count)
            im = re
        }
    }

    init(_ count: Int) {
        self.count = count
        let isPower = count & (count - 1) == 0
        var size = 1
        while size < (isPower ? count : 2 * count - 1) { size *= 2 }
        self.size = size
        let angles = (0..<max(1, size / 2)).map { -2 * Double.pi * Double($0) / Double(size) }
        cosines = angles.map { cos($0) }
        sines = angles.map { sin($0) }
        guard !isPower else {
            (chirp, filter) = (Complexes(zeros: 0), Complexes(zeros: 0))
            return
        }
        var chirp = Complexes(zeros: count)
        var filter = Complexes(zeros: size)
        for j in 0..<count {
            let angle = Double.pi * Double((j * j) % (2 * count)) / Double(count)
            (chirp.re[j], chirp.im[j]) = (cos(angle), -sin(angle))
            (filter.re[j], filter.im[j]) = (cos(angle), sin(angle))
            if j > 0 { (filter.re[size - j], filter.im[size - j]) = (cos(angle), sin(angle)) }
        }
        FourierTransform.powerOfTwo(&filter, cosines, sines)
        (self.chirp, self.filter) = (chirp, filter)
    }

    /// The transform.
    func forward(_ values: Complexes) -> Complexes {
        guard size != count else {
            var result = values
            FourierTransform.powerOfTwo(&result, cosines, sines)
            return result
        }
        var work = Complexes(zeros: size)
        for j in 0..<count {
            work.re[j] = values.re[j] * chirp.re[j] - values.im[j] * chirp.im[j]
            work.im[j] = values.re[j] * chirp.im[j] + values.im[j] * chirp.re[j]
        }
        FourierTransform.powerOfTwo(&work, cosines, sines)
        for j in 0..<size {
            let (re, im) = (work.re[j], work.im[j])
            work.re[j] = re * filter.re[j] - im * filter.im[j]
            work.im[j] = -(re * filter.im[j] + im * filter.re[j])
        }
        // The inverse as the conjugate of the transform of the conjugate.
        FourierTransform.powerOfTwo(&work, cosines, sines)
        var result = Complexes(zeros: count)
        for k in 0..<count {
            let (re, im) = (work.re[k] / Double(size), -work.im[k] / Double(size))
            result.re[k] = re * chirp.re[k] - im * chirp.im[k]
            result.im[k] = re * chirp.im[k] + im * chirp.re[k]
        }
        return result
    }

    /// In place, for a power of two.
    private static func powerOfTwo(_ x: inout Complexes, _ cosines: [Double], _ sines: [Double]) {
        let n = x.re.count
        reorder(&x)
        var half = 1
        while half < n {
            let stride = n / (2 * half)
            for start in Swift.stride(from: 0, to: n, by: 2 * half) {
                for k in 0..<half {
                    let (c, s) = (cosines[k * stride], sines[k * stride])
                    let (i, j) = (start + k, start + k + half)
                    let (re, im) = (x.re[j] * c - x.im[j] * s, x.re[j] * s + x.im[j] * c)
                    (x.re[j], x.im[j]) = (x.re[i] - re, x.im[i] - im)
                    x.re[i] += re
                    x.im[i] += im
                }
            }
            half *= 2
        }
    }

    /// Puts elements in the order of their reversed bits.
    private static func reorder(_ x: inout Complexes) {
        let n = x.re.count
        var j = 0
        for i in 1..<max(1, n) {
            var bit = n >> 1
            while j & bit != 0 {
                j ^= bit
                bit >>= 1
            }
            j |= bit
            if i < j {
                x.re.swapAt(i, j)
                x.im.swapAt(i, j)
            }
        }
    }
}
