import Inference

extension LeastSquaresFit {
    /// What to tell about the model whatever covariance is chosen.
    public var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "least-squares"), .init("outcome", .string(responseName)),
            .init("nobs", .integer(observationCount)), .init("missing", .integer(sample.droppedMissing)),
        ]
        facts.append(.init("formula", .string(frame.formula.text)))
        if weights != nil { facts.append(.init("weights", .string(weightKind.rawValue))) }
        if let column = frame.weightsColumn { facts.append(.init("weights.column", .string(column))) }
        if weightKind == .frequency { facts.append(.init("rows", .integer(rowCount))) }
        if !absorbed.isEmpty {
            facts.append(
                .init("absorbed", .object(absorbed.map { .init($0.name, .integer($0.levelCount)) })))
            facts.append(.init("singletons", .integer(singletons)))
            if let outsideCore { facts.append(.init("outside.core", .integer(outsideCore))) }
        }
        facts += slopeFacts
        facts += [
            .init("dropped", .array(droppedTerms.map(JSONValue.string))),
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

    /// Remarks on rows and columns that were left out.
    public var notes: [String] { droppedRowsAndColumns + coreNote(outsideCore) }
}

extension LinearFit {
    /// A remark on rows outside the 2-core.
    func coreNote(_ outside: Int?) -> [String] {
        guard let outside, outside > 0 else { return [] }
        let names = absorbed.prefix(2).map(\.name).joined(separator: " and ")
        return [
            outside.counted("row", "rows") + " outside the 2-core of \(names) "
                + (outside == 1 ? "was" : "were") + " dropped: the estimates are of the rows left."
        ]
    }
}
