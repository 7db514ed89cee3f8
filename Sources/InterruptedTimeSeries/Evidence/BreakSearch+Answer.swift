import Regression

extension BreakSearch {
    /// The test of an outcome's residuals My.
    func answer(
        _ rest: [Double], level: Double, draws: Int, seed: UInt64, _ name: (Double) -> TimePoint
    ) -> UnknownBreak {
        let (statistic, candidate) = supremum(rest)
        let hits = exceedances(statistic, draws: draws, seed: seed)
        let set = dates(rest, candidate, level)
        return UnknownBreak(
            statistic: statistic, date: name(times[candidates[candidate]]),
            pValue: Double(hits + 1) / Double(draws + 1),
            asymptoticPValue: UnknownBreak.hansen(statistic, changing: changing),
            first: set.map { name(times[$0.lowerBound]) }, last: set.map { name(times[$0.upperBound]) },
            candidates: candidates.count, draws: draws, seed: seed)
    }

    /// Bai and Perron's set of first rows after the break, within the data.
    private func dates(_ rest: [Double], _ candidate: Int, _ level: Double) -> ClosedRange<Int>? {
        let start = candidates[candidate]
        let residuals = residual(rest, breakingAt: candidate)
        let (step, bend) = changes(rest, candidate)
        let squares = times.map { (step + bend * ($0 - times[start])) * (step + bend * ($0 - times[start])) }
        func mean(_ values: [Double], _ rows: Range<Int>) -> Double {
            rows.reduce(0) { $0 + values[$1] } / Double(rows.count)
        }
        let errors = residuals.map { $0 * $0 }
        let (early, late) = (0..<start, start..<times.count)
        let (variance, change) = (mean(errors, early), mean(squares, early))
        let xi = mean(squares, late) / change
        let phi = xi * mean(errors, late) / variance
        guard xi.isFinite, phi.isFinite, xi > 0, phi > 0 else { return nil }
        let distribution = BreakDateDistribution(xi: xi, phi: phi)
        let tail = (1 - level) / 2
        let centre = distribution.cumulative(0)
        guard centre > tail, centre < 1 - tail, let upper = distribution.quantile(1 - tail),
            let lower = distribution.quantile(tail)
        else { return nil }
        let scale = variance / change
        let bounds = [-(upper * scale).rounded(.up), -(lower * scale).rounded(.down)].map {
            Int(max(0, min(Double(times.count - 1), Double(start) + $0)))
        }
        return bounds[0]...bounds[1]
    }
}
