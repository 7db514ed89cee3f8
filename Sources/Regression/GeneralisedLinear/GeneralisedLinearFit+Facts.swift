import Inference

extension GeneralisedLinearFit {
    /// What to tell about the model whatever covariance is chosen.
    public var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", .string(family.rawValue)), .init("link", .string(mean.link.rawValue)),
            .init("outcome", .string(responseName)), .init("nobs", .integer(observationCount)),
            .init("missing", .integer(sample.droppedMissing)),
        ]
        facts.append(.init("formula", .string(design.frame.formula.text)))
        if priorWeights != nil { facts.append(.init("weights", .string(weightKind.rawValue))) }
        if let column = design.frame.weightsColumn { facts.append(.init("weights.column", .string(column))) }
        if let offset = model.offset { facts.append(.init("offset", .string(offset))) }
        if weightKind == .frequency { facts.append(.init("rows", .integer(rowCount))) }
        if !absorbed.isEmpty {
            facts.append(
                .init("absorbed", .object(absorbed.map { .init($0.name, .integer($0.levelCount)) })))
            facts.append(.init("singletons", .integer(singletons)))
        }
        facts += slopeFacts
        facts += [
            .init("separated", .integer(separated)),
            .init("dropped", .array(droppedTerms.map(JSONValue.string))),
            .init("deviance", .number(deviance)), .init("log.likelihood", .number(logLikelihood)),
            .init("dispersion", .number(dispersion)),
        ]
        if family == .negativeBinomial {
            facts.append(.init("theta", .number(theta)))
            facts.append(.init("theta.std.error", .number(thetaStandardError)))
        }
        if let absorption {
            facts.append(.init("absorption.residual", .number(absorption.relativeResidual)))
        }
        return facts + [.init("iterations", .integer(iterations)), .init("converged", .bool(true))]
    }

    /// Remarks on rows and columns that were left out, and on a dispersion that is not there.
    public var notes: [String] { droppedRowsAndColumns + separationNote + dispersionNote + sharesNote }

    /// Remarks on how the design read its columns.
    var designNotes: [String] { design.frame.notes }

    private var separationNote: [String] {
        guard separated > 0 else { return [] }
        return [
            separated.counted("separated row was", "separated rows were")
                + " dropped: a combination of regressors or factors predicts \(separated == 1 ? "it" : "them") without "
                + "error, so that no finite coefficient fits best."
        ]
    }

    private var sharesNote: [String] {
        guard family == .binomial, weightKind == .frequency, let weights = priorWeights,
            let row = design.frame.response.firstIndex(where: { $0 != $0.rounded() })
        else { return [] }
        return [
            "A frequency weight counts equal rows, yet the outcome holds shares (\(design.frame.response[row].shortestDecimal) "
                + "with weight \(weights[row].shortestDecimal)): numbers of trials are analytic weights, without which robust "
                + "errors are too small."
        ]
    }

    private var dispersionNote: [String] {
        guard family == .negativeBinomial, theta == .infinity else { return [] }
        return [
            "The counts vary no more than Poisson's do: the likelihood rises towards θ = ∞, and the estimates are "
                + "those of a Poisson regression."
        ]
    }
}
