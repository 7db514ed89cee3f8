import Regression

/// Differences of treated and control clusters within periods, weighted by the inverse of their estimated variance.
///
/// In period j with c₁ treated and c₀ control clusters, means m₁ and m₀ of their cluster means, and s² the variance of cluster
/// means pooled over the two,
///
///     d_j = m₁ − m₀,   v_j = s²(1/c₁ + 1/c₀),   θ = Σ d_j/v_j / Σ 1/v_j.
///
/// Periods without both, with one cluster in each, or whose clusters have all one mean, take no part.
///
/// - Source: Thompson, Davey, Fielding, Hargreaves & Hayes (2018), Statistics in Medicine 37, section 2.
struct VerticalContrast: Sendable {
    let cells: CrossingCells

    init(_ cells: CrossingCells) { self.cells = cells }

    /// The periods' differences under a schedule.
    func estimate(_ schedule: [Int]) -> VerticalEstimate {
        var arms = [[PeriodArm]](repeating: [PeriodArm(), PeriodArm()], count: cells.periodCount)
        for cell in cells.periods.indices {
            let arm = cells.isTreated(cell, schedule) ? 1 : 0
            arms[cells.periods[cell]][arm].add(
                cells.means[cell], cells.isTreated(cell, cells.schedule) ? 1 : 0)
        }
        return VerticalEstimate(
            periods: arms.compactMap { VerticalEstimate.Period(control: $0[0], treated: $0[1]) })
    }

    /// The estimate, when there is one.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no period has a variance.
    func checked(_ estimate: VerticalEstimate) throws(CausalError) -> Double {
        let value = estimate.value(0)
        guard !value.isNaN else {
            throw CausalError(
                .notIdentified,
                "no period tells a variance of cluster means: three clusters that differ are needed",
                column: cells.cells.rows.model.outcome, remedy: "Weight periods by their numbers of clusters."
            )
        }
        return value
    }
}

/// Running means and centred products of outcome y and observed treatment d over the clusters of one arm.
struct PeriodArm: Sendable {
    private(set) var count = 0.0
    private(set) var y = 0.0
    private(set) var d = 0.0
    private(set) var yy = 0.0
    private(set) var yd = 0.0
    private(set) var dd = 0.0

    mutating func add(_ outcome: Double, _ treatment: Double) {
        count += 1
        let (dy, dx) = (outcome - y, treatment - d)
        y += dy / count
        d += dx / count
        yy += dy * (outcome - y)
        yd += dy * (treatment - d)
        dd += dx * (treatment - d)
    }
}

/// A vertical estimate as a function of the effect δ taken off treated outcomes.
struct VerticalEstimate: Sendable {
    /// One period: d(δ) = y − δd, pooled variance (yy − 2δ·yd + δ²·dd)·factor.
    struct Period: Sendable {
        let y: Double
        let d: Double
        let yy: Double
        let yd: Double
        let dd: Double
        let factor: Double

        init?(control: PeriodArm, treated: PeriodArm) {
            guard control.count > 0, treated.count > 0, control.count + treated.count > 2 else { return nil }
            y = treated.y - control.y
            d = treated.d - control.d
            yy = control.yy + treated.yy
            yd = control.yd + treated.yd
            dd = control.dd + treated.dd
            factor = (1 / control.count + 1 / treated.count) / (control.count + treated.count - 2)
        }

        /// v(δ); zero but for rounding counts as zero.
        func variance(_ effect: Double) -> Double {
            let size = yy + effect * effect * dd
            let squares = size - 2 * effect * yd
            return squares > 1e-12 * size ? squares * factor : 0
        }
    }

    let periods: [Period]

    /// θ(δ); NaN when no period has a variance.
    func value(_ effect: Double) -> Double {
        var (sum, weights) = (0.0, 0.0)
        for period in periods {
            let variance = period.variance(effect)
            guard variance > 0 else { continue }
            sum += (period.y - effect * period.d) / variance
            weights += 1 / variance
        }
        return weights > 0 && weights.isFinite && sum.isFinite ? sum / weights : .nan
    }

    /// √(1 / Σ 1/v(δ)).
    func standardError(_ effect: Double) -> Double {
        let weights = periods.map { $0.variance(effect) }.filter { $0 > 0 }.reduce(0) { $0 + 1 / $1 }
        return (1 / weights).squareRoot()
    }
}
