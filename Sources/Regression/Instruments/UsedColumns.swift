import Inference

/// The columns of a two-stage model that others do not determine.
struct UsedColumns: Sendable {
    let exogenous: [SweptColumn]
    let endogenous: [SweptColumn]
    let instruments: [SweptColumn]
    let droppedInstruments: [String]
    /// Positions among all exogenous and all endogenous columns.
    let exogenousPositions: [Int]
    let endogenousPositions: [Int]

    /// Judges the columns in order: exogenous, then endogenous ones; exogenous ones, then instruments.
    ///
    /// - Throws: `CausalError.Code.notIdentified` when no endogenous column is left, or fewer instruments than
    ///   endogenous columns.
    init(_ design: InstrumentDesign) throws(CausalError) {
        let offset = design.hasIntercept ? 1 : 0
        let count = design.exogenous.count
        let structural = try design.regress(design.response, on: design.exogenous + design.endogenous).kept
            .filter { $0 >= offset }.map { $0 - offset }
        exogenousPositions = structural.filter { $0 < count }
        endogenousPositions = structural.filter { $0 >= count }.map { $0 - count }
        exogenous = exogenousPositions.map { design.exogenous[$0] }
        endogenous = endogenousPositions.map { design.endogenous[$0] }
        let first = offset + exogenous.count
        let outside = try design.regress(design.response, on: exogenous + design.instruments).kept
            .filter { $0 >= first }.map { $0 - first }
        instruments = outside.map { design.instruments[$0] }
        let kept = Set(outside)
        droppedInstruments = design.instruments.indices.filter { !kept.contains($0) }
            .map { design.instruments[$0].name }
        try refuseTooFew(design)
    }

    private func refuseTooFew(_ design: InstrumentDesign) throws(CausalError) {
        let factors = design.frame.absorbed.isEmpty ? "" : " or the absorbed factors"
        guard !endogenous.isEmpty else {
            throw CausalError(
                .notIdentified,
                "no endogenous column is left: the exogenous columns\(factors) determine "
                    + design.endogenous.map { "'\($0.name)'" }.joined(separator: ", "))
        }
        guard instruments.count < endogenous.count else { return }
        let lost = droppedInstruments.map { "'\($0)'" }.joined(separator: ", ")
        throw CausalError(
            .notIdentified,
            (endogenous.count == 1
                ? "an endogenous column needs an instrument"
                : "\(endogenous.count) endogenous columns need as many instruments") + ", and there "
                + (instruments.count == 1 ? "is 1" : "are \(instruments.count)")
                + (lost.isEmpty ? "" : "; the exogenous columns\(factors) determine \(lost)"),
            remedy:
                "Name at least one instrument for each endogenous column, none of them among the other terms."
        )
    }

    /// Each endogenous column on the exogenous ones and the instruments.
    func firstStages(
        _ design: InstrumentDesign, _ model: TwoStageLeastSquares
    ) throws(CausalError) -> [AuxiliaryRegression] {
        var stages: [AuxiliaryRegression] = []
        for column in endogenous {
            stages.append(
                try AuxiliaryRegression(
                    column.name, column.values, on: exogenous + instruments, design, model))
        }
        return stages
    }
}

/// The regression on the exogenous and the fitted endogenous columns.
struct SecondStage {
    let terms: [String]
    let coefficients: [Double]
    let estimated: [Int]
    let columns: [[Double]]
    let residuals: [Double]
    let bread: Matrix

    /// - Throws: `CausalError.Code.notIdentified` when the fitted columns do not tell the endogenous ones apart.
    init(
        _ design: InstrumentDesign, _ used: UsedColumns, _ stages: [AuxiliaryRegression]
    ) throws(CausalError) {
        let offset = design.hasIntercept ? 1 : 0
        let fitted = zip(used.endogenous, stages).map { column, stage in
            SweptColumn(
                name: column.name, values: SecondStage.difference(column.values, stage.residuals),
                scale: max(
                    column.scale ?? 0,
                    Kernels.centredSumOfSquares(column.values, weights: design.frame.weights)))
        }
        let solution = try design.regress(design.response, on: used.exogenous + fitted)
        guard solution.dropped.isEmpty else {
            throw SecondStage.unidentified(solution.dropped.map { $0 - offset - used.exogenous.count }, used)
        }
        terms =
            (design.hasIntercept ? ["(Intercept)"] : []) + design.exogenous.map(\.name)
            + design.endogenous.map(\.name)
        let shift = offset + design.exogenous.count
        estimated =
            (design.hasIntercept ? [0] : []) + used.exogenousPositions.map { $0 + offset }
            + used.endogenousPositions.map { $0 + shift }
        var all = Array(repeating: Double.nan, count: terms.count)
        for (slot, position) in estimated.enumerated() { all[position] = solution.coefficients[slot] }
        coefficients = all
        columns = (used.exogenous + fitted).map(\.values)
        residuals = Kernels.residuals(
            columns: (used.exogenous + used.endogenous).map(\.values), response: design.response,
            intercept: design.hasIntercept ? solution.coefficients[0] : nil,
            coefficients: Array(solution.coefficients.dropFirst(offset)))
        bread = solution.inverseCrossProduct
    }

    static func difference(_ a: [Double], _ b: [Double]) -> [Double] {
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
