import Design
import Groundwork
import LinearAlgebra

extension LinearFit {
    /// The estimates with the covariance of choice.
    ///
    /// - Parameters:
    ///   - covariance: how uncertainty is measured; nil is iid, or hc1 with sampling weights.
    ///   - level: the confidence level, between 0 and 1.
    /// - Throws: `CausalError.Code.badArgument` for a level outside (0, 1);
    ///   `CausalError.Code.unknownColumn` and `CausalError.Code.missingValue` for a cluster column;
    ///   `CausalError.Code.tooFewRows` when no degree of freedom, or only one cluster, is left.
    public func estimates(
        _ covariance: LinearCovariance? = nil, level: Double = 0.95
    ) throws(CausalError) -> Estimates {
        try Estimates.check(level: level)
        let chosen = covariance ?? (weightKind == .sampling ? .hc1 : .iid)
        let result = try self.covariance(chosen)
        let answer = estimates(result, level: level)
        guard !isPerfect else { return answer }
        let (overall, tests) = (modelTest(answer, result), tests(chosen, level: level))
        return answer.adding(
            diagnostics: overall.diagnostics + tests.diagnostics, notes: overall.notes + tests.notes)
    }

    /// The estimates with a covariance that was computed before, without the test of the model.
    func estimates(_ result: CovarianceResult, level: Double) -> Estimates {
        Estimates(
            command: command, rows: estimateRows(result, level: level), covariance: spread(result),
            model: facts + covarianceFacts(result),
            notes: notes + result.notes + perfectFitNote + unmeasuredNote(result) + referenceNote(result))
    }

    private func estimateRows(_ result: CovarianceResult, level: Double) -> [Estimate] {
        var errors = Array(repeating: Double.nan, count: terms.count)
        var df = Array(repeating: isAsymptotic ? nil : Optional(result.degreesOfFreedom), count: terms.count)
        let own = result.ownDegreesOfFreedom
        for (i, position) in estimated.enumerated() {
            if isMeasured(i, result) { errors[position] = max(0, result.matrix[i, i]).squareRoot() }
            if let own, own[i].isFinite { df[position] = own[i] }
        }
        return terms.indices.map {
            Estimate(
                term: terms[$0], estimate: coefficients[$0], standardError: errors[$0],
                degreesOfFreedom: df[$0], level: level)
        }
    }

    /// The covariance of all terms: NaN in the rows and columns of dropped and unmeasured ones.
    private func spread(_ result: CovarianceResult) -> Matrix {
        var all = Matrix(terms.count, terms.count, repeating: .nan)
        let measured = estimated.indices.filter { isMeasured($0, result) }
        for i in measured {
            for j in measured { all[estimated[i], estimated[j]] = result.matrix[i, j] }
        }
        return all
    }

    /// Whether the variance of an estimated term is more than rounding.
    ///
    /// With few clusters the residuals' sums in each can cancel (treated and control group as the two clusters),
    /// and the sandwich is zero up to rounding, some 1e-30 of the variance under independence.
    private func isMeasured(_ i: Int, _ result: CovarianceResult) -> Bool {
        let independent = bread[i, i] * residualSumOfSquares / Double(rowCount)
        return !isPerfect && result.matrix[i, i] > 1e-20 * independent
    }

    private func unmeasuredNote(_ result: CovarianceResult) -> [String] {
        let names = estimated.indices.filter {
            !isMeasured($0, result) && !result.matrix[$0, $0].isNaN
        }.map { terms[estimated[$0]] }
        guard !names.isEmpty, !isPerfect else { return [] }
        return [
            "The clusters say nothing of the uncertainty of \(names.joined(separator: ", ")): their residuals cancel. "
                + "There are too few clusters."
        ]
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
        facts += result.facts
        facts.append(.init("parameters", .integer(result.size.parameters)))
        if let rule = result.size.rule {
            facts.append(.init("redundant", .integer(result.size.redundant)))
            facts.append(.init("parameters.rule", .string(rule)))
        }
        facts.append(.init("df.residual", .number(result.degreesOfFreedom)))
        if result.adjusted?.isSatterthwaite == true {
            facts.append(
                .init(Estimates.referenceFact, .string(ClusterDegreesOfFreedom.satterthwaite.rawValue)))
        }
        return facts
    }

    /// The joint test of all coefficients but the intercept, or why there is none: the covariance does not allow it, or
    /// with degrees of freedom from the design it costs more than the covariance did.
    private func modelTest(_ answer: Estimates, _ result: CovarianceResult) -> ModelTests {
        let slopes = estimated.filter { terms[$0] != "(Intercept)" }
        guard !slopes.isEmpty else { return ModelTests() }
        guard result.adjusted?.isCheap(slopes.count) ?? true else {
            return .missing(
                slopes.count, "with degrees of freedom from the design it takes long; --test makes it")
        }
        do {
            let test = try wald(Hypothesis(zero: slopes, of: terms.count), answer, result)
            guard test.denominatorDegreesOfFreedom ?? .infinity >= 1 else {
                return .missing(slopes.count, "the clusters hold less than one degree of freedom for it")
            }
            return ModelTests(diagnostics: [Diagnostic("f-test", test)])
        } catch {
            return .missing(slopes.count, error.message)
        }
    }

    private var perfectFitNote: [String] {
        guard isPerfect else { return [] }
        return ["The model fits every row exactly: what is left is rounding, and nothing can be tested."]
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
