import Inference

/// The regression on the exogenous and the fitted endogenous columns.
enum SecondStage {
    /// The regression, its residuals those of the endogenous columns themselves.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when the fitted columns do not tell the endogenous ones apart.
    static func solved(
        _ design: InstrumentDesign, _ used: UsedColumns, _ stages: [AuxiliaryRegression]
    ) throws(CausalError) -> SolvedRegression {
        let offset = design.hasIntercept ? 1 : 0
        let fitted = zip(used.endogenous, stages).map { column, stage in
            SweptColumn(
                name: column.name, values: SecondStage.difference(column.values, stage.residuals),
                scale: max(
                    column.scale ?? 0,
                    Kernels.centredSumOfSquares(column.values, weights: design.frame.weights)))
        }
        let solution = try design.regress(design.outcome, on: used.exogenous + fitted)
        guard solution.dropped.isEmpty else {
            throw SecondStage.unidentified(solution.dropped.map { $0 - offset - used.exogenous.count }, used)
        }
        let terms = design.exogenous.map(\.name) + design.endogenous.map(\.name)
        let shift = offset + design.exogenous.count
        let estimated =
            (design.hasIntercept ? [0] : []) + used.exogenousPositions.map { $0 + offset }
            + used.endogenousPositions.map { $0 + shift }
        var coefficients = Array(repeating: Double.nan, count: terms.count + offset)
        for (slot, position) in estimated.enumerated() {
            coefficients[position] = solution.coefficients[slot]
        }
        let residuals = Kernels.residuals(
            columns: (used.exogenous + used.endogenous).map(\.values), response: design.outcome.values,
            intercept: design.hasIntercept ? solution.coefficients[0] : nil,
            coefficients: Array(solution.coefficients.dropFirst(offset)))
        return SolvedRegression(
            design.rows, responseName: design.frame.responseName,
            terms: (design.hasIntercept ? ["(Intercept)"] : []) + terms, coefficients: coefficients,
            estimated: estimated, columns: (used.exogenous + fitted).map(\.values), residuals: residuals,
            solution, hasIntercept: design.hasIntercept,
            size: Kernels.weightedSumOfSquares(design.frame.response, weights: design.rows.weights))
    }

    private static func difference(_ a: [Double], _ b: [Double]) -> [Double] {
        Parallel.array(a.count) { rows, out in
            for row in rows { out.initializeElement(at: row - rows.lowerBound, to: a[row] - b[row]) }
        }
    }

    private static func unidentified(_ positions: [Int], _ used: UsedColumns) -> CausalError {
        let names = positions.filter { used.endogenous.indices.contains($0) }
            .map { "'\(used.endogenous[$0].name)'" }.joined(separator: ", ")
        return CausalError(
            .notIdentified,
            "the instruments do not move \(names) by themselves: their fitted values are constant or a combination "
                + "of the other columns",
            remedy: "Use other instruments; look at the first stages.")
    }
}
