import Inference

extension FeedbackLoop {
    /// The loop's numbers as rows; the path without noise, and one with it, as facts.
    public func estimates(periods: Int = 60, seed: UInt64 = 42) throws(CausalError) -> Estimates {
        guard (1...100_000).contains(periods) else {
            throw CausalError(
                .badArgument, "the number of periods lies between 1 and 100000", value: "\(periods)")
        }
        let response = response(periods: periods)
        let entries: [(String, Double, String)] = [
            ("gain", gain, "share of the gap closed in a period"),
            ("critical.gain", criticalGain, "from here on swings grow"),
            ("smooth.gain", smoothGain, "up to here nothing swings"),
            ("gain.margin", gain > 0 ? criticalGain / gain : .nan, "critical gain over gain"),
            ("spectral.radius", spectralRadius, "what is left of a disturbance after a period"),
            ("resting.point", isStable ? restingPoint : .nan, "where performance comes to rest"),
            ("gap", isStable ? restingPoint - benchmark : .nan, "what is left of the gap"),
            ("settling.time", response.settlingTime.map(Double.init) ?? .nan, "periods until within 5 %"),
            ("overshoot", isStable ? response.overshoot : .nan, "share of the way"),
            ("noise.amplification", noiseAmplification, "standard deviation over that of the noise"),
        ]
        let rows = entries.map { term, value, meaning in
            Estimate(
                term: term, labels: [.init("meaning", .string(meaning))], estimate: value,
                standardError: .nan, degreesOfFreedom: nil)
        }
        return Estimates(
            command: "feedback-loop", rows: rows, covariance: Matrix(0, 0),
            model: facts + paths(response, periods, seed),
            notes: notes
                + (response.settlingTime == nil ? ["It does not settle within \(periods) periods."] : []))
    }

    private var facts: [JSONValue.Member] {
        [
            .init("estimator", "feedback-loop"), .init("stable", .bool(isStable)),
            .init("delay", .integer(delay)), .init("drift", .number(drift)),
            .init("benchmark", .number(benchmark)), .init("start", .number(start)),
            .init("noise", .number(noise)),
        ]
    }

    private func paths(_ response: Response, _ periods: Int, _ seed: UInt64) -> [JSONValue.Member] {
        var paths: [JSONValue.Member] = [.init("path", .array(response.values.map(JSONValue.number)))]
        if noise > 0 {
            let noisy = simulated(periods: periods, seed: seed)
            paths.append(.init("noisy.path", .array(noisy.map(JSONValue.number))))
            paths.append(.init("seed", .seed(seed)))
        }
        return paths
    }

    private var notes: [String] {
        var notes = ["The loop's numbers follow from its settings; they have no standard errors."]
        if gain == 0 {
            notes.append(
                "Without gain there is no feedback: nothing moves performance towards the benchmark, and there is no "
                    + "margin.")
        } else if !isStable {
            notes.append(
                "The loop is not stable: swings about the benchmark grow. A smaller gain or fresher data mend it; with "
                    + "this delay the gain must stay below \(Words.number(criticalGain)). There is no resting point."
            )
        } else if gain > smoothGain * (1 + 1e-12) {
            notes.append(
                "The loop is stable but swings before it settles; up to the smooth gain it would not.")
        }
        if drift > 0, gain > 0, isStable {
            notes.append(
                "Habit pulls back: proportional feedback leaves \(Funnel.short(drift / (drift + gain) * 100)) % of the "
                    + "gap open for good. Changing the work itself lowers the drift.")
        }
        return notes
    }
}
