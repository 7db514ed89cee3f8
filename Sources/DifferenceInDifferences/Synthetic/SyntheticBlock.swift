import SimplexWeights

/// One cohort's block: controls and the treated units' mean, before and after the start.
struct SyntheticBlock: Sendable {
    /// y_jt of control j at `j * periodCount + t`.
    let controls: [Double]
    /// The treated units' mean by period.
    let treated: [Double]
    let controlCount: Int
    let periodCount: Int
    let before: Int

    init(_ values: [Double], periods: Int, before: Int, controls: [Int], treated: [Int]) {
        var rows: [Double] = []
        rows.reserveCapacity(controls.count * periods)
        for unit in controls { rows += values[(unit * periods)..<((unit + 1) * periods)] }
        var mean = [Double](repeating: 0, count: periods)
        for unit in treated { for t in 0..<periods { mean[t] += values[unit * periods + t] } }
        self.init(
            controls: rows, treated: mean.map { $0 / Double(treated.count) }, periods: periods, before: before
        )
    }

    private init(controls: [Double], treated: [Double], periods: Int, before: Int) {
        self.controls = controls
        self.treated = treated
        controlCount = controls.count / periods
        periodCount = periods
        self.before = before
    }

    /// The block less a combination of others of the same shape.
    func subtracting(_ others: [SyntheticBlock], _ coefficients: [Double]) -> SyntheticBlock {
        var (rows, mean) = (controls, treated)
        for (other, factor) in zip(others, coefficients) {
            for place in rows.indices { rows[place] -= factor * other.controls[place] }
            for t in mean.indices { mean[t] -= factor * other.treated[t] }
        }
        return SyntheticBlock(controls: rows, treated: mean, periods: periodCount, before: before)
    }

    /// A control's mean after the start.
    func later(_ control: Int) -> Double {
        let first = control * periodCount
        return SyntheticBlock.mean(controls[(first + before)..<(first + periodCount)])
    }

    /// The problem of the unit weights: columns are controls, rows periods before.
    func unitProblem(intercept: Bool) -> SimplexProblem {
        SimplexProblem(count: controlCount, length: before, intercept: intercept) { column, row in
            controls[column * periodCount + row] - treated[row]
        }
    }

    /// The problem of the time weights: columns are periods before, rows controls.
    func timeProblem() -> SimplexProblem {
        let means = (0..<controlCount).map(later)
        return SimplexProblem(count: before, length: controlCount, intercept: true) { column, row in
            controls[row * periodCount + column] - means[row]
        }
    }

    /// The weighted difference of differences; without time weights the later difference alone.
    func effect(_ units: [Double], _ periods: [Double]) -> Double {
        var result = SyntheticBlock.mean(treated[before...])
        for (t, weight) in periods.enumerated() { result -= weight * treated[t] }
        for (control, weight) in units.enumerated() where weight != 0 {
            result -= weight * change(control, periods)
        }
        return result
    }

    /// ȳ_j,post − Σ_t λ_t y_jt.
    func change(_ control: Int, _ periods: [Double]) -> Double {
        var result = later(control)
        for (t, weight) in periods.enumerated() { result -= weight * controls[control * periodCount + t] }
        return result
    }

    private static func mean(_ values: ArraySlice<Double>) -> Double {
        values.reduce(0, +) / Double(values.count)
    }
}
