import Regression

/// Covariates of units that switch: what they explain of outcomes before a unit's first switch.
///
/// For each first treatment d, θ_d is the coefficient of ΔX in the regression of ΔY on ΔX and periods in the rows of units
/// with that treatment before they switch; outcomes become Y − X′θ_d (de Chaisemartin & D'Haultfœuille 2024, section 1.3 of
/// the web appendix). An effect moves with θ_d as the same effect of X among these units does, D_d, so that a unit adds
/// −D_d′M_d⁻¹Σ_t ΔẊ_t û_t to its influence, M_d = ΣΔẊΔẊ′ with periods swept out.
struct SwitcherAdjustment: Sendable {
    /// Each covariate, unit after unit; NaN where not known.
    let columns: [[Double]]
    /// θ by first treatment.
    private var coefficients: [[Double]?] = []
    /// M⁻¹Σ_t ΔẊû of each unit: unit after unit.
    private var shares: [Double] = []

    init(_ model: Switchers, _ table: DataTable, _ panel: SwitcherPanel) throws(CausalError) {
        columns = try SwitcherAdjustment.columns(model, table, panel)
        shares = Array(repeating: 0, count: panel.count * columns.count)
        let needed = Set((0..<panel.count).filter { panel.cohort[$0] >= 0 }.map { panel.baseline[$0] })
        for baseline in 0..<panel.baselineCount {
            let isNeeded = needed.contains(Int32(baseline))
            coefficients.append(isNeeded ? try fit(baseline, panel, model) : nil)
        }
    }

    /// The covariates' columns by unit and period.
    private static func columns(
        _ model: Switchers, _ table: DataTable, _ panel: SwitcherPanel
    ) throws(CausalError) -> [[Double]] {
        guard let unit = model.panel.unit else { return [] }
        let policy = PolicyRegression(
            outcome: model.outcome, panel: model.panel, treatment: .status(model.treatment),
            covariates: model.covariates)
        let frame = try policy.frame(absorbing: [], table).frame
        var places = [Int32](repeating: -1, count: table.rowCount)
        let periods = try Panel.finitePeriods(panel.sample, model.panel.period)
        for row in 0..<panel.sample.count {
            let place = Int(panel.unit.codes[row]) * panel.width + panel.levels[Int(periods.codes[row])]
            places[panel.sample.tableRow(row) - 1] = Int32(truncatingIfNeeded: place)
        }
        guard !frame.columns.isEmpty else {
            throw CausalError(
                .badArgument, "the covariates hold no term", column: unit, value: model.covariates)
        }
        return frame.columns.map { column in
            var values = [Double](repeating: .nan, count: panel.count * panel.width)
            for (row, value) in column.values.enumerated() {
                let place = places[frame.sample.tableRow(row) - 1]
                if place >= 0 { values[Int(place)] = value }
            }
            return values
        }
    }

    /// The changes from the period before in a unit's rows before its switch, where all are known.
    private func changes(_ u: Int, _ panel: SwitcherPanel) -> [(
        period: Int, y: Double, x: [Double], weight: Double
    )] {
        let last = Int(min(panel.first[u], panel.end[u]))
        guard last > 1 else { return [] }
        return (1..<last).compactMap { t in
            let place = u * panel.width + t
            let y = panel.outcomes[place] - panel.outcomes[place - 1]
            let x = columns.map { $0[place] - $0[place - 1] }
            let weight = panel.weight(u, t)
            return y.isNaN || x.contains(where: \.isNaN) || weight == 0 ? nil : (t, y, x, weight)
        }
    }

    private mutating func fit(
        _ baseline: Int, _ panel: SwitcherPanel, _ model: Switchers
    ) throws(CausalError) -> [Double] {
        let k = columns.count
        let units = (0..<panel.count).filter { panel.baseline[$0] == Int32(baseline) }
        var sums = Array(repeating: [Double](repeating: 0, count: k + 2), count: panel.width)
        for u in units {
            for row in changes(u, panel) {
                sums[row.period][k + 1] += row.weight
                sums[row.period][k] += row.weight * row.y
                for j in 0..<k { sums[row.period][j] += row.weight * row.x[j] }
            }
        }
        let means = sums.map { sum in sum.dropLast().map { $0 / sum[k + 1] } }
        var (gram, products) = (Matrix(k, k), [Double](repeating: 0, count: k))
        for u in units {
            for row in changes(u, panel) {
                let x = zip(row.x, means[row.period]).map(-)
                for j in 0..<k {
                    products[j] += row.weight * x[j] * (row.y - means[row.period][k])
                    for i in 0..<k { gram[i, j] += row.weight * x[i] * x[j] }
                }
            }
        }
        guard let factor = Cholesky.regular(gram) else {
            throw CausalError(
                .notIdentified,
                "the covariates do not change over time, or determine each other, before units with one first treatment switch",
                value: model.covariates,
                remedy: "Covariates enter by their changes; leave out those that are the same throughout.")
        }
        let theta = factor.solve(products)
        let inverse = factor.inverse()
        for u in units {
            var score = [Double](repeating: 0, count: k)
            for row in changes(u, panel) {
                let x = zip(row.x, means[row.period]).map(-)
                let fitted = zip(x, theta).reduce(0) { $0 + $1.0 * $1.1 }
                let residual = row.y - means[row.period][k] - fitted
                for j in 0..<k { score[j] += row.weight * x[j] * residual }
            }
            let share = inverse * score
            for j in 0..<k { shares[u * k + j] = share[j] }
        }
        return theta
    }

    /// Y − X′θ.
    func adjusted(_ outcomes: [Double], _ panel: SwitcherPanel) -> [Double] {
        var result = outcomes
        for u in 0..<panel.count where panel.baseline[u] >= 0 {
            guard let theta = coefficients[Int(panel.baseline[u])] else { continue }
            for place in (u * panel.width)..<((u + 1) * panel.width) {
                result[place] -= columns.indices.reduce(0) { $0 + theta[$1] * columns[$1][place] }
            }
        }
        return result
    }

    /// How a horizon's effect moves with θ: by first treatment, then by covariate.
    func slopes(_ panel: SwitcherPanel, _ length: Int, isPlacebo: Bool) -> [[Double]] {
        coefficients.indices.map { baseline in
            guard coefficients[baseline] != nil else { return Array(repeating: 0, count: columns.count) }
            return columns.map { column in
                var values = panel.outcomes
                for u in 0..<panel.count {
                    let isOwn = panel.baseline[u] == Int32(baseline)
                    for place in (u * panel.width)..<((u + 1) * panel.width) where !values[place].isNaN {
                        values[place] = isOwn ? column[place] : 0
                    }
                }
                return SwitcherHorizon(panel.replacing(outcomes: values), length, isPlacebo: isPlacebo)?
                    .effect ?? 0
            }
        }
    }

    /// What a unit adds to an effect's error through θ.
    func share(_ u: Int, _ panel: SwitcherPanel, _ slopes: [[Double]]) -> Double {
        guard panel.baseline[u] >= 0 else { return 0 }
        let own = slopes[Int(panel.baseline[u])]
        return -own.indices.reduce(0) { $0 + own[$1] * shares[u * own.count + $1] }
    }
}
