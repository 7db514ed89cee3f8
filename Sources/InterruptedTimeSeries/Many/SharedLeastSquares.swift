import Regression

/// Least squares of many outcomes on the same columns: X = QR is computed once.
///
///     β̂ = R⁻¹Q′y,  û = y − QQ′y,  Var β̂ = R⁻¹ M R⁻¹′
///
/// with M = σ̂²I for independent errors, or n/(n − k) Σ_l w_l Σ_t û_tû_{t−l}(q_tq_{t−l}′ + q_{t−l}q_t′) for Newey and West's.
struct SharedLeastSquares: Sendable {
    private let columns: OrthonormalColumns
    private let inverse: Matrix
    private let isSerial: Bool
    /// The last lag; nil where each series has its own.
    private let lag: Int?
    /// When each row was, in steps of the axis.
    private let steps: [Int]
    /// The sum of each row's regressors but the intercept's, from which the lag is estimated.
    private let regressors: [Double]

    /// Nil where columns depend on each other, times are unevenly spaced, or a lag is beyond the series.
    init?(_ design: SegmentedDesign, _ errors: SeriesErrors) {
        let count = design.times.count
        let own = design.frame.columns.map(\.values)
        guard let columns = OrthonormalColumns([[Double](repeating: 1, count: count)] + own) else {
            return nil
        }
        self.columns = columns
        let width = own.count + 1
        inverse = Matrix(
            width, width,
            columnMajor: (0..<width).flatMap { j in
                columns.solved((0..<width).map { $0 == j ? 1 : 0 })
            })
        let first = design.times.first ?? 0
        let places = design.times.map { ($0 - first) / design.axis.step }
        steps = places.map { Int($0.rounded()) }
        regressors = (0..<count).map { row in own.reduce(0) { $0 + $1[row] } }
        guard case .neweyWest(let lag) = errors else {
            (isSerial, self.lag) = (false, nil)
            return
        }
        (isSerial, self.lag) = (true, lag)
        guard places.allSatisfy({ abs($0 - $0.rounded()) < 1e-6 && $0 < 1e9 }),
            (0...(steps.last ?? 0)).contains(lag ?? 0)
        else { return nil }
    }

    /// The coefficients and their covariance; nil for a perfect fit, a variance of zero, or a lag that cannot be estimated.
    func inference(_ response: [Double], level: Double) -> EffectInference? {
        var rest = response
        let shares = columns.basis.map { direction in
            let share = PlainSum.dot(rest, direction)
            PlainSum.subtract(share, direction, from: &rest)
            return share
        }
        let (count, df) = (Double(response.count), Double(response.count - shares.count))
        let sum = PlainSum.dot(rest, rest)
        guard df > 0, sum > 1e-20 * PlainSum.dot(response, response) else { return nil }
        let independent = sum / count * (inverse * inverse.transposed)
        var covariance = count / df * independent
        if isSerial {
            guard let meat = serialMeat(rest) else { return nil }
            covariance = count / df * (inverse * meat * inverse.transposed)
        }
        guard (0..<shares.count).allSatisfy({ covariance[$0, $0] > 1e-20 * independent[$0, $0] }) else {
            return nil
        }
        return EffectInference(
            coefficients: columns.solved(shares), covariance: covariance, level: level,
            degreesOfFreedom: { _ in df })
    }

    /// Bartlett's weighted sum of products of scores, rows up to the last lag apart.
    private func serialMeat(_ residuals: [Double]) -> Matrix? {
        guard let last = lag ?? estimatedLag(residuals) else { return nil }
        let basis = columns.basis
        let width = basis.count
        let scores = basis.map { direction in zip(direction, residuals).map(*) }
        var partners = scores.map { $0.map { 0.5 * $0 } }
        for distance in 1...max(1, last) where last > 0 {
            let weight = 1 - Double(distance) / Double(last + 1)
            for (earlier, later) in pairs(distance) {
                for j in 0..<width { partners[j][later] += weight * scores[j][earlier] }
            }
        }
        var half = Matrix(width, width)
        for i in 0..<width { for j in 0..<width { half[i, j] = PlainSum.dot(scores[i], partners[j]) } }
        return half + half.transposed
    }

    /// The rows that are so many steps apart.
    private func pairs(_ distance: Int) -> [(earlier: Int, later: Int)] {
        var (result, earlier): ([(earlier: Int, later: Int)], Int) = ([], 0)
        for later in steps.indices {
            while steps[later] - steps[earlier] > distance { earlier += 1 }
            if steps[later] - steps[earlier] == distance { result.append((earlier, later)) }
        }
        return result
    }

    private func estimatedLag(_ residuals: [Double]) -> Int? {
        let scores = zip(residuals, regressors).map(*)
        guard let width = try? ScoreSeries(columns: [scores], step: steps).neweyWest(.bartlett) else {
            return nil
        }
        return Int(min(width, Double(steps.last ?? 0)))
    }
}
