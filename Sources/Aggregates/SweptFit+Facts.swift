import Regression

extension SweptFit {
    /// What to tell about the model whatever covariance is chosen.
    public var facts: [JSONValue.Member] {
        let rest = residualSumOfSquares
        var absorbed: [JSONValue.Member] = [.init(model.unit, .integer(products.unitCount))]
        for (place, name) in model.factors.enumerated() {
            absorbed.append(.init(name, .integer(Set(products.levels.map { $0[place] }).count)))
        }
        let df = Double(observationCount - estimated.count - products.unitCount - smallParameters)
        var first: [JSONValue.Member] = [
            .init("estimator", "least-squares"), .init("outcome", .string(model.formula.responseName)),
            .init("nobs", .integer(observationCount)),
            .init("missing", .integer(products.missing.values.reduce(0, +))),
            .init("formula", .string(model.formula.text)),
        ]
        if let column = model.weights {
            first += [
                .init("weights", .string(model.weightKind.rawValue)),
                .init("weights.column", .string(column)),
            ]
            if model.weightKind == .frequency { first.append(.init("rows", .integer(products.count))) }
        }
        return first + [
            .init("absorbed", .object(absorbed)),
            .init("singletons", .integer(products.singletons)),
            .init("dropped", .array(droppedTerms.map(JSONValue.string))),
            .init("r.squared", .number(products.total > 0 ? 1 - rest / products.total : .nan)),
            .init(
                "adj.r.squared",
                .number(
                    df > 0 && products.total > 0
                        ? 1 - rest / products.total * Double(observationCount - 1) / df : .nan)),
            .init("within.r.squared", .number(within > 0 ? 1 - rest / within : .nan)),
            .init("sigma", .number(df > 0 ? (rest / df).squareRoot() : .nan)),
            .init("iterations", .integer(0)), .init("converged", .bool(true)),
        ]
    }

    /// Remarks on rows and columns that were left out.
    public var notes: [String] {
        let missing = model.missingRows.columns.compactMap { name in
            products.missing[name].map { (name, $0) }
        }
        var notes = MissingNote.notes(missing) + MissingNote.notes(zeroWeight: products.zeroWeight)
        if products.singletons > 0 {
            let each = products.singletons == 1 ? "it" : "each"
            notes.append(
                products.singletons.counted("singleton row was", "singleton rows were")
                    + " dropped: \(each) was alone in a level of an absorbed factor.")
        }
        if !droppedTerms.isEmpty {
            notes.append(
                "Dropped because the other columns or the absorbed factors determine them: "
                    + droppedTerms.joined(separator: ", ") + ".")
        }
        return notes
    }
}
