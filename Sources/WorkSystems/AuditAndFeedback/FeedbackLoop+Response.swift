import Distributions

extension FeedbackLoop {
    /// What performance does, period by period.
    public struct Response: Sendable, Hashable, Codable {
        /// Performance at periods 0, 1, ….
        public let values: [Double]
        /// The first period from which performance stays within 5 % of the way to the resting point; nil when it never
        /// does within the run.
        public let settlingTime: Int?
        /// How far performance goes beyond the resting point, as a share of the way there.
        public let overshoot: Double
    }

    /// The path from the start without noise; a path that grows beyond 1e12 times the way stops there.
    public func response(periods: Int = 60) -> Response {
        let values = path(periods) { _ in 0 }
        let way = start - restingPoint
        guard way != 0 else { return Response(values: values, settlingTime: 0, overshoot: 0) }
        let distances = values.map { ($0 - restingPoint) / way }
        let last = distances.lastIndex { abs($0) > 0.05 }
        let settled = last.map { $0 + 1 } ?? 0
        return Response(
            values: values, settlingTime: settled < distances.count && isStable ? settled : nil,
            overshoot: max(0, -(distances.min() ?? 0)))
    }

    /// A path with normal noise.
    ///
    /// - Parameter seed: the seed; the same gives the same path.
    public func simulated(periods: Int = 60, seed: UInt64 = 42) -> [Double] {
        var random = Generator(seed: seed)
        return path(periods) { _ in noise * random.normal() }
    }

    private func path(_ periods: Int, _ shock: (Int) -> Double) -> [Double] {
        var values = [start]
        let edge = 1e12 * max(1, abs(start - benchmark))
        for period in 0..<max(0, periods) {
            // Before the first data are in, there is no feedback.
            let seen = period - delay
            let correction = seen >= 0 ? gain * (benchmark - values[seen]) : 0
            let next = values[period] + correction - drift * (values[period] - start) + shock(period)
            guard abs(next) <= edge else { break }
            values.append(next)
        }
        return values
    }

    /// Performance's long-run standard deviation over that of the noise, √Σhₜ² of the loop's answer to one shock;
    /// infinite for a loop that is not stable.
    ///
    /// A loop that answers noise adds to it: without delay or drift 1/√(K(2 − K)).
    public var noiseAmplification: Double {
        guard isStable else { return .infinity }
        var recent = [Double](repeating: 0, count: delay + 1)
        recent[0] = 1
        var (sum, step) = (1.0, 0)
        var quiet = 0
        while quiet <= 4 * delay + 4, step < 1_000_000 {
            let current = recent[step % (delay + 1)]
            let seen = step >= delay ? recent[(step - delay) % (delay + 1)] : 0
            let next = (1 - drift) * current - gain * seen
            step += 1
            recent[step % (delay + 1)] = next
            sum += next * next
            quiet = next * next < 1e-17 * sum ? quiet + 1 : 0
        }
        return sum.squareRoot()
    }
}
