import Groundwork
import LinearAlgebra
import Regression

extension FeedbackGainFit {
    /// The rows `gain` and `drift` with their standard errors, clustered by unit (`hc1` for one series), then the numbers of
    /// the loop that they make, by the delta method.
    ///
    /// - Throws: as `LeastSquaresFit.estimates(_:level:)`.
    public func estimates(level: Double = 0.95) throws(CausalError) -> Estimates {
        let own = try regression.estimates(unitCount > 1 ? .clustered(by: "unit") : .hc1, level: level)
        let (loop, response) = (try loop, try loop.estimates(periods: max(12, 3 * means.count / 2)))
        let numbers = response.rows.dropFirst().map(\.term).filter {
            $0 != "settling.time" && $0 != "overshoot"
        }
        var (rows, slopes) = (own.rows, [[Double]]())
        for place in own.rows.indices { slopes.append(own.rows.indices.map { $0 == place ? 1 : 0 }) }
        let isInside = regression.coefficients[0] > 0
        for term in numbers where isInside {
            let gradient = try gradient(term)
            let variance = product(gradient, own.covariance)
            let row = try response.row(term)
            rows.append(
                Estimate(
                    term: term, labels: row.labels, estimate: row.estimate,
                    standardError: variance > 0 ? variance.squareRoot() : .nan,
                    degreesOfFreedom: own.rows[0].degreesOfFreedom, level: level))
            slopes.append(gradient)
        }
        var covariance = Matrix(rows.count, rows.count)
        for i in rows.indices {
            for j in rows.indices { covariance[i, j] = product(slopes[i], own.covariance, slopes[j]) }
        }
        return Estimates(
            command: "feedback-gain", rows: rows, covariance: covariance,
            model: facts(own, loop, response), diagnostics: [], notes: notes(loop))
    }

    private func product(_ a: [Double], _ matrix: Matrix, _ b: [Double]? = nil) -> Double {
        var sum = 0.0
        for i in a.indices {
            for j in a.indices where a[i] != 0 && (b ?? a)[j] != 0 {
                sum += a[i] * matrix[i, j] * (b ?? a)[j]
            }
        }
        return sum
    }

    /// The derivatives of one of the loop's numbers by gain and drift, by central differences; 0 at a bound.
    private func gradient(_ term: String) throws(CausalError) -> [Double] {
        let centre = regression.coefficients
        var gradient: [Double] = []
        for place in centre.indices {
            let step = 1e-6 * max(1e-2, centre[place].magnitude)
            var ends: [Double] = []
            for side in [-1.0, 1] {
                var moved = centre
                moved[place] += side * step
                ends.append(try loop(moved).number(term))
            }
            let slope = (ends[1] - ends[0]) / (2 * step)
            // Below this it is the rounding of the ends.
            let isNone = slope.magnitude < 1e-8 * max(1, ends[0].magnitude)
            gradient.append(slope.isFinite ? (isNone ? 0 : slope) : .nan)
        }
        return gradient
    }

    /// The loop's path from what was seen when feedback began; nil where that is not known.
    private func path(_ loop: FeedbackLoop) -> JSONValue? {
        var values = history + means.prefix(1)
        guard history.count == delay, !values.contains(where: \.isNaN), loop.isStable else { return nil }
        for _ in 0..<max(12, 3 * means.count / 2) {
            let (now, seen) = (values[values.count - 1], values[values.count - 1 - delay])
            values.append(now + loop.gain * (loop.benchmark - seen) + loop.drift * (loop.start - now))
        }
        return .array(values.dropFirst(delay).map(JSONValue.number))
    }

    private func facts(_ own: Estimates, _ loop: FeedbackLoop, _ response: Estimates) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "feedback-gain"), .init("outcome", .string(question.value)),
            .init("nobs", .integer(regression.rowCount)),
            .init("delay", .integer(delay)), .init("benchmark", .number(question.benchmark)),
            .init("start", .number(start)), .init("noise", .number(loop.noise)),
            .init("stable", .bool(loop.isStable)),
        ]
        if unitCount > 1 { facts.append(.init("units", .integer(unitCount))) }
        facts += ["vcov", "clusters"].compactMap { name in own.fact(name).map { .init(name, $0) } }
        if let path = path(loop) ?? response.fact("path") { facts.append(.init("path", path)) }
        facts.append(.init("observed", .array(means.map { $0.isNaN ? .null : .number($0) })))
        if !tried.isEmpty {
            facts.append(
                .init(
                    "delays",
                    .array(
                        tried.map { ["delay": .integer($0.delay), "rss": .number($0.residualSumOfSquares)] }))
            )
        }
        return facts
    }

    private func notes(_ loop: FeedbackLoop) -> [String] {
        var notes: [String] = []
        if !tried.isEmpty {
            notes.append(
                "Of delays up to \(tried.count - 1) periods \(delay) explains most; standard errors count it as known."
            )
        }
        if regression.coefficients[0] <= 0 {
            notes.append(
                "The gain is not above zero: performance does not answer the gap, and there is no loop to describe."
            )
        }
        if regression.coefficients.count > 1, regression.coefficients[1] < 0 {
            notes.append("The drift is below zero, away from old habit; the loop's numbers take it as 0.")
        }
        if regression.terms.count == 1 {
            notes.append(
                "Habit is not known, so that no drift is told: give --from, the first period with feedback, or --start."
            )
        }
        notes.append(
            "Chance in the values themselves falls back by itself and looks like a gain, the more the smaller the denominators."
        )
        if loop.gain > 0, !loop.isStable {
            notes.append("With these numbers swings about the benchmark grow.")
        }
        return notes
    }
}

extension FeedbackLoop {
    /// One of the loop's numbers by the name of its row.
    func number(_ term: String) -> Double {
        switch term {
        case "critical.gain": criticalGain
        case "smooth.gain": smoothGain
        case "gain.margin": criticalGain / gain
        case "spectral.radius": spectralRadius
        case "resting.point": restingPoint
        case "gap": restingPoint - benchmark
        case "noise.amplification": noiseAmplification
        default: .nan
        }
    }
}
