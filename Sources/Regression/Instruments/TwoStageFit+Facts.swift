import Inference

extension TwoStageFit: ReportsDropped {
    var designNotes: [String] { design.frame.notes }

    /// What to tell about the model whatever covariance is chosen.
    public var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "two-stage-least-squares"), .init("outcome", .string(responseName)),
            .init("endogenous", .array(endogenous.map(JSONValue.string))),
            .init("instruments", .array(instruments.map(JSONValue.string))),
            .init("nobs", .integer(observationCount)), .init("missing", .integer(sample.droppedMissing)),
        ]
        facts.append(.init("formula", .string(design.frame.formula.text)))
        if weights != nil { facts.append(.init("weights", .string(weightKind.rawValue))) }
        if let column = design.frame.weightsColumn { facts.append(.init("weights.column", .string(column))) }
        if weightKind == .frequency { facts.append(.init("rows", .integer(rowCount))) }
        if !absorbed.isEmpty {
            facts.append(
                .init("absorbed", .object(absorbed.map { .init($0.name, .integer($0.levelCount)) })))
            facts.append(.init("singletons", .integer(singletons)))
            if let outsideCore { facts.append(.init("outside.core", .integer(outsideCore))) }
        }
        facts += [
            .init("dropped", .array(droppedTerms.map(JSONValue.string))),
            .init("dropped.instruments", .array(droppedInstruments.map(JSONValue.string))),
            .init("r.squared", .number(goodness.rSquared)),
            .init("adj.r.squared", .number(goodness.adjustedRSquared)),
            .init("within.r.squared", goodness.withinRSquared.map(JSONValue.number) ?? .null),
            .init("sigma", .number(goodness.sigma)),
        ]
        if let absorption {
            facts.append(.init("iterations", .integer(absorption.iterations)))
            facts.append(.init("absorption.residual", .number(absorption.relativeResidual)))
        }
        return facts + [.init("converged", .bool(true))]
    }

    /// Remarks on rows, columns and instruments that were left out.
    public var notes: [String] {
        let left = droppedRowsAndColumns + coreNote(outsideCore)
        guard !droppedInstruments.isEmpty else { return left }
        return left + [
            "Instruments dropped because the exogenous columns"
                + (absorbed.isEmpty ? "" : ", the absorbed factors")
                + " or other instruments determine them: \(droppedInstruments.joined(separator: ", "))."
        ]
    }
}
