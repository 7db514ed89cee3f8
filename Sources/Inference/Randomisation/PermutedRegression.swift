import Design
import Groundwork
import LinearAlgebra

/// A regression whose one column changes with an assignment a: d = a[unit]·m in each row.
///
/// With ỹ the outcome after all other columns Z and absorbed factors are swept out once (Frisch & Waugh 1933; Lovell
/// 1963), P = (Z′WZ)⁻¹ (Z about its means) and d̃ the column after the factors,
///
///     β*(a) = d′Wỹ / (d̃′Wd̃ − c′Pc),   c = Z′Wd.
///
/// d′Wỹ and c are sums over units; so is d̃′Wd̃ = d′Wd without factors. With factors it is a quadratic form in a, held
/// where units are at most 1000, and otherwise one sweep for each assignment.
struct PermutedRegression: Sendable {
    /// The most units for which the quadratic form is held.
    static let unitLimit = 1000

    private enum Square: Sendable {
        case sums([Double])
        case form(Matrix)
        case sweep
    }

    let units: Factor
    private let multiplier: [Double]
    private let outcome: [Double]
    private let others: [[Double]]
    private let otherMeans: [Double]
    private let hasIntercept: Bool
    private let weights: [Double]?
    private let inverse: Matrix
    private let outcomeSums: [Double]
    private let otherSums: Matrix
    private let square: Square

    /// - Parameter position: the place of the column among the estimated ones.
    init(
        _ fit: some SweepingFit, position: Int, units: Factor, multiplier: [Double], holdsForm: Bool
    ) throws(CausalError) {
        self.units = units
        self.multiplier = multiplier
        weights = fit.weights
        hasIntercept = fit.hasIntercept
        let shift = fit.hasIntercept ? 1 : 0
        let centred = fit.centred
        let bread = centred.bread
        let own = bread[position, position]
        let used = fit.designColumns.indices.filter { $0 + shift != position }
        others = used.map { fit.designColumns[$0] }
        otherMeans = used.map { centred.means[$0] }
        let rest = fit.estimated.indices.filter { $0 != position }
        let column = rest.map { bread[$0, position] }
        inverse = bread.submatrix(rest) - (1 / own) * Matrix.outer(column, column)
        // ỹ = û + β̂x̃, x̃ = XBe/B_jj.
        let scale = -fit.coefficients[fit.estimated[position]] / own
        let direction = centred.combinationInData(bread.column(position)).map { $0 * scale }
        outcome = Kernels.residuals(
            columns: fit.designColumns, response: fit.residuals,
            intercept: shift == 1 ? direction[0] : nil, coefficients: Array(direction.dropFirst(shift)))
        func sums(_ columns: [[Double]], _ shifts: [Double]? = nil, intercept: Bool = false) -> Matrix {
            Kernels.groupedScores(
                columns: columns, shifts: shifts, intercept: intercept, residuals: multiplier,
                weights: fit.weights,
                groups: units.codes, groupCount: units.levelCount)
        }
        outcomeSums = sums([outcome]).values
        otherSums = sums(others, otherMeans, intercept: fit.hasIntercept)
        if fit.absorbed.isEmpty {
            square = .sums(sums([multiplier]).values)
        } else if holdsForm, units.levelCount <= PermutedRegression.unitLimit {
            square = .form(try PermutedRegression.form(fit, units, multiplier))
        } else {
            square = .sweep
        }
    }

    /// Q_uv = Σ_{i∈u} wᵢmᵢ·(what the factors leave of unit v's column)ᵢ: one sweep for each unit.
    private static func form(
        _ fit: some SweepingFit, _ units: Factor, _ multiplier: [Double]
    ) throws(CausalError) -> Matrix {
        let count = units.levelCount
        var values: [Double] = []
        for first in stride(from: 0, to: count, by: 8) {
            let columns = (first..<min(first + 8, count)).map { unit in
                zip(units.codes, multiplier).map { Int($0) == unit ? $1 : 0 }
            }
            values +=
                Kernels.groupedScores(
                    columns: try fit.sweep(columns), intercept: false, residuals: multiplier,
                    weights: fit.weights,
                    groups: units.codes, groupCount: count
                ).values
        }
        return Matrix(count, count, columnMajor: values).symmetrised
    }

    /// Whether an assignment costs no pass over the rows.
    func isCheap(_ statistic: RandomisationInference.Statistic) -> Bool {
        if case .sweep = square { return false }
        return statistic == .coefficient
    }

    /// β* of an assignment; NaN where the other columns determine the new one.
    func coefficient(_ a: [Double]) -> Double { cheap(a, square(of: a)) }

    private func cheap(_ a: [Double], _ square: Double) -> Double {
        let c = sums(a)
        let left = square - inverse.quadraticForm(c, c)
        guard left > 1e-9 * square else { return .nan }
        return zip(a, outcomeSums).reduce(0) { $0 + $1.0 * $1.1 } / left
    }

    /// Z′Wd.
    private func sums(_ a: [Double]) -> [Double] {
        (0..<otherSums.columnCount).map { j in
            var total = 0.0
            for u in a.indices { total += a[u] * otherSums.values[u + j * a.count] }
            return total
        }
    }

    private func square(of a: [Double]) -> Double {
        switch square {
        case .sums(let sums): zip(a, sums).reduce(0) { $0 + $1.0 * $1.0 * $1.1 }
        case .form(let form): form.quadraticForm(a, a)
        case .sweep: .nan
        }
    }

    /// Statistics that need the rows: passes of n·k operations, and with factors a sweep, for each assignment.
    func statistics(
        _ assignments: [[Double]], _ fit: some SweepingFit, _ statistic: RandomisationInference.Statistic
    ) throws(CausalError) -> [Double] {
        let codes = units.codes
        let columns = assignments.map { a in
            Parallel.array(codes.count) { rows, out in
                for row in rows {
                    out.initializeElement(
                        at: row - rows.lowerBound, to: a[Int(codes[row])] * multiplier[row])
                }
            }
        }
        let swept = try fit.sweep(columns)
        return zip(assignments, swept).map { a, column in
            let square = Kernels.weightedSumOfSquares(column, weights: weights)
            let coefficient = cheap(a, square)
            return statistic == .coefficient ? coefficient : studentised(a, column, coefficient)
        }
    }

    /// β*/√(Σ_u s_u²)·D, s_u the unit's sum of w·Md·(ỹ − β*Md), D = Md′WMd.
    private func studentised(_ a: [Double], _ column: [Double], _ coefficient: Double) -> Double {
        guard !coefficient.isNaN else { return .nan }
        let shift = hasIntercept ? 1 : 0
        var gamma = inverse * sums(a)
        for j in otherMeans.indices where shift == 1 { gamma[0] -= otherMeans[j] * gamma[j + 1] }
        let left = Kernels.residuals(
            columns: others, response: column, intercept: shift == 1 ? gamma[0] : nil,
            coefficients: Array(gamma.dropFirst(shift)))
        let errors = Kernels.residuals(
            columns: [left], response: outcome, intercept: nil, coefficients: [coefficient])
        let scores = Kernels.groupedScores(
            columns: [left], intercept: false, residuals: errors, weights: weights, groups: units.codes,
            groupCount: units.levelCount
        ).values
        let meat = scores.reduce(0) { $0 + $1 * $1 }
        let size = Kernels.weightedSumOfSquares(left, weights: weights)
        return meat > 0 ? coefficient * size / meat.squareRoot() : .nan
    }
}
