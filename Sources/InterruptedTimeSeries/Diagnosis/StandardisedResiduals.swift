import Regression

extension SegmentedDesign {
    /// The fact `residuals`: what they are (`of`), where each lies on the axis of the pictures, and how many standard deviations it is from zero.
    ///
    /// Empty for more than 1,000 rows, and where the residuals are only rounding.
    func residualFacts(
        of what: String, _ values: [Double], _ rows: [Int], parameters: Int
    ) -> [JSONValue.Member] {
        let variance = Kernels.dot(values, values) / Double(max(1, values.count - parameters))
        guard values.count <= 1000, variance > 0, variance.isFinite else { return [] }
        let deviation = variance.squareRoot()
        return [
            .init(
                "residuals",
                .object([
                    .init("of", .string(what)),
                    .init("position", .array(rows.map { .number(position(times[$0])) })),
                    .init("standardised", .array(values.map { .finite($0 / deviation) })),
                ]))
        ]
    }
}

extension SegmentedFit {
    /// Residuals in order of unit and time; Pearson's for counts and shares.
    var standardisedResiduals: [JSONValue.Member] {
        guard !regression.isPerfect else { return [] }
        let rows = design.rowsInOrder
        let values = rows.map { row in
            regression.residuals[row] * (regression.weights?[row] ?? 1).squareRoot()
        }
        return design.residualFacts(
            of: design.model.family == nil ? "residuals" : "Pearson residuals", values, rows,
            parameters: design.parameterCount)
    }
}

extension SerialFit {
    /// Innovations in order of unit and time: residuals with the autocorrelation taken out; none at the boundary.
    var standardisedInnovations: [JSONValue.Member] {
        let rows = design.rowsInOrder
        guard !isAtBoundary, data.count == rows.count else { return [] }
        return design.residualFacts(
            of: "innovations", innovations, rows, parameters: regressed.count)
    }
}
