import Inference

/// The columns of a two-stage model with absorbed factors swept out, and which of them are used.
struct InstrumentDesign: Sendable {
    let frame: ModelFrame
    let response: [Double]
    /// Columns after sweeping, with their squared lengths before, for collinearity.
    let exogenous: [SweptColumn]
    let endogenous: [SweptColumn]
    let instruments: [SweptColumn]
    let report: AbsorptionReport?

    /// Sweeps all columns at once.
    init(_ frame: ModelFrame, tolerance: Double) throws(CausalError) {
        let parts = [frame.columns, frame.endogenous, frame.instruments]
        let all = parts.flatMap { $0 }
        let swept = try SweptColumns(
            response: frame.response, columns: all.map(\.values),
            absorption: frame.absorbed.isEmpty
                ? nil : Absorption(frame.absorbed, weights: frame.weights, tolerance: tolerance),
            weights: frame.weights)
        let columns = all.indices.map {
            SweptColumn(name: all[$0].name, values: swept.columns[$0], scale: swept.scale?[$0])
        }
        let (first, second) = (frame.columns.count, frame.columns.count + frame.endogenous.count)
        self.frame = frame
        response = swept.response
        exogenous = Array(columns[..<first])
        endogenous = Array(columns[first..<second])
        instruments = Array(columns[second...])
        report = swept.report
    }

    var hasIntercept: Bool { frame.hasIntercept }

    /// Regresses a column on others by weighted least squares.
    func regress(_ response: [Double], on columns: [SweptColumn]) throws(CausalError) -> LeastSquaresSolution
    {
        let scales = columns.map(\.scale)
        return try LeastSquaresSolver.solve(
            columns: columns.map(\.values), response: response, weights: frame.weights,
            intercept: hasIntercept,
            collinearityScale: scales.contains { $0 != nil } ? scales.map { $0 ?? 0 } : nil)
    }
}

/// A column with what it was before factors were swept out.
struct SweptColumn: Sendable {
    let name: String
    let values: [Double]
    /// Its squared length about its mean before; nil when nothing was swept out.
    let scale: Double?
}
