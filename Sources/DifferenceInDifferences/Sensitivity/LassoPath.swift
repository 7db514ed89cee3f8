import LinearAlgebra

/// The minimisers of ½x′Hx + g′x + λ·Σ|x_j| for all λ ≥ 0.
///
/// They are piecewise linear in λ (Osborne, Presnell & Turlach 2000; Efron et al. 2004); the corners are followed from
/// the λ above which x = 0 down to λ = 0. H must be positive definite.
struct LassoPath {
    /// The corners, λ descending; the last one is at 0.
    private var corners: [(penalty: Double, x: [Double])]

    init(_ h: Matrix, _ g: [Double]) {
        let largest = g.reduce(0) { max($0, $1.magnitude) }
        corners = [(largest, Array(repeating: 0, count: g.count))]
        var signs = [Double](repeating: 0, count: g.count)
        if let first = g.indices.max(by: { g[$0].magnitude < g[$1].magnitude }), largest > 0 {
            signs[first] = g[first] > 0 ? -1 : 1
        }
        // A coordinate that has just left may not come back at the same corner with the same sign.
        for _ in 0..<(20 * g.count + 20) where corners[corners.count - 1].penalty > 0 {
            follow(h, g, &signs)
        }
        if corners[corners.count - 1].penalty > 0 { corners.append((0, LassoPath.solution(h, g, signs, 0))) }
    }

    /// The penalty above which x = 0.
    var largestPenalty: Double { corners[0].penalty }

    /// The minimiser at a penalty.
    func x(at penalty: Double) -> [Double] {
        guard penalty < largestPenalty, let next = corners.firstIndex(where: { $0.penalty <= penalty }),
            next > 0
        else { return corners[0].x }
        let (above, below) = (corners[next - 1], corners[next])
        let width = above.penalty - below.penalty
        let share = width > 0 ? (above.penalty - penalty) / width : 1
        return zip(above.x, below.x).map { $0 + share * ($1 - $0) }
    }

    /// Goes to the next corner: a coordinate becomes zero, or one joins.
    private mutating func follow(_ h: Matrix, _ g: [Double], _ signs: inout [Double]) {
        let from = corners[corners.count - 1].penalty
        let start = LassoPath.solution(h, g, signs, from)
        let end = LassoPath.solution(h, g, signs, 0)
        let (gradient, final) = (LassoPath.gradient(h, g, start), LassoPath.gradient(h, g, end))
        var best: (penalty: Double, index: Int, sign: Double) = (0, -1, 0)
        let limit = from * (1 - 1e-12)
        for j in g.indices {
            if signs[j] != 0 {
                // x_j(λ) = end + (λ/from)(start − end) = 0
                let slope = (start[j] - end[j]) / from
                let zero = -end[j] / slope
                if slope != 0, zero > best.penalty, zero < limit, end[j] * signs[j] < 0 {
                    best = (zero, j, 0)
                }
            } else {
                let slope = (gradient[j] - final[j]) / from
                for sign in [1.0, -1] {
                    // −(final + slope·λ) = sign·λ
                    let meet = -final[j] / (slope + sign)
                    if meet > best.penalty, meet < limit, meet.isFinite { best = (meet, j, sign) }
                }
            }
        }
        let share = (from - best.penalty) / from
        corners.append((best.penalty, zip(start, end).map { $0 + share * ($1 - $0) }))
        if best.index >= 0 { signs[best.index] = best.sign }
    }

    /// H x = −g − λ·sign on the coordinates with a sign; 0 elsewhere.
    private static func solution(_ h: Matrix, _ g: [Double], _ signs: [Double], _ penalty: Double) -> [Double]
    {
        let active = signs.indices.filter { signs[$0] != 0 }
        var x = [Double](repeating: 0, count: g.count)
        guard let factor = Cholesky(h.submatrix(active)) else { return x }
        let solved = factor.solve(active.map { -g[$0] - penalty * signs[$0] })
        for (position, j) in active.enumerated() { x[j] = solved[position] }
        return x
    }

    private static func gradient(_ h: Matrix, _ g: [Double], _ x: [Double]) -> [Double] {
        zip(h * x, g).map { $0 + $1 }
    }
}
