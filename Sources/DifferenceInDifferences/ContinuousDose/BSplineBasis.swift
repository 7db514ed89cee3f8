/// B-splines of a degree on clamped knots, by the recursion of Cox and de Boor.
///
/// With knots t_0 ≤ … ≤ t_{K+p}, the ends repeated p + 1 times, B_{j,0}(x) = 1{t_j ≤ x < t_{j+1}} and
///
///     B_{j,p}(x) = (x − t_j)/(t_{j+p} − t_j)·B_{j,p−1}(x) + (t_{j+p+1} − x)/(t_{j+p+1} − t_{j+1})·B_{j+1,p−1}(x),
///     B′_{j,p}(x) = p·[B_{j,p−1}(x)/(t_{j+p} − t_j) − B_{j+1,p−1}(x)/(t_{j+p+1} − t_{j+1})],
///
/// a quotient over 0 being 0. The K functions add up to one.
///
/// - Source: de Boor (2001), *A practical guide to splines*, chapter IX.
struct BSplineBasis: Sendable, Hashable {
    let degree: Int
    let knots: [Double]

    /// - Precondition: `low < high`, and interior knots ascend between them.
    init(degree: Int, interior: [Double], low: Double, high: Double) {
        self.degree = degree
        let ends = (Array(repeating: low, count: degree + 1), Array(repeating: high, count: degree + 1))
        knots = ends.0 + interior + ends.1
    }

    /// How many functions there are.
    var count: Int { knots.count - degree - 1 }
    /// Where the functions are defined.
    var domain: ClosedRange<Double> { knots[0]...knots[knots.count - 1] }

    /// The functions at a place of ``domain``.
    func fill(_ values: inout [Double], at x: Double) { fill(&values, at: x, degree: degree) }

    /// The functions' derivatives; at the upper end those from below.
    func fillDerivatives(_ values: inout [Double], at x: Double) {
        guard degree > 0 else {
            for j in values.indices { values[j] = 0 }
            return
        }
        var lower = [Double](repeating: 0, count: count + 1)
        fill(&lower, at: x, degree: degree - 1)
        for j in 0..<count {
            let left = quotient(lower[j], knots[j + degree] - knots[j])
            let right = quotient(lower[j + 1], knots[j + degree + 1] - knots[j + 1])
            values[j] = Double(degree) * (left - right)
        }
    }

    /// Functions of a lower degree on the same knots: `knots.count` − p − 1 of them, the others zero.
    private func fill(_ values: inout [Double], at x: Double, degree p: Int) {
        for j in values.indices { values[j] = 0 }
        let span = span(x)
        values[span] = 1
        guard p > 0 else { return }
        for step in 1...p {
            for j in max(0, span - step)...span {
                let left = quotient((x - knots[j]) * values[j], knots[j + step] - knots[j])
                let next = j < span ? values[j + 1] : 0
                let right = quotient(
                    (knots[j + step + 1] - x) * next, knots[j + step + 1] - knots[j + 1])
                values[j] = left + right
            }
        }
    }

    /// The last j with t_j ≤ x and t_j < t_{j+1}.
    private func span(_ x: Double) -> Int {
        var j = degree
        while j + 1 < count, knots[j + 1] <= x { j += 1 }
        return j
    }

    private func quotient(_ a: Double, _ b: Double) -> Double { b == 0 ? 0 : a / b }
}
