import Inference

extension TwoStageFit {
    /// The tests of the instruments, as diagnostics; a note says so when they cannot be computed.
    public func tests(_ covariance: LinearCovariance, level: Double) -> ModelTests {
        do {
            let tests = try instrumentTests(covariance, level: level)
            return ModelTests(
                diagnostics: tests.diagnostics(endogenous, level: level), notes: tests.notes)
        } catch {
            return ModelTests(notes: ["The instruments could not be tested: \(error.message)."])
        }
    }
}

extension InstrumentTests {
    /// The diagnostics `first-stage`, `cragg-donald`, `kleibergen-paap`, `kleibergen-paap-lm`, `effective-f`,
    /// `anderson-rubin`, `sargan` or `hansen-j`, and `endogeneity`.
    public func diagnostics(_ endogenous: [String], level: Double) -> [Diagnostic] {
        firstStages.map(diagnostic) + rankDiagnostics + effectiveDiagnostics
            + rubinDiagnostics(endogenous, level: level)
            + (overidentification.map { [Diagnostic(isIndependent ? "sargan" : "hansen-j", $0)] } ?? [])
            + (endogeneity.map { [Diagnostic("endogeneity", $0)] } ?? [])
    }

    private func diagnostic(_ stage: FirstStage) -> Diagnostic {
        let remarks: [JSONValue.Member] = [
            .init("term", .string(stage.term)), .init("partial.r.squared", .number(stage.partialRSquared)),
        ]
        if let test = stage.test { return Diagnostic("first-stage", test, remarks: remarks) }
        return Diagnostic("first-stage", [.init("statistic", .null), .init("p.value", .null)] + remarks)
    }

    private var rankDiagnostics: [Diagnostic] {
        guard let rank else { return [] }
        var result = [Diagnostic("cragg-donald", [.init("statistic", .number(rank.craggDonaldF))])]
        if let f = rank.kleibergenPaapF {
            result.append(Diagnostic("kleibergen-paap", [.init("statistic", .number(f))]))
        }
        if let test = rank.underidentification { result.append(Diagnostic("kleibergen-paap-lm", test)) }
        return result
    }

    private var effectiveDiagnostics: [Diagnostic] {
        guard let effectiveF else { return [] }
        return [
            Diagnostic(
                "effective-f",
                [
                    .init("statistic", .number(effectiveF.statistic)),
                    .init("critical.value", .number(effectiveF.criticalValue)),
                    .init("effective.df", .number(effectiveF.effectiveCount)),
                ])
        ]
    }

    private func rubinDiagnostics(_ endogenous: [String], level: Double) -> [Diagnostic] {
        guard let andersonRubin else { return [] }
        var remarks: [JSONValue.Member] = [
            .init("hypothesis", .string(endogenous.map { $0 + " = 0" }.joined(separator: ", ")))
        ]
        if let set = confidenceSet { remarks += set.members }
        return [Diagnostic("anderson-rubin", andersonRubin, remarks: remarks)]
    }
}
