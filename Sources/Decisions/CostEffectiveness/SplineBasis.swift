import Groundwork

/// Columns that follow a smooth function of one variable: a natural cubic spline.
///
/// Linear beyond its outer knots; with K knots it has K − 1 columns, the first the variable itself:
///
///     d_j(x) = ((x − ξ_j)₊³ − (x − ξ_K)₊³)/(ξ_K − ξ_j),  column j + 1 = d_j − d_{K−1}.
///
/// - Source: Hastie, Tibshirani & Friedman (2009), equations 5.4 and 5.5.
enum SplineBasis {
    /// The columns for values standardised to mean 0 and variance 1, knots at equally spaced quantiles from 5 to 95 %.
    ///
    /// With fewer than three distinct knots, the variable alone; nothing for a constant.
    static func columns(_ values: [Double], knots count: Int) -> [[Double]] {
        let deviation = Numbers.covariance(values, values).squareRoot()
        guard deviation > 0 else { return [] }
        let mean = Numbers.mean(values)
        let x = values.map { ($0 - mean) / deviation }
        let sorted = x.sorted()
        var knots: [Double] = []
        for index in 0..<max(0, count) {
            let share = 0.05 + 0.9 * Double(index) / Double(max(1, count - 1))
            let knot = Numbers.quantile(share, sorted: sorted)
            if knot > (knots.last ?? -.infinity) + 1e-9 { knots.append(knot) }
        }
        guard knots.count >= 3 else { return [x] }
        let last = knots.count - 1
        func cubic(_ x: Double, _ knot: Int) -> Double {
            let (a, b) = (max(0, x - knots[knot]), max(0, x - knots[last]))
            return (a * a * a - b * b * b) / (knots[last] - knots[knot])
        }
        return [x] + (0..<(last - 1)).map { j in x.map { cubic($0, j) - cubic($0, last - 1) } }
    }
}
