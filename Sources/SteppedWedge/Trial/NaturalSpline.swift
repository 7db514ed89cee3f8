/// A natural cubic spline in truncated powers: 1, s, and K − 2 functions that are linear beyond the outer knots.
///
/// With knots κ₁ < … < κ_K evenly spaced over the range,
///
///     N_{k+2}(s) = d_k(s) − d_{K−1}(s),  d_k(s) = ((s − κ_k)₊³ − (s − κ_K)₊³)/(κ_K − κ_k)
///
/// The space is that of R's `splines::ns(s, df = K, intercept = TRUE)` for evenly spaced s.
///
/// Source: Hastie, Tibshirani & Friedman (2009), The Elements of Statistical Learning, equation 5.4.
struct NaturalSpline {
    private let knots: [Double]

    /// The spline with so many coefficients over a range.
    init(coefficients: Int, from low: Double, to high: Double) {
        let last = Double(max(1, coefficients - 1))
        knots = (0..<coefficients).map { low + (high - low) * Double($0) / last }
    }

    /// The basis at a place.
    func values(_ s: Double) -> [Double] {
        guard knots.count > 1 else { return [1] }
        let inner = knots.dropLast(2).map { truncated(s, $0) - truncated(s, knots[knots.count - 2]) }
        return [1, s] + inner
    }

    private func truncated(_ s: Double, _ knot: Double) -> Double {
        let last = knots[knots.count - 1]
        return (cube(s - knot) - cube(s - last)) / (last - knot)
    }

    private func cube(_ x: Double) -> Double { x > 0 ? x * x * x : 0 }
}
