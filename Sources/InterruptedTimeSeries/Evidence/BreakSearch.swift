import Distributions
import Regression

/// Every admissible date of one break in a regression, prepared so that an outcome's sup-F costs O(n).
///
/// With M the projection off the columns without a break and z a date's columns of change (level, slope or both),
/// F = R/{(RSS₀ − R)/(n − k − q)} with R = (z′My)′(z′Mz)⁻¹(z′My); z′My are sums of My from the date on.
struct BreakSearch: Sendable {
    /// Times in order.
    let times: [Double]
    /// An orthonormal basis of the columns without a break.
    private let basis: [[Double]]
    private let change: Intervention.Change
    /// The first row after the break, of each candidate.
    let candidates: [Int]
    /// (z′Mz)⁻¹ of each candidate, as its entries 00, 01, 11.
    private let inverses: [(Double, Double, Double)]

    /// How many columns change, q.
    var changing: Int { change == .levelAndSlope ? 2 : 1 }
    private var degreesOfFreedom: Double { Double(times.count - basis.count - changing) }

    /// Nil where the columns depend on each other, or no date is admissible.
    init?(times: [Double], columns: [[Double]], change: Intervention.Change, trimming: Double) {
        guard let basis = DurbinWatson.orthonormal(columns) else { return nil }
        let n = times.count
        let width = change == .levelAndSlope ? 2 : 1
        let edge = max(Int((trimming * Double(n) + 1e-9).rounded(.down)), width + 1)
        guard edge <= n - edge, n > basis.count + width else { return nil }
        var (kept, inverses): ([Int], [(Double, Double, Double)]) = ([], [])
        for row in edge...(n - edge) {
            guard let inverse = BreakSearch.inverse(times, row, basis, change) else { continue }
            kept.append(row)
            inverses.append(inverse)
        }
        guard !kept.isEmpty else { return nil }
        (self.times, self.basis, self.change, candidates) = (times, basis, change, kept)
        self.inverses = inverses
    }

    /// (z′Mz)⁻¹; nil where the date's columns depend on the others.
    private static func inverse(
        _ times: [Double], _ row: Int, _ basis: [[Double]], _ change: Intervention.Change
    ) -> (Double, Double, Double)? {
        let level = times.indices.map { $0 >= row ? 1.0 : 0 }
        let slope = times.map { max(0, $0 - times[row]) }
        let step = residual(level, basis)
        let bend = residual(slope, basis)
        let (a, b, c) = (Kernels.dot(step, step), Kernels.dot(step, bend), Kernels.dot(bend, bend))
        let hasLevel = a > 1e-10 * Kernels.dot(level, level)
        let hasSlope = c > 1e-10 * Kernels.dot(slope, slope)
        switch change {
        case .level: return hasLevel ? (1 / a, 0, 0) : nil
        case .slope: return hasSlope ? (0, 0, 1 / c) : nil
        case .levelAndSlope:
            let determinant = a * c - b * b
            guard hasLevel, hasSlope, determinant > 1e-10 * a * c else { return nil }
            return (c / determinant, -b / determinant, a / determinant)
        }
    }

    /// My.
    func residual(_ y: [Double]) -> [Double] { BreakSearch.residual(y, basis) }

    private static func residual(_ y: [Double], _ basis: [[Double]]) -> [Double] {
        var rest = y
        for _ in 0..<2 {
            for direction in basis {
                let share = Kernels.dot(rest, direction)
                for row in rest.indices { rest[row] -= share * direction[row] }
            }
        }
        return rest
    }

    /// The largest F of an outcome's residuals My, and its candidate; infinite for a perfect fit.
    func supremum(_ rest: [Double]) -> (statistic: Double, candidate: Int) {
        let total = Kernels.dot(rest, rest)
        var best = (statistic: -1.0, candidate: 0)
        var (level, slope) = (0.0, 0.0)
        var candidate = candidates.count - 1
        for row in rest.indices.reversed() {
            if row + 1 < times.count { slope += level * (times[row + 1] - times[row]) }
            level += rest[row]
            guard candidate >= 0, candidates[candidate] == row else { continue }
            let (a, b, c) = inverses[candidate]
            let explained = a * level * level + 2 * b * level * slope + c * slope * slope
            let left = total - explained
            let statistic = left > 0 ? explained * degreesOfFreedom / left : .infinity
            if statistic >= best.statistic { best = (statistic, candidate) }
            candidate -= 1
        }
        return best
    }

    /// How many of so many standard normal outcomes have a sup-F as large.
    func exceedances(_ statistic: Double, draws: Int, seed: UInt64) -> Int {
        let root = Generator(seed: seed)
        let hits = Parallel.map(draws) { draw -> Int in
            var random = root.stream(draw)
            let outcome = times.indices.map { _ in random.normal() }
            return supremum(residual(outcome)).statistic >= statistic ? 1 : 0
        }
        return hits.reduce(0, +)
    }

    /// What changes at a candidate in level and slope, (z′Mz)⁻¹z′My, as a function of the row.
    func changes(_ rest: [Double], _ candidate: Int) -> (level: Double, slope: Double) {
        let start = candidates[candidate]
        var (level, slope) = (0.0, 0.0)
        for row in start..<times.count {
            level += rest[row]
            slope += rest[row] * (times[row] - times[start])
        }
        let (a, b, c) = inverses[candidate]
        return (a * level + b * slope, b * level + c * slope)
    }

    /// The residuals with the break of a candidate.
    func residual(_ rest: [Double], breakingAt candidate: Int) -> [Double] {
        let (level, slope) = changes(rest, candidate)
        let start = candidates[candidate]
        let change = times.indices.map {
            $0 < start ? 0 : level + slope * (times[$0] - times[start])
        }
        return zip(rest, residual(change)).map(-)
    }
}
