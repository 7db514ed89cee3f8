import Groundwork
import Inference
import Regression

extension OsterDelta {
    /// Runs the regressions of a formula with and without its controls.
    ///
    /// - Parameters:
    ///   - formula: outcome, treatment and controls; absorbed factors are controls.
    ///   - term: treatment, a number of one column.
    ///   - always: controls that stand in both regressions.
    ///   - table: the data; both regressions use the rows of the one with controls.
    ///   - maximumR2: R_max.
    /// - Throws: what `LeastSquares.fit(_:)` throws; `CausalError.Code.unknownTerm`; `CausalError.Code.notIdentified`.
    public init(
        _ formula: String, treatment term: String, always: [String] = [], _ table: DataTable,
        maximumR2: Double? = nil
    ) throws(CausalError) {
        let split = try TreatmentFormula(formula, term, always: always)
        let long = try LeastSquares(formula).fit(table)
        let rows = long.sample.rows.map { table.rows($0) } ?? table
        let short = try LeastSquares(split.short).fit(rows)
        let auxiliary = try LeastSquares(split.treatmentOnRest).fit(rows)
        let base = always.isEmpty ? "1" : (["1"] + always).joined(separator: " + ")
        let alone = try LeastSquares("\(term) ~ \(base)").fit(rows)
        let outcome = try LeastSquares("\(long.responseName) ~ 1").fit(rows)
        func coefficient(_ fit: LeastSquaresFit) throws(CausalError) -> Double {
            guard let place = fit.terms.firstIndex(of: term) else {
                throw CausalError(
                    .unknownTerm, "the term '\(term)' is not one coefficient", value: term,
                    remedy: "Use a number, or one indicator such as I(arm == 'new').")
            }
            guard fit.coefficients[place].isFinite else {
                throw CausalError(.notIdentified, "other columns determine '\(term)'", value: term)
            }
            return fit.coefficients[place]
        }
        func variance(_ fit: LeastSquaresFit) -> Double {
            fit.residualSumOfSquares / Double(max(1, fit.rowCount - 1))
        }
        try self.init(
            Inputs(
                shortEstimate: coefficient(short), shortR2: max(0, short.goodness.rSquared),
                longEstimate: coefficient(long), longR2: max(0, long.goodness.rSquared),
                outcomeVariance: variance(outcome),
                treatmentVariance: variance(alone), residualVariance: variance(auxiliary)),
            maximumR2: maximumR2)
    }

    /// The rows `uncontrolled`, `controlled`, `delta` and `adjusted`.
    public func estimates(term: String, target: Double = 0, delta assumed: Double = 1) -> Estimates {
        var table = DecisionRows(level: 0.95)
        table.add("uncontrolled", [.init("r.squared", .number(inputs.shortR2))], inputs.shortEstimate)
        table.add("controlled", [.init("r.squared", .number(inputs.longR2))], inputs.longEstimate)
        let delta = delta(target: target)
        table.add("delta", [.init("target", .number(target)), .init("r.squared", .number(maximumR2))], delta)
        let adjusted = adjusted(delta: assumed)
        table.add(
            "adjusted", [.init("delta", .number(assumed)), .init("r.squared", .number(maximumR2))], adjusted)
        var notes: [String] = []
        if let delta, delta < 0 {
            notes.append(
                "Controls moved the estimate away from \(Numbers.inWords(target)): selection on the unmeasured would have to go the other "
                    + "way, \(Numbers.inWords(-delta)) times as strong.")
        } else if let delta {
            notes.append(
                "Selection on the unmeasured would have to be \(Numbers.inWords(delta)) times that on the controls for an effect of "
                    + "\(Numbers.inWords(target)), if everything together explained \(Numbers.percent(maximumR2)) of the outcome."
            )
        } else {
            notes.append("No strength of selection gives that effect.")
        }
        if let adjusted, adjusted * inputs.longEstimate < 0 {
            notes.append("At delta \(Numbers.inWords(assumed)) the effect changes its sign.")
        }
        if maximumR2 == inputs.longR2 {
            notes.append("The largest R² is that with controls: nothing is left to be unmeasured.")
        }
        return table.estimates(
            command: "unmeasured",
            model: [
                .init("estimator", "oster"), .init("term", .string(term)),
                .init("maximum.r.squared", .number(maximumR2)), .init("curve", curve(assumed, delta)),
            ], notes: notes)
    }

    /// For the picture: the estimate over the strength of selection on the unmeasured.
    private func curve(_ assumed: Double, _ delta: Double?) -> JSONValue {
        let reach = [assumed.magnitude, (delta ?? 1).magnitude, 1].filter { $0 <= 20 }.max() ?? 1
        let x = (0...200).map { 1.25 * reach * Double($0) / 200 }
        return [
            "delta": .array(x.map(JSONValue.number)),
            "estimate": .array(x.map { .number(adjusted(delta: $0) ?? .nan) }),
        ]
    }
}
