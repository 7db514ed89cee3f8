import Inference

extension LeastSquaresFit {
    /// What to tell about the model whatever covariance is chosen.
    public var facts: [JSONValue.Member] {
        var facts: [JSONValue.Member] = [
            .init("estimator", "least-squares"), .init("outcome", .string(responseName)),
            .init("nobs", .integer(observationCount)), .init("missing", .integer(sample.droppedMissing)),
        ]
        if weights != nil { facts.append(.init("weights", .string(weightKind.rawValue))) }
        if weightKind == .frequency { facts.append(.init("rows", .integer(rowCount))) }
        if !absorbed.isEmpty {
            facts.append(
                .init("absorbed", .object(absorbed.map { .init($0.name, .integer($0.levelCount)) })))
            facts.append(.init("singletons", .integer(singletons)))
        }
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

    /// The names of columns that others determine.
    public var droppedTerms: [String] {
        let estimated = Set(estimated)
        return terms.indices.filter { !estimated.contains($0) }.map { terms[$0] }
    }

    /// Remarks on rows and columns that were left out.
    public var notes: [String] { missingNote + singletonNote + collinearityNote }

    private var missingNote: [String] {
        var notes: [String] = []
        if sample.droppedMissing > 0 {
            let columns = sample.missing.map { "\($0.column) \($0.count)" }.joined(separator: ", ")
            notes.append("\(sample.droppedMissing) rows with missing values were dropped (\(columns)).")
        }
        if sample.droppedZeroWeight > 0 {
            notes.append("\(sample.droppedZeroWeight) rows of weight zero were dropped.")
        }
        return notes
    }

    private var singletonNote: [String] {
        guard singletons > 0 else { return [] }
        return ["\(singletons) singleton rows were dropped: each was alone in a level of an absorbed factor."]
    }

    private var collinearityNote: [String] {
        guard !droppedTerms.isEmpty else { return [] }
        let names = droppedTerms.joined(separator: ", ")
        return [
            "Dropped because the other columns"
                + (absorbed.isEmpty ? "" : " or the absorbed factors") + " determine them: \(names)."
        ]
    }
}
