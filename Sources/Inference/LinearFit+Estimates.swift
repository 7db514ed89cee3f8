import Design
import Groundwork
import LinearAlgebra

extension LinearFit {
    /// The estimates with the covariance of choice.
    ///
    /// - Parameters:
    ///   - covariance: how uncertainty is measured.
    ///   - level: the confidence level, between 0 and 1.
    /// - Throws: ``CausalError/Code/badArgument`` for a level outside (0, 1);
    ///   ``CausalError/Code/unknownColumn`` and ``CausalError/Code/missingValue`` for a cluster column;
    ///   ``CausalError/Code/tooFewRows`` when no degree of freedom, or only one cluster, is left.
    public func estimates(
        _ covariance: LinearCovariance = .iid, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let result = try self.covariance(covariance)
        let answer = estimates(result, level: level)
        return answer.adding(diagnostics: modelTest(answer, result))
    }

    /// The estimates with a covariance that was computed before, without the test of the model.
    func estimates(_ result: CovarianceResult, level: Double) -> Estimates {
        Estimates(
            command: "ols", rows: estimateRows(result, level: level), covariance: spread(result.matrix),
            model: facts + covarianceFacts(result), notes: notes + result.notes + perfectFitNote)
    }

    private func estimateRows(_ result: CovarianceResult, level: Double) -> [Estimate] {
        var errors = Array(repeating: Double.nan, count: terms.count)
        var df = Array(repeating: isAsymptotic ? nil : Optional(result.degreesOfFreedom), count: terms.count)
        let own = result.ownDegreesOfFreedom
        for (i, position) in estimated.enumerated() {
            let variance = result.matrix[i, i]
            errors[position] = variance < 0 ? 0 : variance.squareRoot()
            if let own, own[i].isFinite { df[position] = own[i] }
        }
        return terms.indices.map {
            Estimate(
                term: terms[$0], estimate: coefficients[$0], standardError: errors[$0],
                degreesOfFreedom: df[$0], level: level)
        }
    }

    /// The covariance of all terms: NaN in the rows and columns of dropped ones.
    private func spread(_ matrix: Matrix) -> Matrix {
        var all = Matrix(terms.count, terms.count, repeating: .nan)
        for (i, first) in estimated.enumerated() {
            for (j, second) in estimated.enumerated() { all[first, second] = matrix[i, j] }
        }
        return all
    }

    private func covarianceFacts(_ result: CovarianceResult) -> [JSONValue.Member] {
        var facts: [JSONValue.Member] = [.init("vcov", .string(result.name))]
        if !result.clusters.isEmpty {
            facts.append(
                .init("clusters", .object(result.clusters.map { .init($0.name, .integer($0.count)) })))
        }
        if !result.size.nested.isEmpty {
            facts.append(.init("nested", .array(result.size.nested.map(JSONValue.string))))
        }
        facts.append(.init("parameters", .integer(result.size.parameters)))
        facts.append(.init("df.residual", .number(result.degreesOfFreedom)))
        if result.adjusted?.isSatterthwaite == true {
            facts.append(.init(Estimates.referenceFact, .string(ClusterDegreesOfFreedom.satterthwaite.rawValue)))
        }
        return facts
    }

    /// The joint test of all coefficients but the intercept, when the covariance allows it and, with degrees of
    /// freedom from the design, when it costs no more than the covariance did.
    private func modelTest(_ answer: Estimates, _ result: CovarianceResult) -> [Diagnostic] {
        let slopes = estimated.dropFirst(hasIntercept ? 1 : 0)
        guard !slopes.isEmpty, result.adjusted?.isCheap(slopes.count) ?? true,
            let test = try? wald(Hypothesis(zero: Array(slopes), of: terms.count), answer, result)
        else { return [] }
        return [Diagnostic("f-test", test)]
    }

    private var perfectFitNote: [String] {
        guard residualSumOfSquares == 0 else { return [] }
        return ["The model fits every row exactly: standard errors are zero and nothing can be tested."]
    }
}

extension Estimates {
    /// Refuses a confidence level outside (0, 1).
    public static func check(level: Double) throws(CausalError) {
        guard level > 0, level < 1 else {
            throw CausalError(
                .badArgument, "the confidence level lies between 0 and 1", value: "\(level)",
                remedy: "Write 0.95 for 95 %.")
        }
    }
}
