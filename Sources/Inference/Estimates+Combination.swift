import Groundwork
import LinearAlgebra

extension Estimates {
    /// A linear combination of the coefficients, written in their names: `"x1 - 2*x2"`.
    ///
    /// θ = c′β with c′Vc as its variance and the rows' degrees of freedom, the smallest where they differ. What stands
    /// to the right of an equals sign is taken off: `"x1 = 2"` is x1 − 2.
    ///
    /// - Throws: `CausalError.Code.syntax` or `CausalError.Code.unknownTerm` for the text;
    ///   `CausalError.Code.notIdentified` for a dropped coefficient; `CausalError.Code.badArgument` when the degrees of
    ///   freedom depend on the design (`cr2`) and several coefficients are combined: ask
    ///   ``LinearFit/combination(_:_:level:)`` then.
    public func combination(_ text: String) throws(CausalError) -> Estimate {
        let parsed = try Hypothesis(combination: text, terms: rows.map(\.term))
        let used = rows.indices.filter { parsed.matrix[0, $0] != 0 }
        guard !testsNeedDesign || used.count == 1 else {
            throw CausalError(
                .badArgument,
                "the degrees of freedom of a combination depend on the design, which a result does not hold",
                value: text, remedy: "Ask the fit: fit.combination(\"x1 + x2\", covariance).")
        }
        let df = used.compactMap { rows[$0].degreesOfFreedom }.min()
        return try combination(text, parsed, degreesOfFreedom: df)
    }

    /// The result with a row for each combination, after the others; its label `type` is `combination`.
    public func adding(combinations texts: [String]) throws(CausalError) -> Estimates {
        var answer = self
        for text in texts { answer = try answer.adding(answer.combination(text), of: text) }
        return answer
    }

    func combination(
        _ text: String, _ parsed: Hypothesis, degreesOfFreedom: Double?
    ) throws(CausalError) -> Estimate {
        try requireEstimates(parsed)
        let weights = parsed.matrix.row(0)
        let theta = zip(weights, rows).reduce(0) { $1.0 == 0 ? $0 : $0 + $1.0 * $1.1.estimate }
        let variance = covariance.replacingMissing.quadraticForm(weights, weights)
        return Estimate(
            term: text, labels: [.init("type", "combination")], estimate: theta - parsed.values[0],
            standardError: variance > 0 ? variance.squareRoot() : .nan, degreesOfFreedom: degreesOfFreedom,
            level: rows.first?.level ?? 0.95)
    }

    /// Appends a row that combines the others, and its covariances with them.
    func adding(_ row: Estimate, of text: String) throws(CausalError) -> Estimates {
        let weights = try Hypothesis(combination: text, terms: rows.map(\.term)).matrix.row(0)
        let known = covariance.replacingMissing
        var larger = Matrix(rows.count + 1, rows.count + 1, repeating: .nan)
        for j in rows.indices {
            for i in rows.indices { larger[i, j] = covariance[i, j] }
            guard covariance[j, j].isFinite else { continue }
            let shared = known.quadraticForm(weights, known.rowCount.unit(j))
            larger[rows.count, j] = shared
            larger[j, rows.count] = shared
        }
        larger[rows.count, rows.count] = row.standardError * row.standardError
        return Estimates(
            command: command, rows: rows + [row], covariance: larger, model: model, diagnostics: diagnostics,
            notes: notes)
    }
}

extension LinearFit {
    /// A linear combination of the coefficients under a covariance, e.g. `"x1 - 2*x2"`.
    ///
    /// The same as ``Estimates/combination(_:)``, and under ``ClusterCorrection/cr2`` with Satterthwaite's degrees of
    /// freedom of the combination itself (Pustejovsky & Tipton 2018).
    ///
    /// - Throws: as ``Estimates/combination(_:)`` and ``estimates(_:level:)``.
    public func combination(
        _ text: String, _ covariance: LinearCovariance, level: Double = 0.95
    ) throws(CausalError) -> Estimate {
        try Estimates.check(level: level)
        let result = try self.covariance(covariance)
        return try combination(text, estimates(result, level: level), result)
    }

    /// The estimates with a row for each combination; see ``combination(_:_:level:)``.
    public func estimates(
        _ covariance: LinearCovariance?, level: Double = 0.95, combinations texts: [String]
    ) throws(CausalError) -> Estimates {
        let answer = try estimates(covariance, level: level)
        guard answer.testsNeedDesign, !texts.isEmpty, let covariance else {
            return try answer.adding(combinations: texts)
        }
        let result = try self.covariance(covariance)
        var whole = answer
        for text in texts { whole = try whole.adding(combination(text, answer, result), of: text) }
        return whole
    }

    private func combination(
        _ text: String, _ answer: Estimates, _ result: CovarianceResult
    ) throws(CausalError) -> Estimate {
        guard let adjusted = result.adjusted, adjusted.isSatterthwaite else {
            return try answer.combination(text)
        }
        let parsed = try Hypothesis(combination: text, terms: terms)
        try answer.requireEstimates(parsed)
        let df = try adjusted.degreesOfFreedom(parsed.matrix.columns(at: estimated))
        return try answer.combination(text, parsed, degreesOfFreedom: df)
    }
}

extension Hypothesis {
    /// Reads one combination.
    init(combination text: String, terms: [String]) throws(CausalError) {
        try self.init(text, terms: terms)
        guard values.count == 1 else {
            throw CausalError(
                .badArgument, "a combination is one sum of coefficients", value: text,
                remedy: "Ask for several combinations one by one.")
        }
    }
}

extension Int {
    /// The unit vector of that length with its one at a position.
    fileprivate func unit(_ position: Int) -> [Double] { (0..<self).map { $0 == position ? 1 : 0 } }
}
