import Inference

/// The columns of a two-stage model with absorbed factors swept out, and which of them are used.
struct InstrumentDesign: Sendable {
    let frame: ModelFrame
    let rows: RegressionRows
    let outcome: SweptColumn
    /// Columns after sweeping, with their squared lengths before, for collinearity.
    let exogenous: [SweptColumn]
    let endogenous: [SweptColumn]
    let instruments: [SweptColumn]
    let report: AbsorptionReport?
    /// Moments of the exogenous and endogenous columns, the instruments and the outcome: one pass serves the regressions
    /// among them.
    private let moments: Moments

    /// Sweeps all columns at once.
    init(_ frame: ModelFrame, _ choices: RegressionChoices) throws(CausalError) {
        let parts = [frame.columns, frame.endogenous, frame.instruments]
        let all = parts.flatMap { $0 }
        let swept = try SweptColumns(
            response: frame.response, columns: all.map(\.values),
            absorption: frame.absorbed.isEmpty
                ? nil : Absorption(frame.absorbed, weights: frame.weights, tolerance: choices.tolerance),
            weights: frame.weights)
        let columns = all.indices.map {
            SweptColumn(name: all[$0].name, values: swept.columns[$0], scale: swept.scale?[$0], place: $0)
        }
        let (first, second) = (frame.columns.count, frame.columns.count + frame.endogenous.count)
        self.frame = frame
        rows = RegressionRows(frame, choices)
        outcome = SweptColumn(
            name: frame.responseName, values: swept.response, scale: nil, place: columns.count)
        moments = LeastSquaresSolver.moments(
            swept.columns + [swept.response], weights: frame.weights, intercept: frame.hasIntercept)
        exogenous = Array(columns[..<first])
        endogenous = Array(columns[first..<second])
        instruments = Array(columns[second...])
        report = swept.report
    }

    var hasIntercept: Bool { frame.hasIntercept }

    /// Regresses a column on others by weighted least squares.
    func regress(
        _ response: SweptColumn, on columns: [SweptColumn]
    ) throws(CausalError) -> LeastSquaresSolution {
        let scales = columns.map(\.scale)
        let places = (columns + [response]).compactMap(\.place)
        return try LeastSquaresSolver.solve(
            columns: columns.map(\.values), response: response.values, weights: frame.weights,
            intercept: hasIntercept,
            collinearityScale: scales.contains { $0 != nil } ? scales.map { $0 ?? 0 } : nil,
            moments: places.count > columns.count ? moments.at(places) : nil)
    }
}

/// A column with what it was before factors were swept out.
struct SweptColumn: Sendable {
    let name: String
    let values: [Double]
    /// Its squared length about its mean before; nil when nothing was swept out.
    let scale: Double?
    /// Its place among the columns whose moments the design holds; nil for one that was made from them.
    var place: Int?
}
