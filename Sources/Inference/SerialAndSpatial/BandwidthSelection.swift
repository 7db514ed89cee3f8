import Design
import Groundwork
import LinearAlgebra

#if canImport(Glibc)
    import Glibc
#else
    import Darwin
#endif

/// The bandwidth that is used.
struct ChosenBandwidth {
    let width: Double
    /// The lag, when it is one that was named or a whole part.
    let lag: Int?

    /// The bandwidth whose last lag is this.
    static func lag(_ lag: Int) -> ChosenBandwidth { ChosenBandwidth(width: Double(lag) + 1, lag: lag) }
}

extension LinearFit {
    /// The bandwidth that was asked for, or the default of the kind of data.
    func chooseBandwidth(
        _ dependence: SerialDependence, _ scores: SerialScores, _ times: TimeSteps
    ) throws(CausalError) -> ChosenBandwidth {
        switch dependence.bandwidth?.rule {
        case .lag(let lag)?:
            try refuseLagBeyond(scores.rows.span, lag)
            return .lag(lag)
        case .width(let width)?: return ChosenBandwidth(width: width, lag: nil)
        case nil where scores.isPanel: return .lag(TimeSteps.ruleOfThumb(times.count))
        case nil:
            let width = try series(dependence, scores).neweyWest(dependence.kernel)
            // Beyond the sample every lag counts nearly fully, however long it is called.
            let lag = Int(min(width, Double(scores.rows.span)))
            return .lag(lag)
        case .neweyWest?:
            let width = try series(dependence, scores).neweyWest(dependence.kernel)
            return ChosenBandwidth(width: width, lag: nil)
        case .andrews?:
            let width = try series(dependence, scores).andrews(dependence.kernel)
            return ChosenBandwidth(width: width, lag: nil)
        }
    }

    /// The score series that a bandwidth is estimated from: all but the intercept's, if there are others. They are those
    /// of the columns as they are, for the estimate depends on the origin, and the field's conventions take it so.
    private func series(
        _ dependence: SerialDependence, _ scores: SerialScores
    ) throws(CausalError) -> ScoreSeries {
        guard !scores.isPanel || dependence.acrossUnits else {
            throw CausalError(
                .badArgument, "bandwidths of Newey–West in a panel are not estimated",
                remedy: "Name a lag; the default is the fourth root of the number of periods.")
        }
        let width = estimated.count
        let skipped = hasIntercept && width > 1 ? 1 : 0
        var columns = [[Double]](repeating: [], count: width - skipped)
        let means = columnMeans
        var vector = [Double](repeating: 0, count: width)
        for row in scores.rows.order {
            // `fill` writes `width` numbers.
            vector.withUnsafeMutableBufferPointer { buffer in
                if let out = buffer.baseAddress { scores.fill(Int(row), out) }
            }
            for j in columns.indices {
                let shift = skipped == 1 ? means[j] * vector[0] : 0
                columns[j].append(vector[j + skipped] + shift)
            }
        }
        let steps = scores.rows.order.map { scores.rows.step[Int($0)] }
        return ScoreSeries(columns: columns, step: steps)
    }
}

/// Refuses a lag beyond the sample.
func refuseLagBeyond(_ span: Int, _ lag: Int) throws(CausalError) {
    guard lag <= span else {
        throw CausalError(
            .badArgument,
            "a lag of \(lag) is beyond the sample: no unit is seen for longer than \(span) steps",
            value: "\(lag)", remedy: "Use a lag from 0 to \(span), far below the number of periods.")
    }
}

extension TimeSteps {
    /// ⌊T^¼⌋, exactly.
    static func ruleOfThumb(_ periods: Int) -> Int {
        let root = Int(Double(periods).squareRoot().squareRoot())
        let next = (root + 1) * (root + 1) * (root + 1) * (root + 1)
        return next <= periods ? root + 1 : root
    }
}

/// Score series in the order of time, from which a bandwidth is estimated.
package struct ScoreSeries {
    let columns: [[Double]]
    let step: [Int]

    /// Scores in columns, with the time of each row in steps.
    package init(columns: [[Double]], step: [Int]) {
        self.columns = columns
        self.step = step
    }

    private var count: Double { Double(step.count) }

    /// Newey & West (1994), eq. 3.8–3.10 and table II, without prewhitening; see ``Bandwidth/neweyWest``.
    package func neweyWest(_ kernel: SerialKernel) throws(CausalError) -> Double {
        let last = Int(4 * pow(count / 100, kernel.pilotRate))
        let sum = step.indices.map { t in columns.reduce(0) { $0 + $1[t] } }
        var (level, slope) = (0.0, 0.0)
        for lag in 0...last {
            let pairs = pairs(lag).reduce(0) { $0 + sum[$1.later] * sum[$1.earlier] }
            level += lag == 0 ? pairs : 2 * pairs
            slope += 2 * pow(Double(lag), kernel.order) * pairs
        }
        return try width(kernel, (slope / level) * (slope / level), slope)
    }

    /// Andrews (1991), eq. 6.2 and 6.4 with unit weights; see ``Bandwidth/andrews``.
    func andrews(_ kernel: SerialKernel) throws(CausalError) -> Double {
        var (above, below) = (0.0, 0.0)
        for column in columns {
            let (ρ, variance) = autoregression(column)
            let spectrum = variance / ((1 - ρ) * (1 - ρ))
            let ratio =
                kernel.order == 1
                ? 4 * ρ * ρ / ((1 - ρ * ρ) * (1 - ρ * ρ)) : 4 * ρ * ρ / pow(1 - ρ, 4)
            above += ratio * spectrum * spectrum
            below += spectrum * spectrum
        }
        return try width(kernel, above / below, above)
    }

    /// c·(α·T)^{1/(2q+1)}; 0 is replaced by the least bandwidth, which has no lag.
    private func width(_ kernel: SerialKernel, _ α: Double, _ above: Double) throws(CausalError) -> Double {
        if above == 0 { return 1 }
        let width = kernel.bandwidthFactor * pow(α * count, 1 / (2 * kernel.order + 1))
        guard width.isFinite else {
            throw CausalError(
                .notIdentified, "the bandwidth cannot be estimated: the scores look like a random walk",
                remedy: "Name a lag (--lag), and doubt the model.")
        }
        return max(width, .leastNormalMagnitude)
    }

    /// The slope of x_t on x_{t−1} and a constant, and the residuals' variance up to a factor that all columns
    /// share.
    private func autoregression(_ x: [Double]) -> (ρ: Double, variance: Double) {
        let pairs = pairs(1)
        guard !pairs.isEmpty else { return (0, 1) }
        let n = Double(pairs.count)
        let later = pairs.reduce(0) { $0 + x[$1.later] } / n
        let earlier = pairs.reduce(0) { $0 + x[$1.earlier] } / n
        var (yy, xy, xx) = (0.0, 0.0, 0.0)
        for pair in pairs {
            let (a, b) = (x[pair.later] - later, x[pair.earlier] - earlier)
            yy += a * a
            xy += a * b
            xx += b * b
        }
        guard xx > 0 else { return (0, yy / n) }
        return (xy / xx, max(0, yy - xy * xy / xx) / n)
    }

    /// The positions that are a lag apart.
    private func pairs(_ lag: Int) -> [(later: Int, earlier: Int)] {
        var result: [(later: Int, earlier: Int)] = []
        var earlier = 0
        for later in step.indices {
            while step[later] - step[earlier] > lag { earlier += 1 }
            if step[later] - step[earlier] == lag { result.append((later, earlier)) }
        }
        return result
    }
}
