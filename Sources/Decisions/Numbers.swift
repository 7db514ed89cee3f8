import Groundwork

/// Sums, means and quantiles of lists of numbers, and the words for numbers in notes.
enum Numbers {
    static func sum(_ values: [Double]) -> Double { values.reduce(0, +) }

    static func mean(_ values: [Double]) -> Double { sum(values) / Double(values.count) }

    /// Σ(x − x̄)(y − ȳ)/(n − 1).
    static func covariance(_ x: [Double], _ y: [Double]) -> Double {
        let (a, b) = (mean(x), mean(y))
        return zip(x, y).reduce(0) { $0 + ($1.0 - a) * ($1.1 - b) } / Double(x.count - 1)
    }

    /// The quantile by linear interpolation between order statistics (R's type 7) of sorted values.
    static func quantile(_ p: Double, sorted: [Double]) -> Double {
        let place = p * Double(sorted.count - 1)
        let below = Int(place.rounded(.down))
        let above = min(below + 1, sorted.count - 1)
        return sorted[below] + (place - Double(below)) * (sorted[above] - sorted[below])
    }

    /// The zero of an increasing or decreasing function between two places where its signs differ: bisection with
    /// secant steps, to the last digits; nil when the signs are the same.
    static func zero(from low: Double, to high: Double, _ f: (Double) -> Double) -> Double? {
        var (a, b) = (low, high)
        var (fa, fb) = (f(a), f(b))
        if fa == 0 { return a }
        if fb == 0 { return b }
        guard (fa < 0) != (fb < 0) else { return nil }
        for step in 0..<200 {
            let middle = a + (b - a) / 2
            let secant = b - fb * (b - a) / (fb - fa)
            let inside = min(a, b) < secant && secant < max(a, b)
            let place = step % 3 != 2 && inside ? secant : middle
            let value = f(place)
            if value == 0 || middle == a || middle == b { return place }
            if (value < 0) == (fa < 0) { (a, fa) = (place, value) } else { (b, fb) = (place, value) }
            if (b - a).magnitude <= 4e-16 * max(a.magnitude, b.magnitude) { break }
        }
        return a + (b - a) / 2
    }

    /// A number for a sentence: at most four significant digits, without zeros at the end.
    static func inWords(_ value: Double) -> String {
        guard value.isFinite else { return value > 0 ? "∞" : value < 0 ? "−∞" : "no number" }
        guard value != 0 else { return "0" }
        var scale = 1.0
        while value.magnitude / scale >= 10_000, scale < 1e300 { scale *= 10 }
        while value.magnitude / scale < 1000, scale > 1e-300 { scale /= 10 }
        let digits = (value / scale).rounded()
        // Whole numbers below 1e15 are exact; dividing keeps short decimals short.
        if value.magnitude >= 1000, value.magnitude < 1e15 { return String(Int(value.rounded())) }
        let rounded = scale < 1 ? digits / (1 / scale).rounded() : digits * scale
        let text = rounded.shortestDecimal
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// A share as a percentage for a sentence.
    static func percent(_ share: Double) -> String { inWords(share * 100) + " %" }
}

extension CausalError {
    /// A number that may not be what it is.
    static func argument(_ message: String, _ value: Double, remedy: String? = nil) -> CausalError {
        CausalError(.badArgument, message, value: "\(value)", remedy: remedy)
    }

    /// Refuses a number that is infinite, missing or below a bound.
    static func require(_ value: Double, atLeast bound: Double = -.infinity, _ name: String)
        throws(CausalError)
    {
        guard value.isFinite, value >= bound else {
            throw .argument(
                bound == 0 ? "\(name) is a finite number that is not negative" : "\(name) is a finite number",
                value)
        }
    }
}
