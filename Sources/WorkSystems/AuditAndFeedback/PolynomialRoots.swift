/// A complex number, for roots.
struct ComplexNumber: Sendable, Hashable {
    var real: Double
    var imaginary: Double

    init(_ real: Double, _ imaginary: Double = 0) { (self.real, self.imaginary) = (real, imaginary) }

    var magnitude: Double { (real * real + imaginary * imaginary).squareRoot() }

    static func + (a: Self, b: Self) -> Self { Self(a.real + b.real, a.imaginary + b.imaginary) }
    static func - (a: Self, b: Self) -> Self { Self(a.real - b.real, a.imaginary - b.imaginary) }
    static func * (a: Self, b: Self) -> Self {
        Self(a.real * b.real - a.imaginary * b.imaginary, a.real * b.imaginary + a.imaginary * b.real)
    }
    static func / (a: Self, b: Self) -> Self {
        let size = b.real * b.real + b.imaginary * b.imaginary
        return Self(
            (a.real * b.real + a.imaginary * b.imaginary) / size,
            (a.imaginary * b.real - a.real * b.imaginary) / size)
    }
}

/// The roots of polynomials.
enum PolynomialRoots {
    /// The roots of zⁿ + c₁zⁿ⁻¹ + … + cₙ, all at once (Weierstrass 1891; Durand 1960; Kerner 1966).
    ///
    /// - Parameter coefficients: c₁ … cₙ.
    static func of(_ coefficients: [Double]) -> [ComplexNumber] {
        let n = coefficients.count
        let radius = 1 + (coefficients.map(\.magnitude).max() ?? 0)
        var roots = (0..<n).map { i -> ComplexNumber in
            let angle = 2 * Double.pi * Double(i) / Double(n) + 0.4
            let size = min(radius, 1.2)
            return ComplexNumber(
                size * RealFunctions.cosine(angle), size * RealFunctions.sine(angle))
        }
        for _ in 0..<2000 {
            var moved = 0.0
            for i in 0..<n {
                var divisor = ComplexNumber(1)
                for j in 0..<n where j != i { divisor = divisor * (roots[i] - roots[j]) }
                guard divisor.magnitude > 0 else {
                    roots[i] = roots[i] + ComplexNumber(1e-8, 1e-8)
                    moved = 1
                    continue
                }
                let step = value(coefficients, roots[i]) / divisor
                roots[i] = roots[i] - step
                moved = max(moved, step.magnitude)
            }
            if moved < 1e-15 { break }
        }
        return roots
    }

    private static func value(_ coefficients: [Double], _ z: ComplexNumber) -> ComplexNumber {
        coefficients.reduce(ComplexNumber(1)) { $0 * z + ComplexNumber($1) }
    }
}
