/// The real roots of a polynomial of degree three or less.
enum RealCubic {
    /// The roots of c₀ + c₁x + c₂x² + c₃x³, rising; a double root once.
    ///
    /// The polynomial is monotone between the zeros of its derivative: each stretch holds one root at most, which bisection
    /// finds to the last digits.
    static func roots(_ coefficients: [Double]) -> [Double] {
        var c = coefficients
        let largest = c.map(\.magnitude).max() ?? 0
        guard largest > 0, largest.isFinite else { return [] }
        while let last = c.last, last == 0 { c.removeLast() }
        guard c.count >= 2 else { return [] }
        func value(_ x: Double) -> Double { c.reversed().reduce(0) { $0 * x + $1 } }
        // Cauchy's bound: no root lies farther out.
        let bound = 1 + c.dropLast().map { ($0 / c[c.count - 1]).magnitude }.reduce(0, max)
        guard bound.isFinite else { return [] }
        let turns = c.count == 2 ? [] : roots(c.indices.dropFirst().map { Double($0) * c[$0] })
        let places = [-bound] + turns.filter { $0.magnitude < bound } + [bound]
        var found: [Double] = []
        for (low, high) in zip(places, places.dropFirst()) {
            guard let root = Numbers.zero(from: low, to: high, value) else { continue }
            if let last = found.last, (root - last).magnitude <= 1e-12 * max(root.magnitude, last.magnitude) {
                continue
            }
            found.append(root)
        }
        return found
    }
}
