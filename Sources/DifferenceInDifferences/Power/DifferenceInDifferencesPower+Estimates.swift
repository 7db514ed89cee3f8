import Regression

extension DifferenceInDifferencesPower {
    /// A row `ATT`, the effect with the design's standard error; `power`, `mde` and the design as facts and diagnostic.
    ///
    /// - Parameters:
    ///   - effect: the effect; nil is the least that is found with the power wanted.
    ///   - wanted: the power of the least detectable effect.
    ///   - level: the level of the interval that an estimate of this size would have.
    public func estimates(
        effect: Double? = nil, power wanted: Double = 0.8, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let error = try standardError()
        let least = try detectableEffect(power: wanted)
        let shown = effect ?? least
        let row = Estimate(
            term: "ATT", estimate: shown, standardError: error, degreesOfFreedom: Double(units - 1),
            level: level)
        return Estimates(
            command: "did-power", rows: [row], covariance: Matrix(1, 1, repeating: error * error),
            model: [
                .init("estimator", "difference-in-differences"),
                .init("power", .number(try power(effect: shown))), .init("mde", .number(least)),
                .init("mde.power", .number(wanted)), .init("alpha", .number(alpha)),
                .init("units", .integer(units)), .init("treated", .integer(treated)),
                .init("before", .integer(before)), .init("after", .integer(after)),
                .init("power.curves", try curve(shown, wanted)),
                .init(
                    "variance.change", .number(try errors.varianceOfChange(before: before, after: after))),
            ],
            diagnostics: [
                Diagnostic(
                    "power",
                    [
                        .init("power", .number(try power(effect: shown))), .init("mde", .number(least)),
                        .init("mde.power", .number(wanted)), .init("units", .integer(units)),
                        .init("treated", .integer(treated)), .init("before", .integer(before)),
                        .init("after", .integer(after)),
                    ])
            ], notes: ["The row is what the plan expects: no data were analysed."])
    }

    /// The power over effects up to twice the least detectable one, for the picture.
    private func curve(_ effect: Double, _ wanted: Double) throws(CausalError) -> JSONValue {
        let top = 2 * max(try detectableEffect(power: wanted), effect.magnitude)
        let effects = (0...100).map { Double($0) / 100 * top }
        var values: [Double] = []
        for effect in effects { values.append(try power(effect: effect)) }
        return [
            "by": "units", "label": "effect", "wanted": .number(wanted),
            "values": .array(effects.map(JSONValue.number)),
            "curves": [["value": .integer(units), "power": .array(values.map(JSONValue.number))]],
        ]
    }

    /// What errors taken as independent over time would have promised, and what was assumed of a short pre-period.
    public func notes(_ known: PrePeriod.Errors) throws(CausalError) -> [String] {
        var independent = self
        independent.errors = .autoregressive(variance: known.variance, correlation: 0)
        let ratio = try standardError() / independent.standardError()
        let times = ((ratio * 100).rounded() / 100).shortestDecimal
        var notes = [
            (ratio - 1).magnitude < 0.005
                ? "Errors taken as independent over time would hardly change the standard error."
                : "Errors taken as independent over time would make the standard error "
                    + "\(ratio > 1 ? "smaller" : "larger"): the true one is \(times) times theirs."
        ]
        if known.method == "autoregressive" {
            notes.append(
                "The pre-period is shorter than the design: errors were taken as autoregressive beyond it.")
        }
        return notes
    }
}
