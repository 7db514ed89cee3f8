import Regression

extension AggregateLeastSquares {
    /// Fits from statistics.
    ///
    /// - Throws: `CausalError.Code.badArgument` when they are not of this model's ``variables`` and ``keys``;
    ///   `CausalError.Code.noRows`.
    public func fit(_ statistics: CrossProducts) throws(CausalError) -> AggregateFit {
        let isWeighted = statistics.cells.first.map { $0.mass != nil } ?? (weights != nil)
        guard statistics.variables == variables, statistics.keys == keys, isWeighted == (weights != nil)
        else {
            throw CausalError(
                .badArgument, "the statistics are not those of the model",
                value: (statistics.keys + statistics.variables).joined(separator: ", "),
                remedy: "The model's are: \((keys + variables).joined(separator: ", ")).")
        }
        return try AggregateFit(self, statistics)
    }
}

extension AggregateFit {
    /// What to tell about the model whatever covariance is chosen.
    public var facts: [JSONValue.Member] {
        let n = Double(observationCount)
        let rest = residualSumOfSquares
        let df = n - Double(estimated.count)
        let rSquared = total > 0 ? 1 - rest / total : .nan
        let adjusted =
            df > 0 ? 1 - (1 - rSquared) * (n - (model.formula.hasIntercept ? 1 : 0)) / df : .nan
        var first: [JSONValue.Member] = [
            .init("estimator", "least-squares"), .init("outcome", .string(model.formula.responseName)),
            .init("nobs", .integer(observationCount)),
            .init("missing", .integer(missing.reduce(0) { $0 + $1.count })),
            .init("formula", .string(model.formula.text)),
        ]
        if let column = model.weights {
            first += [
                .init("weights", .string(model.weightKind.rawValue)),
                .init("weights.column", .string(column)),
            ]
            if model.weightKind == .frequency { first.append(.init("rows", .integer(rowTotal))) }
        }
        return first + [
            .init("dropped", .array(droppedTerms.map(JSONValue.string))),
            .init("r.squared", .number(rSquared)), .init("adj.r.squared", .number(adjusted)),
            .init("within.r.squared", .null),
            .init("sigma", .number(df > 0 ? (rest / df).squareRoot() : .nan)),
            .init("converged", .bool(true)),
        ]
    }

    /// Remarks on rows and columns that were left out.
    public var notes: [String] {
        var notes = MissingNote.notes(missing) + MissingNote.notes(zeroWeight: zeroWeight)
        if !droppedTerms.isEmpty {
            notes.append(
                "Dropped because the other columns determine them: \(droppedTerms.joined(separator: ", ")).")
        }
        return notes
    }
}
